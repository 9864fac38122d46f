/* SPDX-License-Identifier: MIT */
#include "misuse.h"

#include <string.h>

/* All words of an option, with commas. */
static void
say_words(struct base_text *why, const struct cli_option_row *row)
{
    char word[CLI_WORD_MAX];

    const char *one;

    for (size_t i = 0; (one = cli_option_word(row, i, word)) != NULL; i++) {
        base_text_str(why, i > 0 ? ", " : "");
        base_text_str(why, one);
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
    case CLI_PROFILE_KIND:
    case CLI_USAGES_KIND:
        base_text_str(why, "one of ");
        say_words(why, row);
        break;
    case CLI_HELP_KIND:
        base_text_str(why, "all or one of the groups ");
        say_words(why, row);
        break;
    case CLI_LABELS_KIND:
        base_text_str(why, "KEY=VALUE with the name of a label that samples do not have already, "
                           "such as site=berlin");
        break;
    case CLI_TIME_KIND:
        base_text_str(why, "a time such as 2017-05-09T00:00:00Z, 2017-05-09 or @1494288000");
        break;
    case CLI_SHARD_KIND:
        base_text_str(why, "I/N with I from 1 to N, such as 2/4");
        break;
    case CLI_VERDICTS_KIND:
        base_text_str(why, "one or more of ");
        say_words(why, row);
        break;
    default:
        base_text_str(why, row->argument);
        break;
    }
}

static bool
is_given(const struct cli_options *o, const char *name)
{
    const struct cli_option_row *row = cli_option_named(name);

    return row != NULL && o->given[row - cli_option_at(0)];
}

bool
cli_misuse_check(const struct cli_options *o, struct base_text *why)
{
    static const struct {
        const char *mode, *option, *text; /* option NULL: what the mode does */
    } rows[] = {
#define CLI_MODE(mode, does) { mode, NULL, does },
#define CLI_IGNORED(mode, option, instead) { mode, option, instead },
#include "modes.def"
#undef CLI_MODE
#undef CLI_IGNORED
    };
    const char *does = "";

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].option == NULL)
            does = rows[i].text;
        else if (is_given(o, rows[i].mode) && is_given(o, rows[i].option)) {
            base_text_str(why, "--");
            base_text_str(why, rows[i].mode);
            base_text_byte(why, ' ');
            base_text_str(why, does);
            base_text_str(why, ": omit --");
            base_text_str(why, rows[i].option);
            base_text_str(why, rows[i].text == NULL ? "" : "; ");
            base_text_str(why, rows[i].text == NULL ? "" : rows[i].text);
            return false;
        }
    }
    return true;
}

struct candidates {
    enum cli_program program;
};

static const char *
option_name(const void *ctx, size_t i)
{
    const struct candidates *c = ctx;

    const struct cli_option_row *row;

    for (size_t k = 0; (row = cli_option_at(k)) != NULL; k++)
        if (row->kind != CLI_GROUP_KIND && (row->programs & (unsigned)c->program) != 0 && i-- == 0)
            return row->name;
    return NULL;
}

/* An option that the other program has. */
static bool
say_of_other(enum cli_program program, const char *word, struct base_text *why)
{
    const struct candidates other = { .program =
                                          program == CLI_EKUPROBE ? CLI_CERTCHECK : CLI_EKUPROBE };
    const char *one;

    for (size_t i = 0; (one = option_name(&other, i)) != NULL; i++)
        if (strncmp(one, word, strlen(one)) == 0 && strchr("=", word[strlen(one)]) != NULL) {
            base_text_str(why, "; ");
            base_text_str(why, cli_program_name(other.program));
            base_text_str(why, " has it");
            return true;
        }
    return false;
}

/* A long option: what begins so, else what is spelt nearly so. */
static void
say_meant(enum cli_program program, const char *word, struct base_text *why)
{
    const struct candidates c = { .program = program };
    const struct base_slice name = { (const uint8_t *)word, strcspn(word, "=") };
    const char *one, *nearest, *before = "; it may be --";

    for (size_t i = 0; (one = option_name(&c, i)) != NULL; i++)
        if (name.len > 0 && strncmp(one, word, name.len) == 0) {
            base_text_str(why, before);
            base_text_str(why, one);
            before = ", --";
        }
    if (say_of_other(program, word, why))
        return;
    nearest = *before == ';' ? base_nearest(name, option_name, &c) : NULL;
    if (nearest == NULL)
        return;
    base_text_str(why, "; did you mean --");
    base_text_str(why, nearest);
    base_text_byte(why, '?');
}

bool
cli_misuse_option(enum cli_program program, bool missing, int letter, const char *word,
                  struct base_text *why)
{
    base_text_str(why, missing ? "option " : "unknown option ");
    if (letter != 0 && !missing) {
        base_text_byte(why, '-');
        base_text_safe(why, (struct base_slice){ (const uint8_t[]){ (uint8_t)letter }, 1 });
    } else {
        base_text_safe(why, base_slice_str(word));
        if (!missing && strncmp(word, "--", 2) == 0)
            say_meant(program, word + 2, why);
    }
    base_text_str(why, missing ? " requires an argument" : " (--help all lists the options)");
    return false;
}

bool
cli_misuse_value(enum cli_program program, const struct cli_option_row *of, const char *value,
                 struct base_text *why)
{
    struct cli_option_row own = *of, *row = &own;
    const char *last = strrchr(value, ',');

    own.programs = program; /* its words may differ */
    base_text_str(why, "--");
    base_text_str(why, row->name);
    base_text_byte(why, ' ');
    base_text_safe(why, base_slice_str(value));
    say_expected(row, why);
    cli_option_suggest(row, base_slice_str(last == NULL ? value : last + 1), why);
    return false;
}
