/* SPDX-License-Identifier: MIT */
#include <record/json_parts.h>

#include <record/names.h>

static void
key_str(struct report_json *j, const char *key, const char *value)
{
    report_json_key(j, key);
    if (value == NULL || *value == '\0')
        report_json_null(j);
    else
        report_json_str(j, value);
}

static void
key_int(struct report_json *j, const char *key, unsigned value)
{
    report_json_key(j, key);
    report_json_int(j, value);
}

static void
key_bool(struct report_json *j, const char *key, bool value)
{
    report_json_key(j, key);
    report_json_bool(j, value);
}

static const struct base_profile *
profile(unsigned i)
{
    return base_profile_get((enum base_profile_id)i);
}

void
report_json_template(struct report_json *j, const struct report_template *t)
{
    report_json_key(j, "template");
    report_json_open(j, '{');
    key_str(j, "name", t->name);
    key_str(j, "display_name", t->display);
    key_str(j, "oid", t->oid);
    key_int(j, "schema_version", t->schema_version);
    key_int(j, "major_revision", t->major);
    key_int(j, "minor_revision", t->minor);
    key_str(j, "governs", t->governs);
    report_json_key(j, "subject_from_request");
    if (t->shows_subject)
        report_json_bool(j, t->supplies_subject);
    else
        report_json_null(j);
    key_bool(j, "ca", t->ca);
    report_json_key(j, "key_usage");
    report_json_open(j, '[');
    for (unsigned i = 0; i < REPORT_KEY_USAGES; i++)
        if ((t->key_usage & 1u << i) != 0)
            report_json_str(j, report_key_usage_name(i));
    report_json_close(j, ']');
    key_str(j, "superseded_by", t->superseded_by);
    report_json_key(j, "profiles");
    report_json_open(j, '{');
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++)
        if (profile(i)->required != 0) /* the others say nothing about a template */
            key_str(j, profile(i)->name, certcheck_verdict_name(t->verdicts[i]));
    report_json_close(j, '}');
    report_json_close(j, '}');
}
