/* SPDX-License-Identifier: MIT */
#include "misuse.h"

#include <base/product.h>
#include <base/error.h>
#include <base/time.h>
#include <certcheck/judge.h>
#include <inventory/inventory.h>
#include <os/env.h>
#include <probe/probe.h>
#include <report/report.h>

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_LONG 256 /* getopt values of rows without a letter */

const char *
cli_product(const struct cli_options *o)
{
    char word[CLI_WORD_MAX];
    const struct base_product *p =
        base_product_named(base_slice_str(cli_word(CLI_FAMILIES, o->product, word)));

    return o->product_given && p != NULL ? p->name : NULL;
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
    char ignored[BASE_WHY_MAX];

    return inventory_ports_parse(ports, ports, &o->ports, BASE_TEXT_IN(ignored));
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
    static const struct {
        const char *word;
        unsigned usages;
    } words[] = {
        { "server", BASE_USAGE_SERVER_AUTH },
        { "client", BASE_USAGE_CLIENT_AUTH },
        { "serverAuth", BASE_USAGE_SERVER_AUTH },
        { "clientAuth", BASE_USAGE_CLIENT_AUTH },
        { "both", BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH },
    };
    char item[64];

    for (*out = 0; next_item(&text, item);) {
        size_t i = 0;

        while (i < sizeof words / sizeof words[0] && strcmp(item, words[i].word) != 0)
            i++;
        if (i == sizeof words / sizeof words[0])
            return false;
        *out |= words[i].usages;
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

/* KEY=VALUE, KEY as Prometheus has names of labels; those that samples have are taken. */
static bool
is_label(const char *text)
{
    static const char *const taken[] = { "target",      "file",    "profile", "verdict", "tool",
                                         "certificate", "version", "change",  "verifier" };
    size_t n = 0;

    while ((text[n] >= 'a' && text[n] <= 'z') || (text[n] >= 'A' && text[n] <= 'Z') ||
           text[n] == '_' || (n > 0 && text[n] >= '0' && text[n] <= '9'))
        n++;
    if (n == 0 || text[n] != '=' || strncmp(text, "__", 2) == 0)
        return false;
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
        if (strlen(taken[i]) == n && strncmp(text, taken[i], n) == 0)
            return false;
    return true;
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
    case CLI_SERVER_KIND:
        *(const char **)(void *)field = value == NULL ? "" : value;
        return true;
    case CLI_TEXTS_KIND:
        return append((struct cli_texts *)(void *)field, value);
    case CLI_LABELS_KIND:
        return is_label(value) && append((struct cli_texts *)(void *)field, value);
    case CLI_WORD_KIND:
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
    case CLI_HELP_KIND:
        o->help = true;
        o->help_topic = value;
        return value == NULL || cli_help_has(o->program, value);
    case CLI_EXPLAIN_KIND:
        o->explain = value == NULL ? "list" : value;
        return true;
    case CLI_GROUP_KIND:
    case CLI_ALIAS_KIND:
        break;
    }
    return false;
}

static void
defaults(enum cli_program program, struct cli_options *o)
{
    *o = (struct cli_options){
        .program = program,
        .max_targets = INVENTORY_TARGETS_DEFAULT,
        .concurrency = PROBE_CONCURRENCY,
        .per_host = PROBE_PER_HOST,
        .retries = PROBE_RETRIES,
        .listen_first_ms = PROBE_LISTEN_FIRST_MS,
        .connect_timeout_ms = PROBE_CONNECT_TIMEOUT_MS,
        .timeout_ms = PROBE_TIMEOUT_MS,
        .ldap_timeout_ms = 10000,
        .format = "text",
        .fail_on = REPORT_FAIL_ON,
    };
}

static const struct cli_option_row *
aliased(const struct cli_option_row *row)
{
    const struct cli_option_row *real =
        row->kind == CLI_ALIAS_KIND ? cli_option_named(row->help) : row;

    return real != NULL ? real : row;
}

/* A sum, so that the order does not matter where an option is given more than once; of a choice the
 * last counts, and "auto" is as if none were given. */
static void
mark_setting(const struct cli_option_row *row, const char *argument, struct cli_options *o)
{
    bool choice = row->kind == CLI_WORD_KIND;
    uint64_t mark = base_slice_hash(base_slice_str(argument != NULL ? argument : "given"));

    if (choice && strcmp(argument, "auto") == 0)
        mark = 0;
    for (unsigned s = 0; s < ASSESS_SETTINGS; s++)
        if (strcmp(assess_setting_option((enum assess_setting)s) + strlen("--"), row->name) == 0)
            o->settings[s] = mark + (choice ? 0 : o->settings[s]);
}

static int
takes_argument(const struct cli_option_row *row)
{
    if (row->kind == CLI_HELP_KIND || row->kind == CLI_EXPLAIN_KIND || row->kind == CLI_SERVER_KIND)
        return optional_argument;
    return row->argument != NULL ? required_argument : no_argument;
}

/* getopt's tables, from the rows of this program. */
static void
make_getopt(enum cli_program program, struct option longs[CLI_ROWS + 1],
            char shorts[2 * CLI_ROWS + 3])
{
    const struct cli_option_row *row;
    size_t n = 0;

    *shorts++ = ':'; /* tell a missing argument from an unknown option */
    for (size_t i = 0; (row = cli_option_at(i)) != NULL; i++) {
        if (row->kind == CLI_GROUP_KIND || (row->programs & program) == 0)
            continue;
        longs[n++] = (struct option){ .name = row->name,
                                      .has_arg = takes_argument(aliased(row)),
                                      .val = FIRST_LONG + (int)i };
        if (row->letter != 0) {
            *shorts++ = (char)row->letter;
            if (takes_argument(row) == required_argument)
                *shorts++ = ':';
        }
    }
    longs[n] = (struct option){ 0 };
    *shorts = '\0';
}

static const struct cli_option_row *
row_of(int value)
{
    const struct cli_option_row *row;

    if (value >= FIRST_LONG)
        return aliased(cli_option_at((size_t)(value - FIRST_LONG)));
    for (size_t i = 0; (row = cli_option_at(i)) != NULL; i++)
        if (row->kind != CLI_GROUP_KIND && row->letter == value)
            return row;
    return NULL;
}

/* A word that follows an option which may stand alone. */
static const char *
following(const struct cli_option_row *row, int argc, char **argv)
{
    if (optarg == NULL && takes_argument(row) == optional_argument && optind < argc &&
        argv[optind][0] != '-')
        return argv[optind++];
    return optarg;
}

/* As if --ca-file had been given with it. */
#define CA_FILE "EKUPROBE_CA_FILE"

static bool
default_roots(struct cli_options *o)
{
    const char *file = os_env(CA_FILE);

    return file == NULL || file[0] == '\0' || o->merge || o->ca_files.n > 0 || o->ca_dirs.n > 0 ||
           append(&o->ca_files, file);
}

/* For files and lists of names a second option would replace the first, though it was most likely
 * meant to be added: refused. Of a choice, such as --usage or --format, the last counts. */
static bool
is_for_once(const struct cli_option_row *row)
{
    return row->kind == CLI_TEXT_KIND && row->offset != offsetof(struct cli_options, format);
}

static bool
take(const struct cli_option_row *row, const char *argument, struct cli_options *out,
     struct base_text *why)
{
    const struct cli_option_row *real = aliased(row);
    bool *before = &out->given[real - cli_option_at(0)];

    if (*before && is_for_once(real)) {
        char name[CLI_WORD_MAX];
        struct base_text t;

        base_text_init(&t, name, sizeof name);
        base_text_str(&t, "--");
        base_text_str(&t, real->name);
        return base_complain(why, name, "given twice; it may be given only once");
    }
    *before = true;
    if (!set(row, argument, out))
        return cli_misuse_value(out->program, row, argument == NULL ? "" : argument, why);
    mark_setting(real, argument, out);
    return true;
}

bool
cli_options_parse(enum cli_program program, int argc, char **argv, struct cli_options *out,
                  struct base_text *why)
{
    struct option longs[CLI_ROWS + 1];
    char shorts[2 * CLI_ROWS + 3];
    int value;

    defaults(program, out);
    make_getopt(program, longs, shorts);
    opterr = 0;
    optind = 1;
    while ((value = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        const struct cli_option_row *row;
        const char *argument;

        if (value == '?' || value == ':')
            return cli_misuse_option(program, value == ':',
                                     optopt > 0 && optopt < FIRST_LONG ? optopt : 0,
                                     argv[optind - 1], why);
        row = row_of(value);
        argument = row == NULL ? NULL : following(row, argc, argv);
        if (row == NULL || !take(row, argument, out, why))
            return false;
    }
    for (; optind < argc; optind++)
        if (!append(&out->operands, argv[optind])) {
            base_text_str(why, "out of memory");
            return false;
        }
    return default_roots(out) || base_complain(why, CA_FILE, "out of memory");
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
    free(o->labels.at);
    *o = (struct cli_options){ 0 };
}
