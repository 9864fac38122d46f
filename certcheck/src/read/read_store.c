/* SPDX-License-Identifier: MIT */
/*
 * Microsoft serialized stores (.sst): version 0, "CERT", then properties of
 * { id, encoding, length, data }, little-endian. The properties before a
 * certificate belong to it; three zeros end the store.
 */
#include "read.h"
#include "facts/usage_set.h"

#include <string.h>

enum property_id {
    PROPERTY_ENHANCED_KEY_USAGE = 9,
    PROPERTY_CERTIFICATE = 32,
    PROPERTY_CRL = 33,
    PROPERTY_CTL = 34,
};

static const char cut_off[] = "the serialized store is cut off";
static const char damaged[] = "the serialized store is damaged";

#define HEADER_LEN 8
#define PROPERTY_LEN 12

static uint32_t
word(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

bool
read_is_store(struct base_slice bytes)
{
    return bytes.len >= HEADER_LEN && word(bytes.ptr) == 0 && memcmp(bytes.ptr + 4, "CERT", 4) == 0;
}

/* What stands before a certificate. */
struct pending {
    bool has_property, damaged;
    struct certcheck_property property;
};

/* CERT_ENHKEY_USAGE_PROP_ID holds an encoded list; an empty one disables every purpose (R18). What
 * Windows makes of one that is none, no source says. */
static void
keep_property(struct pending *p, struct base_slice value)
{
    struct certcheck_usage_set set;

    usage_set_absent(&set, false);
    usage_set_add(&set, value, false);
    p->has_property = true;
    p->property = (struct certcheck_property){ .allows = set.allows };
    p->damaged = set.state == CERTCHECK_SET_UNDECODABLE;
}

static enum certcheck_status
add(struct reader *r, struct base_slice der, const struct pending *pending)
{
    enum certcheck_status status;
    struct certcheck_object *o;

    if (pending->damaged)
        return read_damage(r, "a property that lists a certificate's usages is damaged");
    status = read_add(r, CERTCHECK_KIND_CERTIFICATE, der);
    if (status != CERTCHECK_OK)
        return status;
    o = &r->out->at[r->out->n - 1];
    o->has_property = pending->has_property;
    o->property = pending->property;
    return CERTCHECK_OK;
}

static enum certcheck_status
read_property(struct reader *r, uint32_t id, struct base_slice value, struct pending *pending)
{
    enum certcheck_status status = CERTCHECK_OK;

    if (id == PROPERTY_ENHANCED_KEY_USAGE) {
        keep_property(pending, value);
        return CERTCHECK_OK;
    }
    if (id == PROPERTY_CERTIFICATE)
        status = add(r, value, pending);
    else if (id == PROPERTY_CRL && read_shape_of(value) == READ_SHAPE_CRL)
        r->out->skipped.crls++;
    else if (id == PROPERTY_CTL && read_shape_of(value) == READ_SHAPE_CMS)
        r->out->skipped.others++;
    else
        return stray_is_der(value) ? read_damage(r, damaged) : CERTCHECK_OK;
    *pending = (struct pending){ 0 };
    return status;
}

enum certcheck_status
read_store(struct reader *r, struct base_slice bytes)
{
    struct pending pending = { 0 };
    enum certcheck_status status = CERTCHECK_OK;
    size_t at = HEADER_LEN;

    while (status == CERTCHECK_OK) {
        uint32_t id, len;

        if (bytes.len - at < PROPERTY_LEN)
            return r->out->n > 0 ? read_damage(r, cut_off) : read_fail(r, CERTCHECK_E_DER, cut_off);
        id = word(bytes.ptr + at);
        len = word(bytes.ptr + at + 8);
        at += PROPERTY_LEN;
        if (id == 0 && len == 0)
            return stray_has_der((struct base_slice){ bytes.ptr + at, bytes.len - at })
                       ? read_damage(r, damaged)
                       : CERTCHECK_OK;
        if (len > bytes.len - at)
            return r->out->n > 0 ? read_damage(r, cut_off) : read_fail(r, CERTCHECK_E_DER, cut_off);
        status = read_property(r, id, (struct base_slice){ bytes.ptr + at, len }, &pending);
        at += len;
    }
    return status;
}
