/* SPDX-License-Identifier: MIT */
/*
 * What both mains do, and the module in that order: options/ reads the command line by the rows of
 * options.def, or prints help and explanations; files/ reads what they name (roots, passwords,
 * directories); ekuprobe/ or certcheck/ makes the options of assess/ and runs it; program/ opens
 * the reports (output.c), hands each result to all of them, and makes the exit status of what it
 * counted. Whatever is asked of the system is asked in this module: the environment, files,
 * signals, the clock.
 */
#include "main.h"

#include <assess/memory.h>

#include <base/error.h>
#include <base/version.h>
#include <output/charset.h>

#include <os/capture.h>
#include <os/error.h>
#include <os/start.h>
#include <os/terminal.h>

#include <errno.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "clash.h"
#include "explain.h"
#include "language.h"
#include "misuse.h"
#include "output.h"

/* Standard output was written to by us: say so when it did not arrive. */
int
cli_flushed(enum cli_program program, int status)
{
    char line[BASE_WHY_MAX];

    if (fflush(stdout) == 0 && ferror(stdout) == 0)
        return status;
    (void)base_complain(BASE_TEXT_IN(line), "standard output", os_error_text(errno));
    cli_say_as(program, line);
    return CLI_EXIT_ERROR;
}

static bool
explain(const struct cli_options *o, FILE *out, struct base_text *why)
{
    return cli_explain(o->explain, out, why);
}

static bool
help(const struct cli_options *o, FILE *out, struct base_text *why)
{
    (void)why;
    cli_help(o->program, o->help_topic, cli_terminal_width(), out);
    return true;
}

/* In the charset of the terminal. */
static int
tell(const struct cli_options *o,
     bool (*print)(const struct cli_options *o, FILE *out, struct base_text *why),
     struct base_text *why)
{
    struct os_capture memory;
    bool opened = os_capture_open(&memory);
    bool ok = opened && print(o, memory.stream, why);
    bool whole = opened && os_capture_close(&memory);
    struct output_bytes text = { .ptr = memory.at, .len = memory.len, .cap = memory.len };

    if (ok && whole) {
        output_charset_apply(&text);
        (void)fwrite(text.ptr, 1, text.len, stdout);
    } else if (!whole) {
        base_text_str(why, "out of memory");
    }
    output_bytes_free(&text);
    return ok && whole ? cli_flushed(o->program, CLI_EXIT_READY) : CLI_EXIT_ERROR;
}

/* What a report of a fault must say: the commit, and the libraries: those linked, and those
 * that are loaded when they are needed as this was compiled for them. */
static int
tell_version(const struct cli_options *o, cli_libraries_fn *libraries)
{
    char line[512];
    struct base_text t;

    base_text_init(&t, line, sizeof line);
    base_text_str(&t, OpenSSL_version(OPENSSL_VERSION_STRING));
    if (libraries != NULL)
        libraries(&t);
    printf("%s %s\ncommit: %s\nlibraries: OpenSSL %s\nfeatures: %s\n", cli_program_name(o->program),
           EKUPROBE_VERSION, EKUPROBE_COMMIT, line,
           o->program == CLI_CERTCHECK ? CERTCHECK_FEATURES : EKUPROBE_FEATURES);
    return cli_flushed(o->program, CLI_EXIT_READY);
}

static int
answer(const struct cli_options *o, const struct cli_parts *parts, struct base_text *why)
{
    if (o->help)
        return tell(o, help, why);
    if (o->version)
        return tell_version(o, parts->libraries);
    if (o->explain != NULL)
        return tell(o, explain, why);
    return cli_misuse_check(o, why) && cli_clash_check(o, parts->is_template, why)
               ? parts->run(o, why)
               : CLI_EXIT_ERROR;
}

/* Monitoring shows what a plug-in says on standard output, also of its misuse. */
static bool
is_plugin(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--format=nagios") == 0 ||
            (strcmp(argv[i], "--format") == 0 && i + 1 < argc &&
             strcmp(argv[i + 1], "nagios") == 0))
            return true;
    return false;
}

int
cli_main(enum cli_program program, int argc, char **argv, const struct cli_parts *parts)
{
    char line[1024];
    struct base_text why;
    struct cli_options o;
    int status = CLI_EXIT_ERROR;

    base_text_init(&why, line, sizeof line);
    if (!os_start(&argc, &argv)) {
        os_say("%s: out of memory\n", cli_program_name(program));
        return CLI_EXIT_ERROR;
    }
    cli_language_open();
    assess_memory_watch();
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    if (cli_options_parse(program, argc, argv, &o, &why))
        status = answer(&o, parts, &why);
    if (why.len > 0) {
        cli_say_as(program, line);
        if (is_plugin(argc, argv)) {
            o.format = "nagios"; /* even where it stands behind what is wrong */
            printf("%s UNKNOWN - %s\n", program == CLI_EKUPROBE ? "EKUPROBE" : "CERTCHECK", line);
            (void)cli_flushed(program, CLI_EXIT_READY);
        }
        if (status == CLI_EXIT_ERROR)
            status = cli_exit_status(&o, CLI_EXIT_READY, true);
    }
    cli_options_clear(&o);
    if (status > CLI_EXIT_SIGNAL)
        os_end_by(status - CLI_EXIT_SIGNAL);
    return status;
}
