/* SPDX-License-Identifier: MIT */
#include "certfile.h"

#include "unpack.h"

#include "interrupt.h"

#include <advice/template_advice.h>
#include <base/product.h>
#include <output/translate.h>

#include <errno.h>
#include <string.h>

static void
tell(struct cli_certrun *run, const char *line)
{
    cli_progress_clear(&run->progress);
    if (!run->in_directory || !run->options->quiet || run->options->strict)
        cli_say(run->options, line);
    if (run->in_directory)
        run->warnings++;
    if (!run->in_directory || run->options->strict) {
        run->output.faulty = true;
        run->output.run.unread++;
    }
}

void
cli_certrun_fault(struct cli_certrun *run, const char *path, const char *text)
{
    char line[CLI_LINE_MAX];
    struct base_text t;

    base_text_init(&t, line, sizeof line);
    (void)base_complain(&t, path, text);
    tell(run, line);
}

void
cli_certrun_out_of_memory(struct cli_certrun *run, const char *path)
{
    cli_certrun_fault(run, path, "out of memory");
    run->output.faulty = true;
}

bool
cli_certrun_cut(struct cli_certrun *run, const char *path, size_t i)
{
    static const struct probe_error interrupted = { .kind = PROBE_INTERRUPTED, .alert = -1 };

    if (os_interrupt() == 0)
        return false;
    if (run->cut)
        return true;
    run->cut = true;
    cli_progress_clear(&run->progress);
    cli_say(run->options, CLI_INTERRUPTED);
    cli_output_result(&run->output, &(struct assess_result){ .file = path,
                                                             .index = (unsigned)i,
                                                             .kind = "certificate",
                                                             .profile = run->options->profile,
                                                             .verdict = CERTCHECK_UNREACHABLE,
                                                             .error = &interrupted });
    return true;
}

/* ---- what the run tells ---- */

static void
on_result(void *ctx, const struct assess_result *r)
{
    struct cli_certrun *run = ctx;

    cli_output_result(&run->output, r);
}

static void
on_copy(void *ctx, const char *file, size_t object)
{
    struct cli_certrun *run = ctx;

    (void)file;
    (void)object;
    run->copies++;
}

static void
on_fault(void *ctx, const char *file, enum assess_fault kind, const char *text)
{
    if (kind == ASSESS_FAULT_MEMORY)
        cli_certrun_out_of_memory(ctx, file);
    else
        cli_certrun_fault(ctx, file, text);
}

/* "skipped 2 private keys and 1 CRL", for whoever wonders where they went. */
static void
on_skipped(void *ctx, const char *file, const char *text)
{
    struct cli_certrun *run = ctx;
    char line[512];
    struct base_text t;

    if (run->options->quiet)
        return;
    base_text_init(&t, line, sizeof line);
    (void)base_complain(&t, file, "skipped ");
    base_text_str(&t, text);
    cli_progress_clear(&run->progress);
    cli_say(run->options, line);
}

static void
on_note(void *ctx, const char *text)
{
    struct cli_certrun *run = ctx;

    cli_output_note(&run->output, text);
}

static bool
on_stop(void *ctx, const char *file, size_t object)
{
    return cli_certrun_cut(ctx, file, object);
}

bool
cli_certrun_open(struct cli_certrun *run, const struct assess_policy *policy, struct base_text *why)
{
    const struct cli_options *o = run->options;
    const struct assess_objects_events events = { .ctx = run,
                                                  .result = on_result,
                                                  .copy = o->copies ? NULL : on_copy,
                                                  .fault = on_fault,
                                                  .skipped = on_skipped,
                                                  .note = on_note,
                                                  .stop = on_stop };
    const struct assess_objects_options options = {
        .policy = *policy,
        .profile = o->profile,
        .product = cli_product(o),
        .each = o->each,
    };

    run->assess = assess_objects_new(&options, &run->store, &events);
    if (run->assess == NULL)
        base_text_str(why, "out of memory");
    return run->assess != NULL;
}

/* ---- files ---- */

/* Standard input can be read once, and may be asked for twice. */
bool
cli_certrun_input(struct cli_certrun *run, const char *path, struct base_slice *out,
                  struct base_text *why)
{
    bool standard = strcmp(path, "-") == 0;
    struct cli_buffer *file = standard ? &run->standard : &run->file;

    if (run->in_directory && cli_kept_take(&run->kept, path, out))
        return true;
    if (!(standard && run->standard_read) &&
        !(run->in_directory ? cli_read_entry : cli_read_file)(path, CERTCHECK_FILE_MAX, file, why))
        return false;
    run->standard_read = run->standard_read || standard;
    *out = (struct base_slice){ file->at, file->len };
    return true;
}

struct unpacking {
    struct cli_certrun *run;
    const char *archive;
};

static bool
judge_entry(void *ctx, const char *name, struct base_slice bytes)
{
    const struct unpacking *u = ctx;
    struct cli_certrun *run = u->run;
    char path[CLI_LINE_MAX];
    struct base_text t;

    base_text_init(&t, path, sizeof path);
    base_text_str(&t, u->archive);
    base_text_byte(&t, '/');
    base_text_safe(&t, base_slice_str(name));
    run->password.path = path;
    run->lists += assess_objects_judge(
        run->assess,
        &(struct assess_file){
            .name = path, .bytes = bytes, .password = &run->password.password, .found = true });
    return !run->cut && !run->output.unread;
}

/* Its entries are treated like the files of a directory. */
static void
judge_archive(struct cli_certrun *run, const char *path, struct base_slice bytes)
{
    struct unpacking u = { .run = run, .archive = path };
    bool in_directory = run->in_directory, ok;
    size_t before = run->output.run.results + run->lists + run->copies;
    char line[512];
    struct base_text why;

    base_text_init(&why, line, sizeof line);
    run->in_directory = true;
    ok = cli_unpack_each(bytes, judge_entry, &u, &why);
    run->in_directory = in_directory;
    if (!ok)
        cli_certrun_fault(run, path, line);
    else if (run->output.run.results + run->lists + run->copies == before && !run->cut)
        cli_certrun_fault(run, path, "nothing to judge in the ZIP archive");
}

static void
judge_file(struct cli_certrun *run, const char *path)
{
    struct assess_file file = { .name = path,
                                .password = &run->password.password,
                                .found = run->in_directory };
    char line[512];
    struct base_text t;

    base_text_init(&t, line, sizeof line);
    if (!cli_certrun_input(run, path, &file.bytes, &t)) {
        if (errno == ENOMEM)
            cli_certrun_out_of_memory(run, path);
        else if (errno != EINTR || !cli_certrun_cut(run, path, 0))
            tell(run, line);
        return;
    }
    if (cli_certrun_cut(run, path, 0)) /* the same Ctrl-C may have ended the writer of a pipe */
        return;
    if (cli_unpack_is(file.bytes)) {
        judge_archive(run, path, file.bytes);
        return;
    }
    run->password.path = path;
    run->lists += assess_objects_judge(run->assess, &file);
}

void
cli_certrun_file(struct cli_certrun *run, const char *path)
{
    if (cli_certrun_cut(run, path, 0))
        return;
    judge_file(run, path);
    run->judged += !run->cut;
}

/* One note for all of them: a folder of links and bundles has hundreds. */
static void
note_copies(struct cli_certrun *run)
{
    static const char one[] = N_(" copy of a certificate already listed was skipped "
                                 "(--copies lists all)"),
                      many[] = N_(" copies of certificates already listed were skipped "
                                  "(--copies lists all)");
    struct base_text t;

    if (run->copies == 0)
        return;
    for (int local = 0; local < 2; local++) {
        base_text_init(&t, run->copies_note[local], sizeof run->copies_note[local]);
        base_text_u64(&t, run->copies);
        base_text_str(&t, local == 1         ? output_translate_n(one, many, run->copies)
                          : run->copies == 1 ? one
                                             : many);
    }
    cli_output_note_made(&run->output, run->copies_note[0], run->copies_note[1]);
}

void
cli_certrun_advise(struct cli_certrun *run)
{
    const struct cli_options *o = run->options;
    const struct assess_template_survey *survey;
    struct base_text t;

    note_copies(run);
    if (!o->template_for_given)
        return;
    survey = assess_objects_survey(run->assess, o->template_spec != NULL);
    for (int local = 0; local < 2; local++) {
        base_text_init(&t, run->advice[local], sizeof run->advice[local]);
        advice_template(survey, base_product_family_title(o->template_for), local == 1, &t);
    }
    cli_output_note_made(&run->output, run->advice[0], run->advice[1]);
}

void
cli_certrun_clear(struct cli_certrun *run)
{
    assess_objects_free(run->assess);
    cli_buffer_free(&run->file);
    cli_buffer_free(&run->standard);
    cli_kept_free(&run->kept);
    cli_password_clear(&run->password);
    assess_store_clear(&run->store);
}
