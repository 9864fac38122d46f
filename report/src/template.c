/* SPDX-License-Identifier: MIT */
#include "template.h"

#include <report/translate.h>

#include "text_block.h"

static const char *const key_usages[] = { "digitalSignature", "nonRepudiation", "keyEncipherment",
                                          "dataEncipherment", "keyAgreement",   "keyCertSign",
                                          "cRLSign",          "encipherOnly" };
#define KEY_USAGES (sizeof key_usages / sizeof key_usages[0])

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
    for (unsigned i = 0; i < KEY_USAGES; i++)
        if ((t->key_usage & 1u << i) != 0)
            report_json_str(j, key_usages[i]);
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

static void
add_key_usage(struct base_text *out, uint16_t bits)
{
    const char *separator = report_translate(N_("; key usage "));

    for (unsigned i = 0; i < KEY_USAGES; i++) {
        if ((bits & 1u << i) == 0)
            continue;
        base_text_str(out, separator);
        base_text_str(out, key_usages[i]);
        separator = ", ";
    }
}

static void
add_kind(struct base_text *out, const struct report_template *t)
{
    base_text_str(out, report_translate(N_("schema version ")));
    base_text_u64(out, t->schema_version);
    base_text_str(out, report_translate(N_(", revision ")));
    base_text_u64(out, t->major);
    base_text_byte(out, '.');
    base_text_u64(out, t->minor);
    base_text_str(out, report_translate(N_("; usages by ")));
    base_text_str(out, t->governs);
    if (t->shows_subject)
        base_text_str(out, report_translate(t->supplies_subject
                                                ? N_("; subject from the request")
                                                : N_("; subject from Active Directory")));
    add_key_usage(out, t->key_usage);
}

void
report_text_template(struct report_context *c, struct report_bytes *out,
                     const struct report_template *t)
{
    struct base_text words = report_scratch(c);
    const char *separator = "";

    add_kind(&words, t);
    report_text_line(c, out, 2, N_("template"), report_scratch_done(&words));
    words = report_scratch(c);
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        if (profile(i)->required == 0)
            continue;
        base_text_str(&words, separator);
        base_text_str(&words, profile(i)->name);
        base_text_byte(&words, ' ');
        base_text_str(&words, certcheck_verdict_name(t->verdicts[i]));
        separator = ", ";
    }
    report_text_line(c, out, 2, N_("profiles"), report_scratch_done(&words));
}
