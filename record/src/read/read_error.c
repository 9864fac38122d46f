/* SPDX-License-Identifier: MIT */
/* What became of connections, read back: of the target's, and of each of its addresses. */
#include "reader.h"

#include <base/text.h>

#include <os/error.h>

#include <string.h>

#include "fields.h"

static const char *
class_name(unsigned i)
{
    return probe_class_name((enum probe_class)i);
}

static const char *
stage_name(unsigned i)
{
    return probe_stage_name((enum probe_stage)i);
}

/* A run elsewhere may have had another number for it. */
static int
read_errno(struct record_reader *r, const json_t *o)
{
    int number = (int)record_field_integer(&r->bad, o, "errno", 0), here = 0;
    const char *name = json_string_value(json_object_get(o, "errno_name"));

    if (number != 0 && name != NULL)
        here = os_error_number(name);
    return here != 0 ? here : number;
}

static unsigned
read_tried(struct record_reader *r, const json_t *o)
{
    const json_t *list;
    unsigned tried = 0;

    if (json_object_get(o, "tried") == NULL)
        return 0;
    list = record_field_array(&r->bad, o, "tried", PROBE_TRIEDS);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *words = json_string_value(json_array_get(list, i));
        unsigned at = 0;

        while (at < PROBE_TRIEDS &&
               (words == NULL || strcmp(words, probe_tried_words((enum probe_tried)at)) != 0))
            at++;
        if (at == PROBE_TRIEDS)
            record_field_blame(&r->bad, "tried");
        else
            tried |= 1u << at;
    }
    return tried;
}

const struct probe_error *
record_reader_error(struct record_reader *r, const json_t *o, struct probe_error *e)
{
    struct base_text t;

    if (json_is_null(o))
        return NULL;
    *e = (struct probe_error){
        .kind = (enum probe_class)record_field_word(&r->bad, o, "class", class_name, PROBE_CLASSES),
        .stage = (enum probe_stage)record_field_word(&r->bad, o, "stage", stage_name,
                                                     PROBE_STAGE_TLS + 1),
        .errno_value = read_errno(r, o),
        .alert = (int)record_field_integer(&r->bad, o, "alert", -1),
        .tried = read_tried(r, o),
    };
    base_text_init(&t, e->text, sizeof e->text);
    base_text_str(&t, json_is_string(json_object_get(o, "text"))
                          ? record_field_string(&r->bad, o, "text", false)
                          : "");
    return e;
}

static void
read_addresses(struct record_reader *r)
{
    const json_t *list;

    if (json_object_get(r->root, "addresses") == NULL)
        return;
    list = record_field_array(&r->bad, r->root, "addresses", PROBE_NAMED_MAX);
    for (size_t i = 0; r->bad == NULL && i < json_array_size(list); i++) {
        const json_t *o = json_array_get(list, i);

        r->addresses[i] = (struct assess_address){
            .address = record_field_string(&r->bad, o, "address", false),
            .verdict = record_field_verdict(&r->bad, o, "verdict"),
            .error = record_reader_error(r, json_object_get(o, "error"), &r->address_errors[i]),
        };
    }
    r->result.addresses = r->addresses;
    r->result.addresses_n = json_array_size(list);
}

void
record_reader_errors(struct record_reader *r)
{
    const json_t *o = json_object_get(r->root, "error"), *last = json_object_get(o, "last");

    read_addresses(r);
    r->result.error = record_reader_error(r, o, &r->error);
    if (r->result.error == NULL)
        return;
    r->probe.error = r->error;
    if (last != NULL && record_reader_error(r, last, &r->probe.last) == NULL)
        record_field_blame(&r->bad, "last");
    r->probe.last.tried = 0; /* told once, of the whole */
}
