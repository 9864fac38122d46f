/* SPDX-License-Identifier: MIT */
/* --help: a short page to begin with, one for a group of options, and all of them. */
#include "options.h"

#include <output/translate.h>
#include <output/width.h>

#include <string.h>
#include <strings.h>

#define COLUMN 26 /* of what an option does */
#define WIDTH_MOST 100
#define WIDTH_LEAST 50

/* What people start with, a line each; below it the command. */
static const struct start {
    const char *command, *what;
} starts[2][4] = {
    {
        { "ekuprobe --ca-file root.pem edge01.contoso.com fe01.contoso.com",
          N_("probe servers: which connections break, why, what to do") },
        { "ekuprobe --topology topology.xml --report html:report.html --remedy remedies",
          N_("a whole deployment: an HTML page, and files that fix what breaks") },
        { "ekuprobe -i servers.txt --resume results.ndjson",
          N_("a long list: results are kept, and an interrupted run can be resumed") },
        { "ekuprobe --starttls smtp --change renewal mx01.contoso.com:25",
          N_("what the next renewal by a public CA will break") },
    },
    {
        { "certcheck --ca-file root.pem edge01.pem", N_("judge a certificate for both usages") },
        { "certcheck --profile edge-psom --product sfb2015 --remedy remedies edge01.pem",
          N_("judge it for one purpose, and write files that fix it") },
        { "certcheck templates.ldf", N_("which templates of a CA fit, or can be made to fit") },
        { "certcheck --verifier all --chain issuing.pem client.pem",
          N_("whether other TLS implementations accept it") },
    },
};

const char *
cli_example(enum cli_program program, size_t i, const char **what)
{
    const struct start *s = &starts[program == CLI_CERTCHECK][i];

    if (i >= sizeof starts[0] / sizeof starts[0][0])
        return NULL;
    *what = s->what;
    return s->command;
}

/* The options that the short page has, in their order. */
static const char *const short_list[] = { "input",   "topology", "usage",  "profile", "ca-file",
                                          "chain",   "format",   "report", "remedy",  "quiet",
                                          "verbose", "explain",  NULL };

static bool
is_short(const struct cli_option_row *row)
{
    for (size_t i = 0; short_list[i] != NULL; i++)
        if (strcmp(short_list[i], row->name) == 0)
            return true;
    return false;
}

/* In lines that end within the width; the first begins at the column where further ones do. */
static void
put_wrapped(FILE *out, const char *text, size_t column, size_t width)
{
    struct output_bytes b = { 0 };

    output_add_wrapped(&b, base_slice_str(text), column, width);
    if (b.no_memory)
        fprintf(out, "%s\n", text);
    else
        (void)fwrite(b.ptr, 1, b.len, out);
    output_bytes_free(&b);
}

static bool
has_listed_words(const struct cli_option_row *row)
{
    char word[CLI_WORD_MAX];

    return row->kind != CLI_USAGES_KIND && row->kind != CLI_HELP_KIND &&
           strcmp(row->name, "verifier") != 0 &&
           (row->argument == NULL || strchr(row->argument, '|') == NULL) &&
           cli_option_word(row, 0, word) != NULL;
}

/* "...: text, json, ndjson, ..." */
static void
put_text(FILE *out, const struct cli_option_row *row, size_t width)
{
    char text[1200], word[CLI_WORD_MAX];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    base_text_str(&t, output_translate(row->help));
    for (size_t i = 0; has_listed_words(row) && cli_option_word(row, i, word) != NULL; i++) {
        base_text_str(&t, i == 0 ? ": " : ", ");
        base_text_str(&t, word);
    }
    put_wrapped(out, text, COLUMN, width);
}

static void
put_left(FILE *out, const char *left, size_t n)
{
    if (n + 2 > COLUMN)
        fprintf(out, "%s\n%*s", left, COLUMN, "");
    else
        fprintf(out, "%-*s", COLUMN, left);
}

static void
put_option(FILE *out, const struct cli_option_row *row, size_t width)
{
    char left[128];
    struct base_text t;

    base_text_init(&t, left, sizeof left);
    base_text_str(&t, "  ");
    if (row->letter != 0) {
        base_text_byte(&t, '-');
        base_text_byte(&t, (char)row->letter);
        base_text_str(&t, ", ");
    }
    base_text_str(&t, "--");
    base_text_str(&t, row->name);
    if (row->argument != NULL) {
        base_text_byte(&t, ' ');
        base_text_str(&t, row->argument);
    }
    put_left(out, left, t.len);
    if (row->kind == CLI_ALIAS_KIND)
        fprintf(out, "%s --%s\n", output_translate(N_("the same as")), row->help);
    else
        put_text(out, row, width);
}

static void
put_groups(enum cli_program program, const char *topic, FILE *out, size_t width)
{
    const struct cli_option_row *row;
    char word[CLI_WORD_MAX];
    bool all = strcasecmp(topic, "all") == 0, shown = false, first = !all;

    for (size_t i = 0; (row = cli_option_at(i)) != NULL; i++) {
        if ((row->programs & (unsigned)program) == 0)
            continue;
        if (row->kind == CLI_GROUP_KIND) {
            shown = all || strcasecmp(topic, cli_group_word(row, word)) == 0;
            if (shown)
                fprintf(out, "%s%s:\n", first ? "" : "\n", output_translate(row->name));
            first = first && !shown;
        } else if (shown) {
            put_option(out, row, width);
        }
    }
}

static void
put_group_names(enum cli_program program, FILE *out, size_t width)
{
    const struct cli_option_row *row;
    char text[512], word[CLI_WORD_MAX];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    base_text_str(&t, output_translate(N_("--help all has every option, --help GROUP one group:")));
    for (size_t i = 0; (row = cli_option_at(i)) != NULL; i++)
        if (row->kind == CLI_GROUP_KIND && (row->programs & (unsigned)program) != 0) {
            base_text_str(&t, text[t.len - 1] == ':' ? " " : ", ");
            base_text_str(&t, cli_group_word(row, word));
        }
    base_text_byte(&t, '.');
    put_wrapped(out, text, 0, width);
}

/* The head of a page: what the program does, and what its operands are. */
static void
put_head(enum cli_program program, FILE *out, size_t width)
{
    bool probes = program == CLI_EKUPROBE;

    fprintf(out, "%s %s\n", output_translate(N_("Usage:")),
            probes ? "ekuprobe [OPTIONS] TARGET..." : "certcheck [OPTIONS] FILE...");
    put_wrapped(out,
                output_translate(
                    probes ? N_("Connect to PSOM and other TLS ports, read the certificates the "
                                "peers present, and say which connections the .NET Framework "
                                "updates of May 2017 break.")
                           : N_("Judge certificates, requests and templates in files as the .NET "
                                "Framework updates of May 2017 judge them.")),
                0, width);
}

static void
put_operands(enum cli_program program, FILE *out, size_t width)
{
    put_wrapped(
        out,
        output_translate(
            program == CLI_EKUPROBE
                ? N_("TARGET is HOST[:PORT][/PROFILE], [IPv6]:PORT or CIDR[:PORT]; a HOST alone "
                     "means its ports 8057, 8060 and 8061.")
                : N_("The type of FILE is recognised by its content: PEM (any number of blocks), "
                     "DER, PKCS#7, PKCS#12, a request (PKCS#10), base64, a serialized store "
                     "(.sst), "
                     "a dump of certutil, a list of Get-CsCertificate, templates of AD CS (LDIF, "
                     "certutil -v -template, -dstemplate), or a directory of such files; - is "
                     "standard input.")),
        0, width);
}

static void
put_exit_status(FILE *out, size_t width)
{
    fputc('\n', out);
    put_wrapped(out,
                output_translate(
                    N_("Exit status: 0 everything is ready; 1 something breaks or is broken; 3 "
                       "nothing breaks, but something could not be judged or reached; 2 a usage, "
                       "file or output error.")),
                0, width);
}

static void
put_short(enum cli_program program, FILE *out, size_t width)
{
    const struct start *start = starts[program == CLI_CERTCHECK];
    const struct cli_option_row *row;

    put_head(program, out, width);
    put_operands(program, out, width);
    fprintf(out, "\n%s\n", output_translate(N_("Start with:")));
    for (size_t i = 0; i < 4; i++) {
        fprintf(out, "  %s\n      ", start[i].command);
        put_wrapped(out, output_translate(start[i].what), 6, width);
    }
    fprintf(out, "\n%s\n", output_translate(N_("Most used:")));
    for (size_t i = 0; (row = cli_option_at(i)) != NULL; i++)
        if ((row->programs & (unsigned)program) != 0 && row->kind != CLI_GROUP_KIND &&
            row->kind != CLI_ALIAS_KIND && is_short(row))
            put_option(out, row, width);
    fputc('\n', out);
    put_group_names(program, out, width);
    put_wrapped(out, output_translate(N_("--explain lists what can be explained.")), 0, width);
}

void
cli_help(enum cli_program program, const char *topic, int columns, FILE *out)
{
    size_t width = columns <= 0            ? 80
                   : columns > WIDTH_MOST  ? WIDTH_MOST
                   : columns < WIDTH_LEAST ? WIDTH_LEAST
                                           : (size_t)columns;

    if (topic == NULL) {
        put_short(program, out, width);
    } else if (strcasecmp(topic, "all") == 0) {
        put_head(program, out, width);
        put_operands(program, out, width);
        put_groups(program, topic, out, width);
        put_exit_status(out, width);
    } else {
        put_groups(program, topic, out, width);
    }
}
