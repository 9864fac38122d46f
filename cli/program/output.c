/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <assess/policy.h>
#include <base/version.h>
#include <output/translate.h>

#include <os/env.h>
#include <os/file.h>
#include <os/terminal.h>

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "files.h"
#include "load_store.h"

#define WIDTH_LEAST 40
#define WIDTH_UNTOLD 80
#define READER_MS 10

int
cli_terminal_width(void)
{
    unsigned columns = os_terminal_columns(OS_STDOUT);

    if (!os_is_terminal(OS_STDOUT))
        return 0;
    if (columns == 0)
        return WIDTH_UNTOLD;
    return columns < WIDTH_LEAST ? WIDTH_LEAST : (int)columns;
}

/* no-color.org: any value but none at all. */
static bool
shows_color(void)
{
    const char *no_color = os_env("NO_COLOR");

    return (no_color == NULL || *no_color == '\0') && !os_terminal_is_dumb();
}

static struct report_style
style_of(const struct cli_options *o)
{
    bool terminal = os_is_terminal(OS_STDOUT) && shows_color();

    return (struct report_style){ .color = o->color == 1 || (o->color == 0 && terminal),
                                  .width = cli_terminal_width(),
                                  .verbose = o->verbose,
                                  .quiet = o->quiet,
                                  .held = o->watch_ms > 0,
                                  .one_behind = o->program == CLI_CERTCHECK,
                                  .labels = o->labels.at,
                                  .labels_n = o->labels.n,
                                  .fail_on = o->fail_on == 0 ? REPORT_FAIL_ON_NONE : o->fail_on };
}

static bool
is_ndjson(const char *format)
{
    return strcmp(format, "ndjson") == 0;
}

/* Is it the file of --resume, which is written anyway? */
static bool
is_resumed(const struct cli_options *o, const char *format, const char *path)
{
    struct os_info file, other;

    if (o->resume == NULL || !is_ndjson(format) || os_info(o->resume, &file) != 0)
        return false;
    if ((strcmp(path, "-") == 0 ? os_info_of(OS_STDOUT, &other) : os_info(path, &other)) != 0)
        return false;
    return file.device == other.device && file.id == other.id;
}

static bool
open_one(struct cli_output *out, const char *format, const char *path,
         const struct report_style *style, struct base_text *why)
{
    struct report **at;

    if (is_resumed(out->options, format, path))
        return true;
    at = realloc(out->at, (out->n + 1) * sizeof(struct report *));
    if (at != NULL)
        out->at = at;
    if (at == NULL)
        base_text_str(why, "out of memory");
    if (at == NULL || (at[out->n] = report_open(format, path, style, why)) == NULL)
        return false;
    out->n++;
    return true;
}

/* First of all, so that a result is saved before it is shown. */
static bool
open_resumed(struct cli_output *out, const struct report_style *style, struct base_text *why)
{
    out->resumed = SIZE_MAX;
    if (out->options->resume == NULL)
        return true;
    out->at = calloc(1, sizeof(struct report *));
    if (out->at == NULL)
        base_text_str(why, "out of memory");
    if (out->at == NULL ||
        (out->at[0] = report_open_append(out->options->resume, style, why)) == NULL)
        return false;
    out->resumed = 0;
    out->n = 1;
    return true;
}

/* FORMAT:FILE */
static bool
open_report(struct cli_output *out, const char *spec, const struct report_style *style,
            struct base_text *why)
{
    const char *colon = strchr(spec, ':');
    char format[32];
    struct base_text t;

    if (colon == NULL || colon[1] == '\0') {
        base_text_str(why, "--report ");
        return base_complain(why, spec, "expected FORMAT:FILE, such as json:report.json");
    }
    base_text_init(&t, format, sizeof format);
    base_text_bytes(&t, spec, (size_t)(colon - spec));
    return open_one(out, format, colon + 1, style, why);
}

void
cli_output_note_made(struct cli_output *out, const char *text, const char *local)
{
    for (size_t i = 0; i < out->run.notes_n; i++)
        if (out->notes[i] == text)
            return;
    if (out->run.notes_n == sizeof out->notes / sizeof out->notes[0])
        return;
    out->notes_local[out->run.notes_n] = local;
    out->notes[out->run.notes_n++] = text;
}

void
cli_output_note(struct cli_output *out, const char *text)
{
    cli_output_note_made(out, text, NULL);
}

static void
add_notes(struct cli_output *out, const struct cli_options *o, const struct assess_policy *policy)
{
    if (o->merge)
        cli_output_note(out, N_("merged: each result is as its own run judged it"));
    else
        cli_output_note(out, o->store_property == NULL
                                 ? N_("only the certificates given were checked; revocation, AIA "
                                      "downloads and Windows store settings were not")
                                 : N_("only the certificates and store properties given were "
                                      "checked; revocation and AIA downloads were not"));
    if (policy->trust && !o->merge && cli_roots_of_machine(o))
        cli_output_note(out,
                        N_("trust was checked against this machine's own roots and "
                           "intermediate CAs (Cert:\\LocalMachine\\Root and CA); give those of "
                           "the judging server with --ca-file"));
    if (!policy->trust)
        cli_output_note(out, N_("trust was not checked: give the root with --ca-file"));
    if (policy->opted_out)
        cli_output_note(out,
                        N_("judged as on a machine with the opt-out: its .NET Framework requires "
                           "no usage"));
}

static bool
open_remedies(struct cli_output *out, const struct cli_options *o, struct base_text *why)
{
    if (o->remedy == NULL)
        return true;
    out->remedies = advice_remedy_files_open(o->remedy, o->force, why);
    return out->remedies != NULL;
}

/* "corp-root.pem, roots/" */
static void
name_roots(struct cli_output *out, const struct cli_options *o)
{
    const struct cli_texts *lists[] = { &o->ca_files, &o->ca_dirs };
    struct base_text t;

    base_text_init(&t, out->roots, sizeof out->roots);
    if (cli_roots_of_machine(o))
        base_text_str(&t, CLI_MACHINE_ROOTS);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        for (size_t k = 0; k < lists[i]->n; k++) {
            base_text_str(&t, t.len > 0 ? ", " : "");
            base_text_str(&t, lists[i]->at[k]);
        }
    out->run.roots = t.len > 0 && !t.cut && out->run.policy.trust ? out->roots : NULL;
}

bool
cli_output_open(struct cli_output *out, const struct cli_options *o,
                const struct assess_store *store, const struct assess_policy *judged_by,
                int64_t now_s, struct base_text *why)
{
    struct assess_policy policy = *judged_by;
    struct base_text stale;

    policy.required = assess_policy_for(&policy, o->profile).required;
    if (!cli_output_open_judged(out, o, &policy, now_s, why))
        return false;
    if (o->change != NULL || o->profile != NULL) /* else as the targets' profiles say */
        out->run.changes = assess_forecast_plan(&store->forecast, o->profile)->request.changes;
    if (!cli_platform_open(&out->platform, o, store, why))
        return false;
    name_roots(out, o);
    base_text_init(&stale, out->stale, sizeof out->stale);
    if (assess_forecast_note(&store->forecast, o->profile, policy.at_s, &stale))
        cli_output_note(out, out->stale);
    return true;
}

bool
cli_output_open_judged(struct cli_output *out, const struct cli_options *o,
                       const struct assess_policy *policy, int64_t now_s, struct base_text *why)
{
    struct report_style plain = style_of(o), style = plain;

    *out = (struct cli_output){ .options = o };
    out->run = (struct assess_run_info){ .tool = cli_program_name(o->program),
                                         .version = EKUPROBE_VERSION,
                                         .started_s = now_s,
                                         .policy = *policy,
                                         .notes = out->notes,
                                         .notes_local = out->notes_local };
    add_notes(out, o, policy);
    out->standing = out->run.notes_n;
    if (!cli_baseline_load(&out->baseline, o, now_s, why))
        return false;
    plain.color = false;
    plain.width = 0;
    if (!open_resumed(out, &plain, why))
        return false;
    for (size_t i = 0; i < o->reports.n; i++)
        if (!open_report(out, o->reports.at[i], &plain, why))
            return false;
    if (!open_one(out, o->format, "-", &style, why) || !open_remedies(out, o, why))
        return false;
    for (size_t i = 0; i < out->n; i++)
        (void)report_begin(out->at[i], &out->run);
    return true;
}

/* Has the reader of the pipe left? Asked before anything is written, as formats that write only at
 * the end would let the run go on for nobody, but not for each of thousands of files. What --resume
 * keeps is there for the next run. */
static bool
is_unread(struct cli_output *out)
{
    int64_t now;

    if (out->options->reports.n > 0 || out->remedies != NULL)
        return false;
    now = cli_clock_ms();
    if (out->asked_ms != 0 && now - out->asked_ms < READER_MS)
        return false;
    out->asked_ms = now;
    return os_has_no_reader(OS_STDOUT);
}

static void
tell(struct cli_output *out, const struct assess_result *judged, size_t but)
{
    struct assess_result compared = *judged, *r = &compared;

    if (but == SIZE_MAX) /* otherwise the result was asked about in its own run */
        cli_platform_ask(out->platform, &out->run.policy, r);
    cli_baseline_compare(out->baseline, r);
    assess_count(&out->run, r);
    out->judged = out->judged || (r->judgement != NULL && r->judgement->path.n > 0);
    for (size_t i = 0; i < out->n; i++)
        if (i != but)
            (void)report_result(out->at[i], r); /* an error is kept for report_end */
    if (out->remedies != NULL)
        advice_remedy_files_add(out->remedies, r);
    out->unread = out->unread || is_unread(out);
}

void
cli_output_result(struct cli_output *out, const struct assess_result *r)
{
    tell(out, r, SIZE_MAX);
}

void
cli_output_settle(struct cli_output *out)
{
    for (size_t i = 0; i < out->n; i++)
        (void)report_settle(out->at[i]);
}

void
cli_output_replay(struct cli_output *out, const struct assess_result *r)
{
    tell(out, r, out->resumed);
}

static int
status_of(const struct cli_output *out)
{
    int status = out->signal != 0 || out->partly ? CLI_EXIT_OPEN : CLI_EXIT_READY;

    if (strcmp(out->options->format, "nagios") == 0)
        return report_nagios_status(&out->run, out->options->fail_on);
    if (out->run.interrupted > 0)
        status = (out->options->fail_on & 1u << CERTCHECK_UNREACHABLE) != 0 ? CLI_EXIT_FAILED
                                                                            : CLI_EXIT_OPEN;
    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++) {
        if (out->run.summary[v] == out->run.excused[v])
            continue;
        if ((out->options->fail_on & 1u << v) != 0)
            return CLI_EXIT_FAILED;
        if (v != CERTCHECK_READY && status == CLI_EXIT_READY)
            status = CLI_EXIT_OPEN;
    }
    return status;
}

#define PLUGIN_CRITICAL 2
#define PLUGIN_UNKNOWN 3

int
cli_exit_status(const struct cli_options *o, int status, bool faulty)
{
    if (!faulty)
        return status;
    if (o->format == NULL || strcmp(o->format, "nagios") != 0)
        return CLI_EXIT_ERROR;
    return status == PLUGIN_CRITICAL ? status : PLUGIN_UNKNOWN;
}

void
cli_output_abandon(struct cli_output *out)
{
    for (size_t i = 0; i < out->n; i++)
        report_free(out->at[i]);
    free(out->at);
    cli_baseline_free(out->baseline);
    out->baseline = NULL;
    cli_platform_free(out->platform);
    out->platform = NULL;
    advice_remedy_files_free(out->remedies);
    out->remedies = NULL;
    out->at = NULL;
    out->n = 0;
}

static void
close_remedies(struct cli_output *out)
{
    char line[CLI_LINE_MAX];
    struct base_text t;
    size_t written;
    bool ok;

    if (out->remedies == NULL)
        return;
    base_text_init(&t, line, sizeof line);
    ok = advice_remedy_files_write(out->remedies, &written, &t);
    out->faulty = out->faulty || !ok;
    if (ok) {
        base_text_str(&t, "--remedy: ");
        base_text_u64(&t, written);
        base_text_str(&t, written == 1 ? " file written to " : " files written to ");
        base_text_safe(&t, base_slice_str(out->options->remedy));
    }
    if (!ok || !out->options->quiet)
        cli_say(out->options, line);
}

/* Notes about paths are left out where no path was judged. */
static void
drop_standing_notes(struct cli_output *out)
{
    size_t from = out->options->merge ? 1 : 0;

    if (out->judged || out->standing <= from)
        return;
    out->run.notes_n -= out->standing - from;
    memmove(out->notes + from, out->notes + out->standing,
            (out->run.notes_n - from) * sizeof out->notes[0]);
    memmove(out->notes_local + from, out->notes_local + out->standing,
            (out->run.notes_n - from) * sizeof out->notes_local[0]);
    out->standing = from;
}

static void
conclude(struct cli_output *out, int64_t now_s)
{
    out->run.finished_s = now_s;
    drop_standing_notes(out);
    if (out->baseline == NULL)
        return;
    cli_baseline_sum(out->baseline, &out->run, out->compared);
    cli_output_note_made(out, out->compared, NULL);
}

static void
end_report(struct cli_output *out, size_t i)
{
    char line[CLI_LINE_MAX];
    struct base_text why;

    base_text_init(&why, line, sizeof line);
    if (!report_end(out->at[i], &out->run, &why)) {
        cli_say(out->options, line);
        out->faulty = true;
    }
    report_free(out->at[i]);
    out->at[i] = NULL;
}

void
cli_output_close_files(struct cli_output *out, int64_t now_s)
{
    conclude(out, now_s);
    for (size_t i = 0; i < out->n; i++)
        if (!report_is_standard(out->at[i]))
            end_report(out, i);
}

int
cli_output_close(struct cli_output *out, int64_t now_s)
{
    if (out->run.finished_s == 0)
        conclude(out, now_s);
    for (size_t i = 0; i < out->n; i++)
        if (out->at[i] != NULL)
            end_report(out, i);
    close_remedies(out);
    cli_output_abandon(out);
    if (out->signal != 0 && strcmp(out->options->format, "nagios") != 0)
        return CLI_EXIT_SIGNAL + out->signal;
    return cli_exit_status(out->options, status_of(out), out->faulty);
}
