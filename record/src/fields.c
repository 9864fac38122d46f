/* SPDX-License-Identifier: MIT */
#include "fields.h"

void
report_field_blame(const char **bad, const char *key)
{
    if (*bad == NULL)
        *bad = key;
}

const char *
report_field_string(const char **bad, const json_t *o, const char *key, bool may_be_null)
{
    const json_t *v = json_object_get(o, key);

    if (json_is_string(v))
        return json_string_value(v);
    if (!may_be_null || !json_is_null(v))
        report_field_blame(bad, key);
    return NULL;
}

int64_t
report_field_integer(const char **bad, const json_t *o, const char *key, int64_t none)
{
    const json_t *v = json_object_get(o, key);

    if (!json_is_integer(v) && !json_is_null(v))
        report_field_blame(bad, key);
    return json_is_integer(v) ? (int64_t)json_integer_value(v) : none;
}

bool
report_field_bool(const char **bad, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);

    if (!json_is_boolean(v))
        report_field_blame(bad, key);
    return json_is_true(v);
}

const json_t *
report_field_array(const char **bad, const json_t *o, const char *key, size_t max)
{
    const json_t *v = json_object_get(o, key);

    if (!json_is_array(v) || json_array_size(v) > max)
        report_field_blame(bad, key);
    return json_array_size(v) > max ? NULL : v;
}
