/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L
#include <report/reference.h>

#include <strings.h>

static const struct report_kb kbs[] = {
#define REPORT_KB(number_, about_, windows_, dotnet_, evidence_)                                   \
    { .number = number_,                                                                           \
      .about = about_,                                                                             \
      .windows = windows_,                                                                         \
      .dotnet = dotnet_,                                                                           \
      .evidence = evidence_ },
#include "kbs.def"
#undef REPORT_KB
};

static const struct report_rule_line rules[] = {
#define REPORT_RULE(name_, title_, line_) { .name = name_, .title = title_, .line = line_ },
#include "rules.def"
#undef REPORT_RULE
};

const struct report_kb *
report_kb_at(size_t n)
{
    return n < sizeof kbs / sizeof kbs[0] ? &kbs[n] : NULL;
}

const struct report_kb *
report_kb_get(uint64_t number)
{
    for (size_t i = 0; i < sizeof kbs / sizeof kbs[0]; i++)
        if (kbs[i].number == number)
            return &kbs[i];
    return NULL;
}

const struct report_rule_line *
report_rule_line_at(size_t n)
{
    return n < sizeof rules / sizeof rules[0] ? &rules[n] : NULL;
}

const struct report_rule_line *
report_rule_line_named(const char *name)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (strcasecmp(rules[i].name, name) == 0)
            return &rules[i];
    return NULL;
}
