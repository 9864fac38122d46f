/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <base/time.h>
#include <certcheck/judge.h>

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define E CLI_EKUPROBE
#define C CLI_CERTCHECK
#define B (CLI_EKUPROBE | CLI_CERTCHECK)

static const struct cli_option_row rows[] = {
#define CLI_GROUP(heading, programs_)                                                              \
    { .name = heading, .programs = programs_, .kind = CLI_GROUP_KIND },
#define CLI_OPTION(name_, letter_, argument_, programs_, kind_, field, min_, max_, help_)          \
    { .name = name_,                                                                               \
      .letter = letter_,                                                                           \
      .argument = argument_,                                                                       \
      .programs = programs_,                                                                       \
      .kind = CLI_##kind_##_KIND,                                                                  \
      .offset = offsetof(struct cli_options, field),                                               \
      .min = min_,                                                                                 \
      .max = max_,                                                                                 \
      .help = help_ },
#include "options.def"
#undef CLI_OPTION
#undef CLI_GROUP
};

#define ROWS (sizeof rows / sizeof rows[0])
#define FIRST_LONG 256 /* getopt values of rows without a letter */

const struct cli_option_row *
cli_option_at(size_t i)
{
    return i < ROWS ? &rows[i] : NULL;
}

const char *
cli_program_name(enum cli_program p)
{
    return p == CLI_EKUPROBE ? "ekuprobe" : "certcheck";
}

static bool
find_word(const char *words, const char *word, unsigned *index)
{
    char one[32];

    for (*index = 0; cli_word(words, *index, one)[0] != '\0'; ++*index)
        if (strcmp(one, word) == 0)
            return true;
    return false;
}

/* Take the next item of a comma list. False at the end. */
static bool
next_item(const char **list, char out[64])
{
    size_t n = strcspn(*list, ",");
    struct base_text t;

    if (**list == '\0')
        return false;
    base_text_init(&t, out, 64);
    base_text_bytes(&t, *list, n);
    *list += n + ((*list)[n] == ',');
    return true;
}

/* As in lists: ranges too. */
static bool
parse_ports(const char *text, struct cli_options *o)
{
    const struct base_slice ports = base_slice_str(text);
    char why[INVENTORY_WHY_MAX];

    return inventory_ports_parse(ports, ports, &o->ports, why);
}

/* I/N, from 1 as people count: 0/N is refused rather than taken for another share. */
static bool
parse_shard(const struct cli_option_row *row, const char *text, struct cli_options *o)
{
    const char *slash = strchr(text, '/');
    uint64_t shard, shards;
    char first[16];
    struct base_text t;

    base_text_init(&t, first, sizeof first);
    base_text_bytes(&t, text, slash == NULL ? 0 : (size_t)(slash - text));
    if (slash == NULL || t.cut || !base_parse_u64(slash + 1, row->min, row->max, &shards) ||
        !base_parse_u64(first, row->min, shards, &shard))
        return false;
    o->shard = (unsigned)shard;
    o->shards = (unsigned)shards;
    return true;
}

static bool
parse_usages(const char *text, unsigned *out)
{
    char item[64];

    for (*out = 0; next_item(&text, item);) {
        if (strcmp(item, "server") == 0 || strcmp(item, "serverAuth") == 0)
            *out |= BASE_USAGE_SERVER_AUTH;
        else if (strcmp(item, "client") == 0 || strcmp(item, "clientAuth") == 0)
            *out |= BASE_USAGE_CLIENT_AUTH;
        else
            return false;
    }
    return *out != 0;
}

static bool
parse_verdicts(const char *text, unsigned *out)
{
    char item[64];

    for (*out = 0; next_item(&text, item);) {
        unsigned v = 0;

        while (v < CERTCHECK_VERDICTS &&
               strcmp(item, certcheck_verdict_name((enum certcheck_verdict)v)) != 0)
            v++;
        if (v == CERTCHECK_VERDICTS && strcmp(item, "none") != 0)
            return false;
        if (v < CERTCHECK_VERDICTS)
            *out |= 1u << v;
    }
    return true;
}

/* Seconds, with a fraction of up to three digits, to milliseconds. */
static bool
parse_duration(const char *text, uint64_t min, uint64_t max, unsigned *out_ms)
{
    size_t whole = strcspn(text, "."), digits = 0;
    uint64_t ms = 0, part = 0;
    char seconds[16];
    struct base_text t;

    base_text_init(&t, seconds, sizeof seconds);
    base_text_bytes(&t, text, whole);
    if (t.cut || !base_parse_u64(seconds, 0, 1000000, &ms))
        return false;
    if (text[whole] == '.') {
        digits = strlen(text + whole + 1);
        if (digits > 3 || !base_parse_u64(text + whole + 1, 0, 999, &part))
            return false;
    }
    for (; digits < 3; digits++)
        part *= 10;
    ms = ms * 1000 + part;
    *out_ms = (unsigned)ms;
    return ms >= min && ms <= max;
}

static bool
append(struct cli_texts *texts, const char *value)
{
    const char **grown = realloc(texts->at, (texts->n + 1) * sizeof *grown);

    if (grown == NULL)
        return false;
    grown[texts->n++] = value;
    texts->at = grown;
    return true;
}

static bool
set_number(const struct cli_option_row *row, const char *value, unsigned *out)
{
    uint64_t n;

    if (!base_parse_u64(value, row->min, row->max, &n))
        return false;
    *out = (unsigned)n;
    return true;
}

static bool
set(const struct cli_option_row *row, const char *value, struct cli_options *o)
{
    char *field = (char *)o + row->offset;

    switch (row->kind) {
    case CLI_FLAG_KIND:
        *(bool *)field = true;
        return true;
    case CLI_NUMBER_KIND:
        return set_number(row, value, (unsigned *)(void *)field);
    case CLI_DURATION_KIND:
        return parse_duration(value, row->min, row->max, (unsigned *)(void *)field);
    case CLI_TEXT_KIND:
        *(const char **)(void *)field = value;
        return true;
    case CLI_TEXTS_KIND:
        return append((struct cli_texts *)(void *)field, value);
    case CLI_WORD_KIND:
        o->usage_given = o->usage_given || field == (char *)&o->usage;
        o->template_for_given = o->template_for_given || field == (char *)&o->template_for;
        o->product_given = o->product_given || field == (char *)&o->product;
        return find_word(row->argument, value, (unsigned *)(void *)field);
    case CLI_TIME_KIND:
        o->at_given = true;
        return base_time_parse(value, (int64_t *)(void *)field);
    case CLI_PORTS_KIND:
        return parse_ports(value, o);
    case CLI_SHARD_KIND:
        return parse_shard(row, value, o);
    case CLI_PROFILE_KIND:
        o->profile = base_profile_named(base_slice_str(value));
        return o->profile != NULL;
    case CLI_USAGES_KIND:
        return parse_usages(value, (unsigned *)(void *)field);
    case CLI_VERDICTS_KIND:
        return parse_verdicts(value, (unsigned *)(void *)field);
    case CLI_GROUP_KIND:
        break;
    }
    return false;
}

static void
say_words(struct base_text *why, const char *words)
{
    for (; *words != '\0'; words++) {
        if (*words == '|')
            base_text_str(why, ", ");
        else
            base_text_byte(why, *words);
    }
}

/* What would have been right, from the row itself. */
static void
say_expected(const struct cli_option_row *row, struct base_text *why)
{
    base_text_str(why, ": expected ");
    switch (row->kind) {
    case CLI_PORTS_KIND:
        base_text_str(why, "up to 64 ports and ranges of ports, such as 8057,8060-8061");
        break;
    case CLI_NUMBER_KIND:
        base_text_str(why, "a number from ");
        base_text_u64(why, row->min);
        base_text_str(why, " to ");
        base_text_u64(why, row->max);
        break;
    case CLI_DURATION_KIND:
        base_text_str(why, "seconds, such as 5 or 0.5");
        break;
    case CLI_WORD_KIND:
        base_text_str(why, "one of ");
        say_words(why, row->argument);
        break;
    case CLI_TIME_KIND:
        base_text_str(why, "a time such as 2017-05-09T00:00:00Z, 2017-05-09 or @1494288000");
        break;
    case CLI_SHARD_KIND:
        base_text_str(why, "I/N with I from 1 to N, such as 2/4");
        break;
    case CLI_PROFILE_KIND:
        base_text_str(why, "one of");
        for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
            base_text_str(why, i == 0 ? " " : ", ");
            base_text_str(why, base_profile_get((enum base_profile_id)i)->name);
        }
        break;
    case CLI_USAGES_KIND:
        base_text_str(why, "server, client or both, separated by a comma");
        break;
    case CLI_VERDICTS_KIND:
        base_text_str(why, "a comma list of ready, breaks, broken, indeterminate, no-certificate, "
                           "unreachable, or none");
        break;
    default:
        base_text_str(why, row->argument);
        break;
    }
}

static void
defaults(enum cli_program program, struct cli_options *o)
{
    *o = (struct cli_options){
        .program = program,
        .max_targets = 1000000,
        .concurrency = 256,
        .per_host = 2,
        .retries = 1,
        .listen_first_ms = 300,
        .connect_timeout_ms = 5000,
        .timeout_ms = 15000,
        .ldap_timeout_ms = 10000,
        .usage = 2,
        .format = "text",
        .fail_on = 1u << CERTCHECK_BREAKS | 1u << CERTCHECK_BROKEN,
    };
}

/* getopt's tables, from the rows of this program. */
static void
make_getopt(enum cli_program program, struct option longs[ROWS + 1], char shorts[2 * ROWS + 3])
{
    size_t n = 0;

    *shorts++ = ':'; /* tell a missing argument from an unknown option */
    for (size_t i = 0; i < ROWS; i++) {
        if (rows[i].kind == CLI_GROUP_KIND || (rows[i].programs & program) == 0)
            continue;
        longs[n++] = (struct option){ .name = rows[i].name,
                                      .has_arg = rows[i].argument != NULL,
                                      .val = FIRST_LONG + (int)i };
        if (rows[i].letter != 0) {
            *shorts++ = (char)rows[i].letter;
            if (rows[i].argument != NULL)
                *shorts++ = ':';
        }
    }
    longs[n] = (struct option){ 0 };
    *shorts = '\0';
}

static const struct cli_option_row *
row_of(int value)
{
    if (value >= FIRST_LONG)
        return &rows[value - FIRST_LONG];
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].kind != CLI_GROUP_KIND && rows[i].letter == value)
            return &rows[i];
    return NULL;
}

static bool
say_misuse(int value, const char *word, struct base_text *why)
{
    bool missing = value == ':';

    base_text_str(why, missing ? "option " : "unknown option ");
    if (optopt > 0 && optopt < FIRST_LONG && !missing) {
        base_text_byte(why, '-');
        base_text_safe(why, (struct base_slice){ (const uint8_t[]){ (uint8_t)optopt }, 1 });
    } else {
        base_text_safe(why, base_slice_str(word));
    }
    base_text_str(why, missing ? " requires an argument" : ": see --help");
    return false;
}

bool
cli_options_parse(enum cli_program program, int argc, char **argv, struct cli_options *out,
                  struct base_text *why)
{
    struct option longs[ROWS + 1];
    char shorts[2 * ROWS + 3];
    int value;

    defaults(program, out);
    make_getopt(program, longs, shorts);
    opterr = 0;
    optind = 1;
    while ((value = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        const struct cli_option_row *row;

        if (value == '?' || value == ':')
            return say_misuse(value, argv[optind - 1], why);
        row = row_of(value);
        if (row == NULL || !set(row, optarg, out)) {
            base_text_str(why, "--");
            base_text_str(why, row == NULL ? "" : row->name);
            base_text_byte(why, ' ');
            base_text_safe(why, base_slice_str(optarg == NULL ? "" : optarg));
            if (row != NULL)
                say_expected(row, why);
            return false;
        }
    }
    for (; optind < argc; optind++)
        if (!append(&out->operands, argv[optind])) {
            base_text_str(why, "out of memory");
            return false;
        }
    return true;
}

void
cli_options_clear(struct cli_options *o)
{
    free(o->operands.at);
    free(o->inputs.at);
    free(o->topologies.at);
    free(o->resolves.at);
    free(o->issuers.at);
    free(o->ca_files.at);
    free(o->ca_dirs.at);
    free(o->reports.at);
    free(o->listens.at);
    *o = (struct cli_options){ 0 };
}

#define HELP_COLUMN 34
#define HELP_WIDTH 96

/* Wrap text at words, continuing at a column. */
static void
put_wrapped(FILE *out, const char *text, int column)
{
    int at = column;

    while (*text != '\0') {
        int n = (int)strcspn(text, " ");

        if (at + n > HELP_WIDTH && at > column) {
            fprintf(out, "\n%*s", column, "");
            at = column;
        }
        fprintf(out, "%.*s", n, text);
        at += n;
        text += n;
        if (*text == ' ') {
            fputc(' ', out);
            at++;
            text++;
        }
    }
    fputc('\n', out);
}

static void
put_option(FILE *out, const struct cli_option_row *row)
{
    char left[96];
    int n = row->letter != 0 ? snprintf(left, sizeof left, "  -%c, --%s", row->letter, row->name)
                             : snprintf(left, sizeof left, "      --%s", row->name);

    if (row->argument != NULL)
        n += snprintf(left + n, sizeof left - (size_t)n, " %s", row->argument);
    if (n >= HELP_COLUMN)
        fprintf(out, "%s\n%*s", left, HELP_COLUMN, "");
    else
        fprintf(out, "%-*s", HELP_COLUMN, left);
    put_wrapped(out, row->help, HELP_COLUMN);
}

void
cli_help(enum cli_program program, FILE *out)
{
    if (program == CLI_EKUPROBE)
        fputs("Usage: ekuprobe [OPTIONS] TARGET...\n"
              "Connect to PSOM and other TLS ports, read the certificates the peers present, and "
              "predict\n"
              "which connections the .NET Framework updates of May 2017 break.\n"
              "TARGET is HOST[:PORT][/PROFILE], [IPv6]:PORT or CIDR[:PORT]; a bare HOST means the\n"
              "ports 8057, 8060 and 8061.\n",
              out);
    else
        fputs(
            "Usage: certcheck [OPTIONS] FILE...\n"
            "Judge certificates in files as the .NET Framework updates of May 2017 judge them.\n"
            "The type of FILE is recognised by its content: PEM with many blocks, DER, PKCS#7,\n"
            "PKCS#12, a request (PKCS#10), base64, a serialized store (.sst), a dump of certutil,\n"
            "a list of Get-CsCertificate, templates of AD CS (LDIF, certutil -v -template,\n"
            "-dstemplate); or a directory of such files; - is standard input.\n",
            out);
    for (size_t i = 0; i < ROWS; i++) {
        if ((rows[i].programs & program) == 0)
            continue;
        if (rows[i].kind == CLI_GROUP_KIND)
            fprintf(out, "\n%s:\n", rows[i].name);
        else
            put_option(out, &rows[i]);
    }
    fputs(
        "\n"
        "Exit status: 0 everything is ready; 1 something breaks or is broken; 2 a usage, file or\n"
        "output error; 3 nothing breaks, but something could not be judged or reached.\n",
        out);
}
