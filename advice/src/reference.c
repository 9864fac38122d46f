/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L
#include <advice/reference.h>

#include <base/text.h>
#include <output/translate.h>
#include <output/width.h>

#include <strings.h>

#define EXPLAIN_WIDTH 80

static const struct advice_kb kbs[] = {
#define ARTICLE(number_, about_, windows_, dotnet_, evidence_, carrier_)                           \
    { .number = number_,                                                                           \
      .about = about_,                                                                             \
      .windows = windows_,                                                                         \
      .dotnet = dotnet_,                                                                           \
      .evidence = evidence_,                                                                       \
      .carrier = carrier_ },
#define ADVICE_KB(...) ARTICLE(__VA_ARGS__, false)
#define ADVICE_CARRIER(...) ARTICLE(__VA_ARGS__, true)
#include "kbs.def"
#undef ADVICE_KB
#undef ADVICE_CARRIER
#undef ARTICLE
};

static const struct advice_rule_line rules[] = {
#define ADVICE_RULE(name_, title_, line_) { .name = name_, .title = title_, .line = line_ },
#include "rules.def"
#undef ADVICE_RULE
};

const struct advice_kb *
advice_kb_at(size_t n)
{
    return n < sizeof kbs / sizeof kbs[0] ? &kbs[n] : NULL;
}

const struct advice_kb *
advice_kb_get(uint64_t number)
{
    for (size_t i = 0; i < sizeof kbs / sizeof kbs[0]; i++)
        if (kbs[i].number == number)
            return &kbs[i];
    return NULL;
}

const struct advice_rule_line *
advice_rule_line_at(size_t n)
{
    return n < sizeof rules / sizeof rules[0] ? &rules[n] : NULL;
}

const struct advice_rule_line *
advice_rule_line_named(const char *name)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (strcasecmp(rules[i].name, name) == 0)
            return &rules[i];
    return NULL;
}

#define VERDICT ADVICE_VERDICT
#define PORT ADVICE_PORT
#define PRODUCT ADVICE_PRODUCT_TERM
#define TERM ADVICE_OTHER_TERM
static const struct advice_term terms[] = {
#define ADVICE_TERM(word_, kind_, title_, text_, source_)                                          \
    { .word = word_, .kind = kind_, .title = title_, .text = text_, .source = source_ },
#include "terms.def"
#undef ADVICE_TERM
};
#undef VERDICT
#undef PORT
#undef PRODUCT
#undef TERM

const struct advice_term *
advice_term_at(size_t n)
{
    return n < sizeof terms / sizeof terms[0] ? &terms[n] : NULL;
}

const struct advice_term *
advice_term_named(const char *word)
{
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++)
        if (strcasecmp(terms[i].word, word) == 0)
            return &terms[i];
    return NULL;
}

void
advice_general_sentence(const char *sentence, struct base_text *out)
{
    for (; *sentence != '\0'; sentence++) {
        if (sentence[0] == '%' && sentence[1] != '\0') {
            base_text_str(out, "\xE2\x80\xA6"); /* an ellipsis */
            sentence++;
        } else {
            base_text_byte(out, *sentence);
        }
    }
}

const char *
advice_mark_meaning(char mark)
{
    switch (mark) {
    case 'P':
        return N_("a test of dotnet/runtime that also runs on Windows");
    case 'D':
        return N_("documentation by Microsoft");
    case 'S':
        return N_("published source code");
    case 'W':
        return N_("a test by others that was run on Windows");
    case 'I':
        return N_("inferred");
    default:
        return NULL;
    }
}

void
advice_print_wrapped(FILE *out, const char *label, const char *text)
{
    struct output_bytes b = { 0 };

    output_add_str(&b, label);
    output_add_wrapped(&b, base_slice_str(text), output_width(base_slice_str(label)),
                       EXPLAIN_WIDTH);
    if (b.no_memory)
        fprintf(out, "%s%s\n", label, text);
    else
        (void)fwrite(b.ptr, 1, b.len, out);
    output_bytes_free(&b);
}
