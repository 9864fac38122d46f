/* SPDX-License-Identifier: MIT */
#include "text_template.h"

#include <advice/sentences.h>
#include <output/translate.h>
#include <record/names.h>

#include "text_block.h"

static const struct base_profile *
profile(unsigned i)
{
    return base_profile_get((enum base_profile_id)i);
}

static void
add_key_usage(struct base_text *out, uint16_t bits)
{
    const char *separator = output_translate(N_("; key usage "));

    for (unsigned i = 0; i < RECORD_KEY_USAGES; i++) {
        if ((bits & 1u << i) == 0)
            continue;
        base_text_str(out, separator);
        base_text_str(out, record_key_usage_name(i));
        separator = ", ";
    }
}

static void
add_kind(struct base_text *out, const struct assess_template *t)
{
    base_text_str(out, output_translate(N_("schema version ")));
    base_text_u64(out, t->schema_version);
    base_text_str(out, output_translate(N_(", revision ")));
    base_text_u64(out, t->major);
    base_text_byte(out, '.');
    base_text_u64(out, t->minor);
    base_text_str(out, output_translate(N_("; usages by ")));
    base_text_str(out, t->governs);
    if (t->shows_subject)
        base_text_str(out, output_translate(t->supplies_subject
                                                ? N_("; subject from the request")
                                                : N_("; subject from Active Directory")));
    add_key_usage(out, t->key_usage);
}

void
report_text_template(struct report_context *c, struct output_bytes *out,
                     const struct assess_template *t)
{
    struct base_text words = output_scratch(&c->scratch);
    const char *separator = "";

    add_kind(&words, t);
    report_text_line(c, out, 2, N_("template"), output_scratch_done(&words));
    words = output_scratch(&c->scratch);
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        if (profile(i)->required == 0 || !base_profile_is_of_2017(profile(i)))
            continue;
        base_text_str(&words, separator);
        base_text_str(&words, profile(i)->name);
        base_text_byte(&words, ' ');
        base_text_str(&words, advice_verdict_word(t->verdicts[i]));
        separator = ", ";
    }
    report_text_line(c, out, 2, N_("profiles"), output_scratch_done(&words));
}
