/* SPDX-License-Identifier: MIT */
/* The rows of options.def, and the groups they stand in. */
#include "options.h"

#include <string.h>
#include <strings.h>

const char cli_family_words[] = ""
#define BASE_FAMILY(name, title) "|" name
#define BASE_PRODUCT(name, ...) "|" name
#include <base/product.def>
#undef BASE_PRODUCT
    ;

#define E CLI_EKUPROBE
#define C CLI_CERTCHECK
#define B (CLI_EKUPROBE | CLI_CERTCHECK)

static const struct cli_option_row rows[] = {
#define CLI_GROUP(heading, programs_)                                                              \
    { .name = heading, .programs = programs_, .kind = CLI_GROUP_KIND },
#define CLI_ALIAS(name_, of, programs_)                                                            \
    { .name = name_, .programs = programs_, .kind = CLI_ALIAS_KIND, .help = of },
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
#undef CLI_ALIAS
#undef CLI_OPTION
#undef CLI_GROUP
};

_Static_assert(sizeof rows / sizeof rows[0] == CLI_ROWS, "options.def: a row that options.h does not count");

const struct cli_option_row *
cli_option_at(size_t i)
{
    return i < CLI_ROWS ? &rows[i] : NULL;
}

const struct cli_option_row *
cli_option_named(const char *name)
{
    for (size_t i = 0; i < CLI_ROWS; i++)
        if (rows[i].kind != CLI_ALIAS_KIND && rows[i].kind != CLI_GROUP_KIND &&
            strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

const char *
cli_group_word(const struct cli_option_row *group, char out[CLI_WORD_MAX])
{
    size_t i = 0;

    for (; group->name[i] != '\0' && i + 1 < CLI_WORD_MAX; i++)
        out[i] = group->name[i] == ' ' ? '-'
                 : group->name[i] >= 'A' && group->name[i] <= 'Z'
                     ? (char)(group->name[i] - 'A' + 'a')
                     : group->name[i];
    out[i] = '\0';
    return out;
}

bool
cli_help_has(enum cli_program program, const char *topic)
{
    const struct cli_option_row *row;
    char word[CLI_WORD_MAX];

    if (strcasecmp(topic, "all") == 0)
        return true;
    for (size_t i = 0; (row = cli_option_at(i)) != NULL; i++)
        if (row->kind == CLI_GROUP_KIND && (row->programs & (unsigned)program) != 0 &&
            strcasecmp(topic, cli_group_word(row, word)) == 0)
            return true;
    return false;
}
