/* SPDX-License-Identifier: MIT */
#include "oids.h"

#define OID(id, name, ...) static const uint8_t octets_##id[] = { __VA_ARGS__ };
#include "oids.def"
#undef OID

static const struct oid_row rows[OID_COUNT] = {
#define OID(id, name_, ...)                                                                        \
    [OID_##id] = { .der = { octets_##id, sizeof octets_##id }, .name = name_ },
#include "oids.def"
#undef OID
};

const struct oid_row *
oid_row(enum oid id)
{
    return &rows[id];
}

enum oid
oid_find(struct base_slice der)
{
    for (unsigned i = 0; i < OID_COUNT; i++)
        if (base_slice_eq(rows[i].der, der))
            return (enum oid)i;
    return OID_COUNT;
}
