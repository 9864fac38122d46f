/* SPDX-License-Identifier: MIT */
#include <record/names.h>

#include <string.h>

#include "fields.h"
#include "reader.h"

static const char *
outcome_name(unsigned i)
{
    return assess_trial_outcome_name((enum assess_trial_outcome)i);
}

static const char *
usage_name(unsigned i)
{
    return base_usage_name(1u << i);
}

static unsigned
hex_digit(char c)
{
    const char *digits = "0123456789abcdef", *at = c == '\0' ? NULL : strchr(digits, c);

    return at == NULL ? 16 : (unsigned)(at - digits);
}

static void
read_sha256(struct record_reader *r, const json_t *o, uint8_t out[CERTCHECK_SHA256_LEN])
{
    const char *hex = record_field_string(&r->bad, o, "sha256", false);

    if (hex == NULL || strlen(hex) != (size_t)2 * CERTCHECK_SHA256_LEN) {
        record_field_blame(&r->bad, "sha256");
        return;
    }
    for (size_t i = 0; i < CERTCHECK_SHA256_LEN; i++) {
        unsigned high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);

        if (high > 15 || low > 15)
            record_field_blame(&r->bad, "sha256");
        out[i] = (uint8_t)(high << 4 | (low & 15));
    }
}

/* A version that has no name was not written by a trial. */
static uint16_t
read_version(struct record_reader *r, const json_t *o)
{
    const char *name = record_field_string(&r->bad, o, "version", true);
    uint16_t version = name == NULL ? 0 : record_tls_version_named(name);

    if (name != NULL && version == 0)
        record_field_blame(&r->bad, "version");
    return version;
}

static void
read_answer(struct record_reader *r, const json_t *o, struct assess_trial_answer *a)
{
    *a = (struct assess_trial_answer){
        .name = record_field_string(&r->bad, o, "name", false),
        .outcome = (enum assess_trial_outcome)record_field_word(&r->bad, o, "outcome", outcome_name,
                                                                ASSESS_TRIAL_OUTCOMES),
        .version = read_version(r, o),
    };
    read_sha256(r, o, a->sha256);
    (void)record_reader_error(r, json_object_get(o, "error"), &a->error);
}

static uint64_t
read_verifiers(struct record_reader *r, const json_t *o)
{
    const json_t *list = record_field_array(&r->bad, o, "verifiers", CERTCHECK_VERIFIERS);
    uint64_t bits = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *name = json_string_value(json_array_get(list, i));
        const struct certcheck_verifier *v =
            name == NULL ? NULL : certcheck_verifier_named(base_slice_str(name));

        if (v == NULL)
            record_field_blame(&r->bad, "verifiers");
        else
            bits |= (uint64_t)1 << v->id;
    }
    return bits;
}

void
record_reader_trial(struct record_reader *r)
{
    const json_t *o = json_object_get(r->root, "trial"), *list;

    if (o == NULL)
        return;
    list = record_field_array(&r->bad, o, "presented", ASSESS_TRIAL_MAX);
    for (size_t i = 0; r->bad == NULL && i < json_array_size(list); i++)
        read_answer(r, json_array_get(list, i), &r->answers[i]);
    r->trial = (struct assess_trial){
        .at = r->answers,
        .n = r->bad == NULL ? json_array_size(list) : 0,
        .usage = 1u << record_field_word(&r->bad, o, "usage", usage_name, BASE_USAGES),
        .fits = read_verifiers(r, o),
    };
    r->result.trial = &r->trial;
}
