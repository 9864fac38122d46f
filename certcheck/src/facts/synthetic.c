/* SPDX-License-Identifier: MIT */
#include "synthetic.h"

#include "der/der.h"
#include "der/oids.h"

#include <certcheck/names.h>

#include <string.h>

#define NAME_MAX_LEN 1024

void
synthetic_oids_clear(struct synthetic_oids *set)
{
    set->len = 0;
    set->n = 0;
    set->present = set->cut = false;
}

bool
synthetic_oids_add(struct synthetic_oids *set, struct base_slice dotted)
{
    char text[256];
    uint8_t oid[128];
    size_t len = 0;
    struct base_text t;
    struct base_slice rest = { set->der, set->len };
    struct der_item known;

    base_text_init(&t, text, sizeof text);
    base_text_bytes(&t, dotted.ptr, dotted.len);
    set->present = true;
    if (t.cut || !certcheck_oid_parse(text, oid, sizeof oid - 1, &len) || len > 127 ||
        set->n == SYNTHETIC_OIDS_MAX || sizeof set->der - set->len < len + 2) {
        set->cut = true;
        return false;
    }
    while (der_take(&rest, &known))
        if (base_slice_eq(known.body, (struct base_slice){ oid, len }))
            return true;
    set->der[set->len] = DER_OID;
    set->der[set->len + 1] = (uint8_t)len;
    memcpy(set->der + set->len + 2, oid, len);
    set->len += len + 2;
    set->n++;
    return true;
}

/* DER is written from the end to the front: contents come before their length. */
struct writer {
    uint8_t *buf;
    size_t at; /* the first byte written */
    bool cut;
};

static void
put(struct writer *w, const void *p, size_t n)
{
    if (n > w->at) {
        w->cut = true;
        return;
    }
    w->at -= n;
    if (n > 0)
        memcpy(w->buf + w->at, p, n);
}

static void
put_byte(struct writer *w, unsigned byte)
{
    uint8_t b = (uint8_t)byte;

    put(w, &b, 1);
}

/* The header of all that was written since the mark. */
static void
wrap(struct writer *w, uint8_t tag, size_t mark)
{
    size_t len = mark - w->at;

    if (len < 0x80) {
        put_byte(w, (unsigned)len);
    } else {
        unsigned octets = 0;

        for (; len > 0; len >>= 8, octets++)
            put_byte(w, len & 0xff);
        put_byte(w, 0x80 | octets);
    }
    put_byte(w, tag);
}

static void
put_oid(struct writer *w, enum oid id)
{
    struct base_slice der = oid_row(id)->der;
    size_t mark = w->at;

    put(w, der.ptr, der.len);
    wrap(w, DER_OID, mark);
}

/* All written since the mark is the extension's value. */
static void
wrap_extension(struct writer *w, enum oid id, size_t mark)
{
    wrap(w, DER_OCTET_STRING, mark);
    put_oid(w, id);
    wrap(w, DER_SEQUENCE, mark);
}

static void
put_eku(struct writer *w, const struct synthetic_oids *set)
{
    size_t mark = w->at;

    if (!set->present)
        return;
    put(w, set->der, set->len);
    wrap(w, DER_SEQUENCE, mark);
    wrap_extension(w, OID_EKU, mark);
}

/* Encoded like certificatePolicies: each OID in a SEQUENCE of its own. */
static void
put_app_policies(struct writer *w, const struct synthetic_oids *set)
{
    struct base_slice rest = { set->der, set->len };
    struct base_slice oids[SYNTHETIC_OIDS_MAX];
    struct der_item item;
    size_t mark = w->at, n = 0;

    if (!set->present)
        return;
    while (n < SYNTHETIC_OIDS_MAX && der_take(&rest, &item))
        oids[n++] = item.all;
    while (n > 0) {
        size_t one = w->at;

        n--;
        put(w, oids[n].ptr, oids[n].len);
        wrap(w, DER_SEQUENCE, one);
    }
    wrap(w, DER_SEQUENCE, mark);
    wrap_extension(w, OID_APP_POLICIES, mark);
}

static void
put_key_usage(struct writer *w, struct base_slice bits)
{
    size_t mark = w->at;
    unsigned unused = 0;

    while (bits.len > 0 && bits.ptr[bits.len - 1] == 0)
        bits.len--;
    if (bits.len == 0 || bits.len > 2)
        return;
    while ((bits.ptr[bits.len - 1] & 1u << unused) == 0)
        unused++;
    put(w, bits.ptr, bits.len);
    put_byte(w, unused);
    wrap(w, DER_BIT_STRING, mark);
    wrap_extension(w, OID_KEY_USAGE, mark);
}

static void
put_ca(struct writer *w)
{
    static const uint8_t yes[] = { DER_BOOLEAN, 1, 0xff };
    size_t mark = w->at;

    put(w, yes, sizeof yes);
    wrap(w, DER_SEQUENCE, mark);
    wrap_extension(w, OID_BASIC_CONSTRAINTS, mark);
}

/* Microsoft's extensions by which a request says what template is to issue it. */
static void
put_template(struct writer *w, struct base_slice name, struct base_slice dotted)
{
    char text[256];
    uint8_t oid[128];
    size_t len = 0, mark = w->at;
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    base_text_bytes(&t, dotted.ptr, dotted.len);
    if (dotted.len > 0 && !t.cut && certcheck_oid_parse(text, oid, sizeof oid, &len)) {
        put(w, oid, len);
        wrap(w, DER_OID, mark);
        wrap(w, DER_SEQUENCE, mark);
        wrap_extension(w, OID_MS_TEMPLATE, mark);
        mark = w->at;
    }
    if (name.len == 0 || name.len > NAME_MAX_LEN)
        return;
    put(w, name.ptr, name.len);
    wrap(w, DER_UTF8_STRING, mark);
    wrap_extension(w, OID_MS_TEMPLATE_NAME, mark);
}

static void
put_name(struct writer *w, struct base_slice name)
{
    size_t mark = w->at;

    if (name.len > NAME_MAX_LEN)
        name.len = NAME_MAX_LEN;
    if (name.len > 0) {
        put(w, name.ptr, name.len);
        wrap(w, DER_UTF8_STRING, mark);
        put_oid(w, OID_CN);
        wrap(w, DER_SEQUENCE, mark);
        wrap(w, DER_SET, mark);
    }
    wrap(w, DER_SEQUENCE, mark);
}

size_t
synthetic_write(const struct synthetic *in, uint8_t out[SYNTHETIC_DER_MAX])
{
    struct writer w = { .buf = out, .at = SYNTHETIC_DER_MAX };

    put_eku(&w, &in->eku);
    put_app_policies(&w, &in->app_policies);
    put_key_usage(&w, in->key_usage);
    if (in->ca)
        put_ca(&w);
    put_template(&w, in->template_name, in->template_oid);
    wrap(&w, DER_SEQUENCE, SYNTHETIC_DER_MAX);
    put_name(&w, in->name);
    wrap(&w, DER_SEQUENCE, SYNTHETIC_DER_MAX);
    return w.cut ? 0 : SYNTHETIC_DER_MAX - w.at;
}
