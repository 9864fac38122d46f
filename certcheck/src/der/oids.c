/* SPDX-License-Identifier: MIT */
#include "oids.h"

#define OID(id, kind, name, ...) static const uint8_t octets_##id[] = { __VA_ARGS__ };
#include "oids.def"
#undef OID

static const struct oid_row rows[OID_COUNT] = {
#define OID(id, kind_, name_, ...)                                                                 \
    [OID_##id] = { .der = { octets_##id, sizeof octets_##id },                                     \
                   .name = name_,                                                                  \
                   .kind = OID_KIND_##kind_ },
#include "oids.def"
#undef OID
};

const struct oid_row *
oid_row(enum oid id)
{
    return &rows[id];
}

bool
oid_is(enum oid id, enum oid_kind kind)
{
    return id < OID_COUNT && rows[id].kind == kind;
}

/* Length and last octet tell nearly all rows apart, before any is compared. */
enum oid
oid_find(struct base_slice der)
{
    uint8_t last = der.len == 0 ? 0 : der.ptr[der.len - 1];

    for (unsigned i = 0; i < OID_COUNT; i++) {
        const struct base_slice *row = &rows[i].der;

        if (row->len == der.len && row->ptr[row->len - 1] == last && base_slice_eq(*row, der))
            return (enum oid)i;
    }
    return OID_COUNT;
}

bool
oid_matches(enum oid id, struct base_slice der)
{
    return base_slice_eq(rows[id].der, der);
}
