/* SPDX-License-Identifier: MIT */
#include "replay.h"

#include <os/error.h>
#include <os/file.h>
#include <os/lock.h>
#include <os/start.h>
#include <output/translate.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "files.h"

static void
say_resumed(const struct cli_options *o, size_t done, size_t left)
{
    char line[128];
    struct base_text t;

    base_text_init(&t, line, sizeof line);
    base_text_str(&t, "resumed: ");
    base_text_u64(&t, done);
    base_text_str(&t, " already done, ");
    base_text_u64(&t, left);
    base_text_str(&t, " remaining");
    cli_say(o, line);
}

/* Opened to be cut and locked; a dry run does neither. */
static bool
open_file(struct cli_resume *r, const struct cli_options *o, struct base_text *why)
{
    r->fd = os_open(o->resume, o->dry_run ? OS_OPEN_READ : OS_OPEN_UPDATE);
    if (r->fd < 0)
        return (o->dry_run && errno == ENOENT) ||
               base_complain(why, o->resume, os_error_text(errno));
    if (!o->dry_run && os_lock(r->fd) == EWOULDBLOCK)
        return base_complain(why, o->resume, "in use by another run");
    return true;
}

static struct base_slice
seen_from(const struct cli_options *o)
{
    return base_slice_str(o->seen_from != NULL ? o->seen_from : "");
}

static struct record_index_entry *
final_of(const struct record_lookup *k, const struct cli_options *o,
         const struct inventory_target *t)
{
    char text[INVENTORY_TEXT_MAX];
    struct base_text out;
    struct record_index_entry *e;

    base_text_init(&out, text, sizeof text);
    inventory_target_text(t, &out);
    e = record_lookup_final(k, base_slice_str(text), seen_from(o), t->profile);
    return e != NULL && record_index_stands(e, o->at_given ? o->at_s : (int64_t)time(NULL)) ? e
                                                                                            : NULL;
}

/* Ports of a host that depend on one another are done when all are: each has a result, or is a
 * default port that another's result speaks of. */
struct progress {
    uint32_t finals, notes;
};

static void
count_done(const struct cli_targets *t, const struct cli_options *o, const struct record_lookup *k,
           struct progress *groups)
{
    for (size_t i = 0; i < inventory_count(t->inventory); i++) {
        const struct inventory_target *target = inventory_at(t->inventory, i);
        struct progress *group = &groups[target->group];

        if (target->group == 0)
            continue;
        if (final_of(k, o, target) != NULL)
            group->finals++;
        else if (!target->port_named &&
                 record_lookup_whole_host(k, base_slice_str(target->host), seen_from(o)))
            group->notes++;
    }
}

static bool
is_done(const struct cli_targets *t, const struct cli_options *o, const struct record_lookup *k,
        const struct progress *groups, const struct inventory_target *target)
{
    const struct progress *group = &groups[target->group];

    if (target->group == 0)
        return final_of(k, o, target) != NULL;
    return group->finals > 0 &&
           group->finals + group->notes == inventory_group_size(t->inventory, target);
}

static bool
leave_out(struct cli_resume *r, const struct cli_options *o, struct cli_targets *t,
          struct base_text *why)
{
    size_t count = inventory_count(t->inventory);
    struct progress *groups;
    uint32_t most = 0;
    struct record_lookup *k = record_lookup_new(&r->index);

    for (size_t i = 0; i < count; i++)
        if (inventory_at(t->inventory, i)->group > most)
            most = inventory_at(t->inventory, i)->group;
    groups = calloc((size_t)most + 1, sizeof *groups);
    if (k == NULL || groups == NULL) {
        record_lookup_free(k);
        free(groups);
        return base_complain(why, "--resume", "out of memory");
    }
    count_done(t, o, k, groups);
    for (size_t i = 0; i < count; i++) {
        const struct inventory_target *target = inventory_at(t->inventory, i);
        struct record_index_entry *e;

        if (t->left_out[i] || !is_done(t, o, k, groups, target))
            continue;
        cli_targets_leave_out(t, i);
        e = final_of(k, o, target);
        if (e != NULL) {
            e->chosen = true;
            r->n++;
        }
    }
    record_lookup_free(k);
    free(groups);
    return true;
}

/* Peers that connect are in no list: all earlier results are reported again. */
static bool
choose_all(struct cli_resume *r, const struct cli_options *o, struct base_text *why)
{
    char line[128];
    struct base_text t;

    if (!record_index_choose(&r->index))
        return base_complain(why, "--resume", "out of memory");
    for (size_t i = 0; i < r->index.n; i++)
        r->n += r->index.at[i].chosen;
    base_text_init(&t, line, sizeof line);
    base_text_str(&t, "resumed: ");
    base_text_u64(&t, r->n);
    base_text_str(&t, " peers seen already");
    if (r->n > 0)
        cli_say(o, line);
    return true;
}

bool
cli_resume_load(struct cli_resume *r, const struct cli_options *o, struct cli_targets *targets,
                struct base_text *why)
{
    uint64_t end = 0;
    bool torn = false;
    int err;

    r->fd = -1;
    if (o->resume == NULL)
        return true;
    if (!open_file(r, o, why))
        return false;
    if (r->fd < 0)
        return true;
    if (!record_index_add(&r->index, o->resume, &end, &torn, why))
        return false;
    for (size_t i = 0; i < r->index.n; i++)
        if (r->index.at[i].of_file)
            return base_complain(why, o->resume, "holds results of certcheck, not of ekuprobe");
    if (torn) {
        cli_say_torn(o, o->resume);
        if (!o->dry_run && (err = os_cut(r->fd, end)) != 0)
            return base_complain(why, o->resume, os_error_text(err));
    }
    if (targets == NULL)
        return choose_all(r, o, why);
    if (!leave_out(r, o, targets, why))
        return false;
    if (r->index.n > 0)
        say_resumed(o, r->n, targets->n);
    return true;
}

static bool
tell_chosen(struct record_index *l, struct cli_output *out,
            void (*tell)(struct cli_output *, const struct assess_result *),
            const struct cli_resume *r, struct base_text *why)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct assess_result *result;

        if (!l->at[i].chosen)
            continue;
        result = record_index_read(l, &l->at[i], why);
        if (result == NULL)
            return false;
        out->run.left -= out->run.merged > 0; /* of results that are still to be written */
        tell(out, result);
        if (r != NULL && r->told != NULL)
            r->told(r->told_ctx, result);
    }
    return true;
}

bool
cli_resume_tell(struct cli_resume *r, struct cli_output *out, struct base_text *why)
{
    struct assess_policy policy;

    return record_index_policy(&r->index, &out->run.policy, &policy, why) &&
           tell_chosen(&r->index, out, cli_output_replay, r, why);
}

void
cli_resume_clear(struct cli_resume *r)
{
    record_index_clear(&r->index);
    if (r->fd >= 0)
        (void)os_close(r->fd);
    r->fd = -1;
}

static bool
blame_judging(const char *option, struct base_text *why)
{
    base_text_str(why, "cannot change how results were judged: use ");
    base_text_str(why, option);
    base_text_str(why, " in the runs");
    return base_complain_about(why, "--merge");
}

/* Refuse options that merging cannot carry out. */
static bool
check_options(const struct cli_options *o, struct base_text *why)
{
    const struct {
        bool given;
        const char *option;
    } judging[] = {
        { o->ca_dirs.n > 0, "--ca-dir" },
        { o->at_given, "--at" },
        { o->expires_within_days > 0, "--expires-within" },
        { o->opted_out, "--opted-out" },
        { o->require != 0, "--usage" },
        { o->seen_from != NULL, "--seen-from" },
    };

    if (o->inputs.n > 0 || o->topologies.n > 0 || o->resume != NULL || o->shards > 1 || o->dry_run)
        return base_complain(why, "--merge",
                             "takes NDJSON files, not targets, --resume, --shard or --dry-run");
    for (size_t i = 0; i < sizeof judging / sizeof judging[0]; i++)
        if (judging[i].given)
            return blame_judging(judging[i].option, why);
    for (unsigned s = 0; s < ASSESS_SETTINGS; s++)
        if (o->settings[s] != 0)
            return blame_judging(assess_setting_option((enum assess_setting)s), why);
    return true;
}

#define SPARE_FDS 64 /* reports and what they spill to disk */

static bool
load_all(struct record_index *l, const struct cli_options *o, struct base_text *why)
{
    if (o->operands.n == 0)
        return base_complain(why, "--merge", "no file given");
    /* Each stays open, for its lines are read once more; what cannot be had is told by os_open. */
    (void)os_files_allowed(o->operands.n + SPARE_FDS);
    for (size_t i = 0; i < o->operands.n; i++) {
        uint64_t end;
        bool torn = false;

        if (!record_index_add(l, o->operands.at[i], &end, &torn, why))
            return false;
        if (torn)
            cli_say_torn(o, o->operands.at[i]);
    }
    if (l->n == 0)
        cli_say(o, "--merge: no result in the files named");
    return record_index_choose(l) || base_complain(why, "--merge", "out of memory");
}

static void
say_left(struct base_text *t, const struct record_index_file *file)
{
    if (file->of_files) {
        base_text_str(t, ": its run ended before its last file; run certcheck again");
        return;
    }
    base_text_str(t, ": its run ended before all its targets were done: ");
    base_text_u64(t, file->left);
    base_text_str(t, " left; continue it with --resume, or replace the file");
}

/* Each file whose runs did not get to all of their targets, or that has nothing of them. */
static void
say_files(const struct cli_options *o, const struct record_index *l, bool empty)
{
    for (size_t i = 0; i < l->files_n; i++) {
        char line[512];
        struct base_text t;

        base_text_init(&t, line, sizeof line);
        base_text_safe(&t, base_slice_str(l->files[i].path));
        if (l->files[i].left > 0) {
            say_left(&t, &l->files[i]);
        } else if (empty && l->files[i].empty) {
            base_text_str(&t, ": no result in it: its run was ended, or its share has no target");
        } else {
            continue;
        }
        cli_say(o, line);
    }
}

/* What the runs did not look at, their results cannot tell. */
static struct record_missing
tell_missing(struct record_index *l, struct cli_output *out)
{
    struct record_missing m = record_index_missing(l);

    out->run.unread = (size_t)(m.unread + m.empty);
    out->run.missing = (size_t)m.shares_n;
    out->run.left = (size_t)m.left;
    out->run.share = m.share;
    out->run.shares = m.shares;
    out->partly = m.unread + m.empty + m.left + m.shares_n + m.shares > 0;
    out->run.merged = out->run.started_s;
    if (m.unread > 0)
        cli_output_note(out, N_("a run that is merged here had inputs that could not be read"));
    if (m.empty > 0)
        cli_output_note(out, N_("a file that is merged here has no result"));
    if (m.shares_n > 0)
        cli_output_note(out, N_("not all shares of a run are in the files (--shard)"));
    say_files(out->options, l, m.empty + m.shares_n > 0);
    return m;
}

static bool
tell_merged(struct record_index *l, struct cli_output *out, struct base_text *why)
{
    struct record_missing m = tell_missing(l, out);

    if (record_index_hides(l))
        cli_output_note(out, N_("some results replace earlier ones of the same target that were "
                                "judged with other options: merge those separately"));
    for (size_t i = 0; i < l->n; i++)
        out->run.left += l->at[i].chosen;
    if (!tell_chosen(l, out, cli_output_result, NULL, why))
        return false;
    if (m.left > 0) {
        out->run.targets = out->run.results + (size_t)m.left;
        out->run.finished = out->run.results - out->run.interrupted;
    }
    return true;
}

int
cli_merge(const struct cli_options *o, struct base_text *why)
{
    struct record_index index = { 0 };
    struct assess_policy policy;
    struct cli_output out = { 0 };
    int status = CLI_EXIT_ERROR;

    if (check_options(o, why) && load_all(&index, o, why) &&
        record_index_policy(&index, NULL, &policy, why) &&
        cli_output_open_judged(&out, o, &policy, (int64_t)time(NULL), why) &&
        tell_merged(&index, &out, why))
        status = cli_output_close(&out, (int64_t)time(NULL));
    if (status == CLI_EXIT_READY && index.n == 0)
        status = CLI_EXIT_OPEN; /* nothing is known to be ready */
    cli_output_abandon(&out);
    record_index_clear(&index);
    return status;
}
