/* SPDX-License-Identifier: MIT */
#include <record/names.h>

#include "fields.h"
#include "reader.h"

static const char *
text_or(struct record_reader *r, const json_t *o, const char *key, const char *none)
{
    const char *text = record_field_string(&r->bad, o, key, true);

    return text == NULL ? none : text;
}

static unsigned
number_at(struct record_reader *r, const json_t *o, const char *key)
{
    int64_t n = record_field_integer(&r->bad, o, key, 0);

    if (n < 0 || n > UINT32_MAX)
        record_field_blame(&r->bad, key);
    return (unsigned)n;
}

/* Of each profile that says something about a template (json_template.c). */
static void
read_profiles(struct record_reader *r, const json_t *o, struct assess_template *t)
{
    const json_t *profiles = json_object_get(o, "profiles");

    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        const struct base_profile *p = base_profile_get((enum base_profile_id)i);

        t->verdicts[i] = base_profile_is_of_2017(p) && p->required != 0
                             ? record_field_verdict(&r->bad, profiles, p->name)
                             : CERTCHECK_INDETERMINATE;
    }
}

void
record_reader_template(struct record_reader *r, const json_t *replay)
{
    const json_t *o = json_object_get(r->root, "template"),
                 *listed = json_object_get(replay, "template");

    if (o == NULL)
        return;
    r->as_template = (struct assess_template){
        .name = record_field_string(&r->bad, o, "name", false),
        .display = text_or(r, o, "display_name", ""),
        .oid = text_or(r, o, "oid", ""),
        .schema_version = number_at(r, o, "schema_version"),
        .major = number_at(r, o, "major_revision"),
        .minor = number_at(r, o, "minor_revision"),
        .governs = text_or(r, o, "governs", "none"),
        .shows_subject = !json_is_null(json_object_get(o, "subject_from_request")),
        .ca = record_field_bool(&r->bad, o, "ca"),
        .key_usage = (uint16_t)record_field_bits(&r->bad, o, "key_usage", record_key_usage_name,
                                                 RECORD_KEY_USAGES),
        .superseded_by = record_field_string(&r->bad, o, "superseded_by", true),
        .as_server = record_field_verdict(&r->bad, listed, "server"),
        .as_both = record_field_verdict(&r->bad, listed, "both"),
    };
    if (r->as_template.shows_subject)
        r->as_template.supplies_subject = record_field_bool(&r->bad, o, "subject_from_request");
    read_profiles(r, o, &r->as_template);
    r->result.as_template = &r->as_template;
}

void
record_reader_issued_from(struct record_reader *r, const json_t *replay)
{
    struct base_slice der;
    struct certcheck_facts from;
    const char *text;

    if (json_object_get(replay, "issued_from") == NULL)
        return;
    text = record_field_string(&r->bad, replay, "issued_from", false);
    der = record_reader_base64(r, base_slice_str(text != NULL ? text : ""));
    if (r->bad == NULL && r->result.certificates_n > 0 && r->certificates[0].readable &&
        r->certificates[0].facts.kind == CERTCHECK_KIND_REQUEST &&
        certcheck_read_as(CERTCHECK_KIND_TEMPLATE, der, &from) == CERTCHECK_OK) {
        assess_request_template_apply(&from, &r->certificates[0].facts);
        r->result.issued_from = der;
    } else {
        record_field_blame(&r->bad, "issued_from");
    }
}
