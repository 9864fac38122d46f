/* SPDX-License-Identifier: MIT */
#include "fields.h"

#include <base/text.h>

#include <string.h>

void
record_field_blame(const char **bad, const char *key)
{
    if (*bad == NULL)
        *bad = key;
}

const char *
record_field_string(const char **bad, const json_t *o, const char *key, bool may_be_null)
{
    const json_t *v = json_object_get(o, key);

    if (json_is_string(v))
        return json_string_value(v);
    if (!may_be_null || !json_is_null(v))
        record_field_blame(bad, key);
    return NULL;
}

int64_t
record_field_integer(const char **bad, const json_t *o, const char *key, int64_t none)
{
    const json_t *v = json_object_get(o, key);

    if (!json_is_integer(v) && !json_is_null(v))
        record_field_blame(bad, key);
    return json_is_integer(v) ? (int64_t)json_integer_value(v) : none;
}

bool
record_field_bool(const char **bad, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);

    if (!json_is_boolean(v))
        record_field_blame(bad, key);
    return json_is_true(v);
}

const json_t *
record_field_array(const char **bad, const json_t *o, const char *key, size_t max)
{
    const json_t *v = json_object_get(o, key);

    if (!json_is_array(v) || json_array_size(v) > max)
        record_field_blame(bad, key);
    return json_array_size(v) > max ? NULL : v;
}

unsigned
record_field_word(const char **bad, const json_t *o, const char *key, const char *(*name)(unsigned),
                  unsigned n)
{
    const char *word = record_field_string(bad, o, key, false);

    for (unsigned i = 0; word != NULL && i < n; i++)
        if (name(i) != NULL && strcmp(name(i), word) == 0)
            return i;
    record_field_blame(bad, key);
    return 0;
}

unsigned
record_field_bits(const char **bad, const json_t *o, const char *key, const char *(*name)(unsigned),
                  unsigned n)
{
    const json_t *list = record_field_array(bad, o, key, n);
    unsigned bits = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *word = json_string_value(json_array_get(list, i));
        unsigned before = bits;

        for (unsigned k = 0; word != NULL && k < n; k++)
            if (strcmp(word, name(k)) == 0)
                bits |= 1u << k;
        if (bits == before)
            record_field_blame(bad, key);
    }
    return bits;
}

static const char *
verdict_name(unsigned i)
{
    return certcheck_verdict_name((enum certcheck_verdict)i);
}

enum certcheck_verdict
record_field_verdict(const char **bad, const json_t *o, const char *key)
{
    return (enum certcheck_verdict)record_field_word(bad, o, key, verdict_name, CERTCHECK_VERDICTS);
}

enum certcheck_answer
record_field_answer(const char **bad, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);

    if (!json_is_boolean(v) && !json_is_null(v))
        record_field_blame(bad, key);
    return json_is_null(v) ? CERTCHECK_UNKNOWN : json_is_true(v) ? CERTCHECK_YES : CERTCHECK_NO;
}

bool
record_field_mark(const char *hex, uint64_t *out)
{
    uint8_t octets[sizeof *out];
    size_t n;

    *out = 0;
    if (!base_parse_hex(hex, octets, sizeof octets, &n) || n != sizeof octets)
        return false;
    for (size_t i = 0; i < n; i++)
        *out = *out << 8 | octets[i];
    return true;
}
