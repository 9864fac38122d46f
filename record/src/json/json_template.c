/* SPDX-License-Identifier: MIT */
#include <record/json_parts.h>

#include <record/names.h>

static void
key_text(struct output_json *j, const char *key, const char *value)
{
    output_json_key(j, key);
    if (value == NULL || *value == '\0')
        output_json_null(j);
    else
        output_json_str(j, value);
}

static const struct base_profile *
profile(unsigned i)
{
    return base_profile_get((enum base_profile_id)i);
}

void
record_json_template(struct output_json *j, const struct assess_template *t)
{
    output_json_key(j, "template");
    output_json_open(j, '{');
    key_text(j, "name", t->name);
    key_text(j, "display_name", t->display);
    key_text(j, "oid", t->oid);
    output_json_key_int(j, "schema_version", t->schema_version);
    output_json_key_int(j, "major_revision", t->major);
    output_json_key_int(j, "minor_revision", t->minor);
    key_text(j, "governs", t->governs);
    output_json_key(j, "subject_from_request");
    if (t->shows_subject)
        output_json_bool(j, t->supplies_subject);
    else
        output_json_null(j);
    output_json_key_bool(j, "ca", t->ca);
    output_json_key(j, "key_usage");
    output_json_open(j, '[');
    for (unsigned i = 0; i < RECORD_KEY_USAGES; i++)
        if ((t->key_usage & 1u << i) != 0)
            output_json_str(j, record_key_usage_name(i));
    output_json_close(j, ']');
    key_text(j, "superseded_by", t->superseded_by);
    key_text(j, "fit", assess_template_fit_name(assess_template_fit(t)));
    output_json_key(j, "profiles");
    output_json_open(j, '{');
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++)
        if (base_profile_is_of_2017(profile(i)) &&
            profile(i)->required != 0) /* the others say nothing about a template */
            key_text(j, profile(i)->name, certcheck_verdict_name(t->verdicts[i]));
    output_json_close(j, '}');
    output_json_close(j, '}');
}
