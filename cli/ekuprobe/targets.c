/* SPDX-License-Identifier: MIT */
#include "targets.h"

#include "files.h"

#include <base/product.h>
#include <output/translate.h>

#include <stdlib.h>
#include <string.h>

static void
say_folded(const struct cli_options *o, size_t n)
{
    char line[96];
    struct base_text t;

    base_text_init(&t, line, sizeof line);
    base_text_u64(&t, n);
    base_text_str(&t, n == 1 ? " duplicate target skipped" : " duplicate targets skipped");
    cli_say(o, line);
}

#define FAULTS_SHOWN 20

/* All faults of a run are told at once, but no more than a screen of them. */
struct faults {
    const struct cli_options *options;
    size_t n;
    char first[BASE_WHY_MAX]; /* if it is the only one, the run ends with it */
};

static void
on_fault(void *ctx, const char *why)
{
    struct faults *f = ctx;

    f->n++;
    if (f->n == 1 && !f->options->skip_bad)
        (void)snprintf(f->first, sizeof f->first, "%s", why);
    else if (f->n == 2 && !f->options->skip_bad)
        cli_say(f->options, f->first);
    if (f->n <= FAULTS_SHOWN && (f->n > 1 || f->options->skip_bad))
        cli_say(f->options, why);
}

/* False: why is what the run ends with. */
static bool
judge_faults(const struct faults *f, struct base_text *why)
{
    char line[128];
    struct base_text t;

    if (f->n == 0)
        return true;
    if (f->n == 1 && !f->options->skip_bad) {
        base_text_str(why, f->first);
        return false;
    }
    base_text_init(&t, line, sizeof line);
    base_text_u64(&t, f->n);
    base_text_str(&t, f->n == 1 ? " target" : " targets");
    base_text_str(&t, f->options->skip_bad ? " that cannot be read, skipped"
                                           : " cannot be read: correct them, or probe the others "
                                             "with --skip-bad");
    if (!f->options->skip_bad)
        base_text_str(why, line);
    else
        cli_say(f->options, line);
    return f->options->skip_bad;
}

/* Report what was left out file by file, or with -q as a number. */
static void
say_notes(const struct cli_options *o, const struct inventory *inv)
{
    size_t n = inventory_notes(inv);
    char line[96];
    struct base_text t;

    for (size_t i = 0; i < n && (!o->quiet || n == 1); i++)
        cli_say(o, inventory_note(inv, i));
    if (o->quiet && n > 1) {
        base_text_init(&t, line, sizeof line);
        base_text_u64(&t, n);
        base_text_str(&t, " notes about the lists and topologies (run without -q to see them)");
        cli_say(o, line);
    }
    if (inventory_folded(inv) > 0 && !o->quiet)
        say_folded(o, inventory_folded(inv));
}

static bool
add_sources(struct inventory *inv, const struct cli_options *o, struct faults *faults,
            struct base_text *why)
{
    for (size_t i = 0; i < o->topologies.n; i++)
        if (!inventory_add_topology_file(inv, o->topologies.at[i], why))
            return false;
    for (size_t i = 0; i < o->inputs.n; i++)
        if (!inventory_add_list_file(inv, o->inputs.at[i], why))
            return false;
    for (size_t i = 0; i < o->operands.n; i++)
        if (!inventory_add(inv, o->operands.at[i], "argument", why)) {
            if (inventory_count(inv) >= o->max_targets)
                return false; /* the limit, of all sources */
            on_fault(faults, why->buf);
            base_text_clear(why);
        }
    return true;
}

void
cli_targets_leave_out(struct cli_targets *t, size_t index)
{
    t->n -= !t->left_out[index];
    t->left_out[index] = true;
}

/* A shard may be empty: nothing to do is no error. */
static bool
take_shard(struct cli_targets *t, const struct cli_options *o, struct base_text *why)
{
    size_t n = inventory_count(t->inventory);

    t->n = n;
    t->left_out = calloc(n, sizeof *t->left_out);
    if (t->left_out == NULL)
        return base_complain(why, "targets", "out of memory");
    for (size_t i = 0; i < n && o->shards > 1; i++)
        if (inventory_shard(inventory_at(t->inventory, i), o->shards) + 1 != o->shard)
            cli_targets_leave_out(t, i);
    t->all = t->n;
    return true;
}

bool
cli_targets_load(struct cli_targets *t, const struct cli_options *o, struct base_text *why)
{
    struct faults faults = { .options = o };
    struct inventory_options limits = {
        .max_targets = o->max_targets, .ports = o->ports, .fault = on_fault, .fault_ctx = &faults
    };

    *t = (struct cli_targets){ 0 };
    t->product = cli_product(o);
    t->inventory = inventory_new(&limits);
    if (t->inventory == NULL)
        return base_complain(why, "targets", "out of memory");
    if (!add_sources(t->inventory, o, &faults, why)) {
        say_notes(o, t->inventory); /* they may say why nothing is left */
        return false;
    }
    if (!judge_faults(&faults, why))
        return false;
    t->skipped = faults.n;
    t->unread = inventory_unread(t->inventory);
    say_notes(o, t->inventory);
    if (inventory_count(t->inventory) == 0) {
        base_text_str(why, "no target given: see --help");
        return false;
    }
    if (!inventory_complete(t->inventory) || (!o->dry_run && !inventory_shuffle(t->inventory)))
        return base_complain(why, "targets", "out of memory");
    return take_shard(t, o, why);
}

void
cli_targets_tell_unread(const struct cli_targets *t, struct cli_output *out)
{
    out->partly = t->skipped + t->unread > 0;
    out->run.unread = t->skipped + t->unread;
    if (t->skipped > 0)
        cli_output_note(out, N_("targets that could not be read were skipped (--skip-bad)"));
    if (t->unread > 0)
        cli_output_note(out, N_("servers or ports of a topology could not be made targets and "
                                "were not probed"));
}

void
cli_targets_clear(struct cli_targets *t)
{
    inventory_free(t->inventory);
    free(t->left_out);
    *t = (struct cli_targets){ 0 };
}

const char *
cli_targets_product(const struct cli_targets *t, const struct inventory_target *target)
{
    return target->product != NULL ? target->product : t->product;
}

int
cli_targets_print(const struct cli_targets *t)
{
    for (size_t i = 0; i < inventory_count(t->inventory); i++) {
        const struct inventory_target *target = inventory_at(t->inventory, i);
        const char *product = cli_targets_product(t, target);
        char text[INVENTORY_TEXT_MAX], origin[INVENTORY_ORIGIN_MAX];
        struct base_text out;

        if (t->left_out[i])
            continue;
        base_text_init(&out, text, sizeof text);
        inventory_target_text(target, &out);
        base_text_init(&out, origin, sizeof origin);
        inventory_target_origin(target, &out);
        printf("%s\t%s\t%s\t%s\n", text, target->profile->name, product == NULL ? "-" : product,
               origin);
    }
    return CLI_EXIT_READY;
}
