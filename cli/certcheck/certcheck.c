/* SPDX-License-Identifier: MIT */
/* certcheck: files in, verdicts out. */
#include <certcheck/template.h>
#include <output/translate.h>
#include <record/read.h>

#include <os/file.h>

#include <errno.h>
#include <string.h>
#include <time.h>

#include "certfile.h"
#include "compare.h"
#include "interrupt.h"
#include "lists.h"
#include "load_store.h"
#include "load_templates.h"
#include "main.h"
#include "unpack.h"
#include "walk.h"

/* With the file at hand, or the directory's templates behind all files. */
static void
tell_left(struct cli_certrun *run)
{
    const struct cli_progress *p = &run->progress;

    run->output.run.left = 1 + (p->total > p->files ? p->total - p->files : 0);
}

static void
on_file(void *ctx, const char *path)
{
    struct cli_certrun *run = ctx;

    if (run->output.unread)
        return;
    cli_progress(&run->progress);
    tell_left(run);
    cli_certrun_file(run, path);
}

static void
on_failure(void *ctx, const char *path, int error)
{
    if (os_interrupt() != 0)
        return;
    if (error == ENOMEM)
        cli_certrun_out_of_memory(ctx, path);
    else
        cli_certrun_fault(ctx, path, cli_file_error(error));
}

/* What is in it was not looked at: nobody shall take the rest for all. */
static void
on_left(void *ctx, bool link)
{
    struct cli_certrun *run = ctx;

    cli_output_note(&run->output, link ? N_("links to directories were not followed")
                                       : N_("subdirectories were not read: -r reads them too"));
}

static void
judge_operand(struct cli_certrun *run, const char *path)
{
    const struct cli_walk walk = {
        .ctx = run,
        .file = on_file,
        .failed = on_failure,
        .left = on_left,
        .recursive = run->options->recursive,
    };
    size_t before = run->output.run.results + run->lists + run->copies;
    enum os_kind kind = cli_kind_of(path);

    if (kind != OS_DIRECTORY) {
        if (kind == OS_OTHER) /* a pipe, whose writer takes its time */
            cli_output_settle(&run->output);
        on_file(run, path);
        return;
    }
    run->in_directory = true;
    cli_walk(&walk, path);
    run->in_directory = false;
    if (run->output.run.results + run->lists + run->copies == before && !run->output.unread &&
        !run->cut)
        cli_certrun_fault(run, path,
                          run->options->recursive
                              ? "nothing to judge in the directory"
                              : "nothing to judge in the directory (-r reads its "
                                "subdirectories too)");
}

static void
say_warnings(struct cli_certrun *run)
{
    char line[128];
    struct base_text t;

    cli_progress_end(&run->progress);
    if (run->warnings == 0)
        return;
    run->output.run.passed_over = run->warnings;
    cli_output_note(&run->output,
                    N_("files inside directories that could not be read were not judged"));
    base_text_init(&t, line, sizeof line);
    base_text_u64(&t, run->warnings);
    base_text_str(&t, run->warnings == 1 ? " warning" : " warnings");
    base_text_str(&t, ": files inside directories that could not be read were not judged");
    if (run->options->quiet && !run->options->strict)
        base_text_str(&t, " (without -q each is named)");
    cli_say(run->options, line);
}

static bool
load_templates(struct cli_certrun *run, struct base_text *why)
{
    const struct cli_options *o = run->options;
    const char *password = run->password.password.given;

    if (o->ldap != NULL && o->ldap_bind != NULL && password == NULL) {
        run->password.path = o->ldap_bind;
        password = run->password.password.ask(&run->password);
    }
    return cli_templates_load(run, password, why);
}

static bool
load_store(struct cli_certrun *run, int64_t now_s, struct assess_policy *policy,
           struct base_text *why)
{
    if (!cli_store_load(&run->store, run->options, why))
        return false;
    *policy = cli_policy(run->options, &run->store, now_s);
    return cli_certrun_open(run, policy, why);
}

/* The reports tell how much of the whole there is. Files behind the interrupt were counted by
 * name alone, if at all. */
static void
tell_interruption(struct cli_certrun *run)
{
    struct assess_run_info *r = &run->output.run;

    os_interrupt_unwatch();
    run->output.signal = os_interrupt();
    r->left = 0;
    if (!run->cut)
        return; /* none came, or when all was done */
    r->finished = run->judged;
    r->targets = run->progress.total > run->judged ? run->progress.total : run->judged + 1;
    r->left = r->targets - r->finished - 1; /* one has a result that says so */
}

static void
judge_all(struct cli_certrun *run)
{
    const struct cli_options *o = run->options;

    os_interrupt_watch();
    cli_lists_read(run);
    for (size_t i = 0; i < o->operands.n; i++)
        judge_operand(run, o->operands.at[i]);
    if (o->ldap != NULL && o->template_spec == NULL && !cli_certrun_cut(run, o->ldap, 0))
        assess_objects_templates(run->assess);
    if (!run->cut) { /* else they are of what was never looked at */
        assess_objects_missing(run->assess);
        cli_certrun_advise(run);
    }
    say_warnings(run);
    tell_interruption(run);
}

static int
run_files(const struct cli_options *o, struct base_text *why)
{
    struct cli_certrun run = { .options = o };
    int status = CLI_EXIT_ERROR;
    int64_t now_s = (int64_t)time(NULL);
    struct assess_policy policy;

    if (o->compare_with_windows)
        return cli_compare(o, why);
    if (o->operands.n == 0 && o->ldap == NULL)
        base_text_str(why, "no file given: see --help");
    else if (o->profile != NULL && o->profile->plain)
        base_text_str(why, "--profile trusted-app is for a port that speaks plain TCP: "
                           "certificates cannot be judged by it (ekuprobe "
                           "HOST:PORT/trusted-app)");
    else if (load_store(&run, now_s, &policy, why) && cli_password_load(&run.password, o, why) &&
             load_templates(&run, why) &&
             cli_output_open(&run.output, o, &run.store, &policy, now_s, why)) {
        run.output.faulty = run.output.faulty || run.templates_partly;
        cli_progress_open(&run.progress, o->quiet);
        judge_all(&run);
        status = cli_output_close(&run.output, (int64_t)time(NULL));
    } else {
        cli_output_abandon(&run.output);
    }
    cli_certrun_clear(&run);
    return status;
}

static void
libraries(struct base_text *out)
{
    cli_unpack_library(out);
    record_libraries(out);
    certcheck_ldap_library(out);
}

int
main(int argc, char **argv)
{
    static const struct cli_parts parts = { .run = run_files,
                                            .is_template = certcheck_is_templates,
                                            .libraries = libraries };

    return cli_main(CLI_CERTCHECK, argc, argv, &parts);
}
