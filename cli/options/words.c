/* SPDX-License-Identifier: MIT */
/* The words that options take, from the tables they are read by. */
#include "options.h"

#include <certcheck/change.h>
#include <report/report.h>

#include <string.h>

const char *
cli_word(const char *words, unsigned index, char out[32])
{
    struct base_text t;

    base_text_init(&t, out, 32);
    for (; *words != '\0' && index > 0; words++)
        index -= *words == '|';
    base_text_bytes(&t, words, strcspn(words, "|"));
    return out;
}

static const char *const dialogues[] = {
    "auto",
    "none",
#define PROBE_DIALOGUE(id, name, ...) name,
#include <probe/dialogues.def>
#undef PROBE_DIALOGUE
};
#define DIALOGUES (sizeof dialogues / sizeof dialogues[0])

static const char *
format(size_t i)
{
    return report_formats()[i]; /* asked for in order */
}

static const char *
dialogue(size_t i)
{
    return i < DIALOGUES ? dialogues[i] : NULL;
}

static const char *
verifier(size_t i)
{
    return i == CERTCHECK_VERIFIERS  ? "all"
           : i < CERTCHECK_VERIFIERS ? certcheck_verifier_get((enum certcheck_verifier_id)i)->name
                                     : NULL;
}

static const char *
change(size_t i)
{
    return i < CERTCHECK_CHANGES ? certcheck_change_get((enum certcheck_change_id)i)->name : NULL;
}

/* Options whose text is one of a table's names, or begins with one. */
static const struct {
    const char *option;
    const char *(*word)(size_t i);
} named[] = {
    { "format", format },     { "report", format }, { "starttls", dialogue },
    { "verifier", verifier }, { "change", change },
};

static const char *
verdict(size_t i)
{
    return i == CERTCHECK_VERDICTS  ? "none"
           : i < CERTCHECK_VERDICTS ? certcheck_verdict_name((enum certcheck_verdict)i)
                                    : NULL;
}

static const char *
profile(size_t i)
{
    return i < BASE_PROFILE_COUNT ? base_profile_get((enum base_profile_id)i)->name : NULL;
}

static const char *
usage(size_t i)
{
    static const char *const usages[] = { "server", "client", "both" };

    return i < 3 ? usages[i] : NULL;
}

static const char *
table_word(const struct cli_option_row *row, size_t i)
{
    switch (row->kind) {
    case CLI_PROFILE_KIND:
        return profile(i);
    case CLI_VERDICTS_KIND:
        return verdict(i);
    case CLI_USAGES_KIND:
        return usage(i);
    default:
        for (size_t k = 0; k < sizeof named / sizeof named[0]; k++)
            if (strcmp(named[k].option, row->name) == 0)
                return named[k].word(i);
        return NULL;
    }
}

/* "all", then the groups of a program, of which the row is the one of --help. */
static const char *
help_word(const struct cli_option_row *help, size_t i, char out[CLI_WORD_MAX])
{
    const struct cli_option_row *row;

    struct base_text t;

    base_text_init(&t, out, CLI_WORD_MAX);
    base_text_str(&t, "all");
    if (i == 0)
        return out;
    for (size_t k = 0; (row = cli_option_at(k)) != NULL; k++)
        if (row->kind == CLI_GROUP_KIND && (row->programs & help->programs) != 0 && --i == 0)
            return cli_group_word(row, out);
    return NULL;
}

const char *
cli_option_word(const struct cli_option_row *row, size_t i, char out[CLI_WORD_MAX])
{
    struct base_text t;
    const char *word;

    if (row->kind == CLI_HELP_KIND)
        return help_word(row, i, out);
    if (row->kind == CLI_WORD_KIND)
        return cli_word(row->argument, (unsigned)i, out)[0] != '\0' ? out : NULL;
    word = table_word(row, i);
    if (word == NULL)
        return NULL;
    base_text_init(&t, out, CLI_WORD_MAX);
    base_text_str(&t, word);
    return out;
}

struct words {
    const struct cli_option_row *row;
    char *room;
};

static const char *
word_at(const void *ctx, size_t i)
{
    const struct words *w = ctx;

    return cli_option_word(w->row, i, w->room);
}

void
cli_option_suggest(const struct cli_option_row *row, struct base_slice word, struct base_text *out)
{
    char room[CLI_WORD_MAX];
    const struct words w = { .row = row, .room = room };

    base_suggest(out, word, word_at, &w);
}
