/* SPDX-License-Identifier: MIT */
/* The command line of both programs, as one struct. Strings belong to argv. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <assess/result.h>
#include <base/nearest.h>
#include <base/profile.h>
#include <base/text.h>
#include <inventory/inventory.h>

#include <stdio.h>

enum cli_program { CLI_EKUPROBE = 1, CLI_CERTCHECK = 2 };

/* Words of base/product.def, with "|" between them. */
extern const char cli_family_words[];
#define CLI_FAMILIES (&cli_family_words[1])

struct cli_texts {
    const char **at;
    size_t n;
};

enum {
    CLI_ROWS = 0
#define CLI_GROUP(...) +1
#define CLI_ALIAS(...) +1
#define CLI_OPTION(...) +1
#include "options.def"
#undef CLI_ALIAS
#undef CLI_OPTION
#undef CLI_GROUP
};

struct cli_options {
    enum cli_program program;
    struct cli_texts operands; /* targets or files */

    struct cli_texts inputs, topologies, resolves, issuers, ca_files, ca_dirs, reports, listens,
        labels;
    struct inventory_ports ports;
    unsigned max_targets, concurrency, per_host, rate, retries;
    unsigned listen_first_ms, connect_timeout_ms, timeout_ms, max_time_ms, watch_ms;
    unsigned tls_role, hello, engine, addresses, product, color, progress; /* index of the word */
    const char *sni, *cert, *key, *pfx, *dns_servers, *build, *seen_from, *store_property, *format;
    const char *explain, *help_topic; /* "list", NULL: given without a word */
    const char *password_file, *password_env;
    const char *verifier, *change, *public_cas;
    const char *starttls, *domain, *ca_names, *proxy, *trial_certs;
    unsigned count, duration_ms, listen_max; /* 0: without end; the default */
    const char *resume, *remedy, *baseline, *suppress;
    const char *this_server;            /* "": this machine */
    const struct base_profile *profile; /* NULL: none named */
    unsigned require;                   /* base_usage bits; 0: the profile's, or the program's */
    unsigned expires_within_days;
    unsigned shard, shards; /* the shard-th of shards, from 1; 0: all */
    unsigned fail_on;       /* bits 1u << enum certcheck_verdict */
    int64_t at_s;
    bool at_given;
    bool product_given;
    const char *template_spec, *ldap, *ldap_bind, *ldap_ca;
    unsigned template_for, ldap_timeout_ms;
    bool template_for_given, ldap_starttls;
    bool recursive, strict, force, compare_with_windows, platform, trial;
    uint64_t settings[ASSESS_SETTINGS]; /* of those given, as in struct assess_policy */
    bool skip_bad, merge, fallback, no_fallback, no_sandbox;
    bool dry_run, opted_out, each, copies, quiet, verbose, help, version;
    bool given[CLI_ROWS]; /* by the rows of options.def, whatever the field stands at */
};

enum cli_option_kind {
    CLI_FLAG_KIND,
    CLI_NUMBER_KIND,
    CLI_DURATION_KIND,
    CLI_TEXT_KIND,
    CLI_TEXTS_KIND,
    CLI_LABELS_KIND,
    CLI_WORD_KIND,
    CLI_TIME_KIND,
    CLI_PORTS_KIND,
    CLI_SHARD_KIND,
    CLI_PROFILE_KIND,
    CLI_USAGES_KIND,
    CLI_VERDICTS_KIND,
    CLI_HELP_KIND,    /* may be followed by a topic */
    CLI_EXPLAIN_KIND, /* may be followed by a word */
    CLI_SERVER_KIND,  /* may be followed by a name */
    CLI_ALIAS_KIND,   /* help is the name of the option it is another name of */
    CLI_GROUP_KIND,   /* a heading of --help */
};

/* One row of options.def. */
struct cli_option_row {
    const char *name; /* a group's heading */
    int letter;       /* 0: none */
    const char *argument;
    unsigned programs; /* cli_program bits */
    enum cli_option_kind kind;
    size_t offset; /* of the field it sets */
    uint64_t min, max;
    const char *help;
};

const struct cli_option_row *cli_option_at(size_t i); /* NULL: no more */

const struct cli_option_row *cli_option_named(const char *name); /* never an alias; NULL: none */

/*
 * False: one line that names the thing is in why, and the caller prints it and
 * exits 2. On success the texts are owned: cli_options_clear.
 */
bool cli_options_parse(enum cli_program program, int argc, char **argv, struct cli_options *out,
                       struct base_text *why);
void cli_options_clear(struct cli_options *o);

static inline const char *
cli_program_name(enum cli_program p)
{
    return p == CLI_EKUPROBE ? "ekuprobe" : "certcheck";
}

#define CLI_WORD_MAX 32
const char *cli_word(const char *words, unsigned index, char out[CLI_WORD_MAX]);

/* The i-th word that an option takes, where they are of a table; NULL: no more. */
const char *cli_option_word(const struct cli_option_row *row, size_t i, char out[CLI_WORD_MAX]);

/* Append "; did you mean WORD?" where one of an option's words may have been meant. */
void cli_option_suggest(const struct cli_option_row *row, struct base_slice word,
                        struct base_text *out);

/* The word of --help for a group: "certificate-templates". */
const char *cli_group_word(const struct cli_option_row *group, char out[CLI_WORD_MAX]);
bool cli_help_has(enum cli_program program, const char *topic);

/* The i-th command that --help begins with, and what it does: English; NULL: no more. */
const char *cli_example(enum cli_program program, size_t i, const char **what);

/* The text of --help. topic: NULL is the short one, else "all" or a group's word. columns of the
 * terminal; 0: it goes elsewhere. */
void cli_help(enum cli_program program, const char *topic, int columns, FILE *out);

/* The product of --product; NULL where none is given, or but a family (lync, sfb). */
const char *cli_product(const struct cli_options *o);

#endif
