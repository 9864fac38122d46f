/* SPDX-License-Identifier: MIT */
#include "oids.h"

#include <string.h>

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

/* A key for each row, of its octets and their number. Rows with one key do not compile: a case
 * stands twice. What else has the key of a row is told apart by its octets. */
#define KEY_OCTETS 12
#define KEY(head, tail, len) ((head) + (tail)*0x9e3779b97f4a7c15u + (len))
#define FOUR(a, b, c, d)                                                                           \
    ((uint64_t)(a) << 24 | (uint64_t)(b) << 16 | (uint64_t)(c) << 8 | (uint64_t)(d))
#define KEY_OF(len, ...) KEY_OF_12(len, __VA_ARGS__, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
#define KEY_OF_12(len, a, b, c, d, e, f, g, h, i, j, k, l, ...)                                    \
    KEY(FOUR(a, b, c, d) << 32 | FOUR(e, f, g, h), FOUR(i, j, k, l), (uint64_t)(len))

#define OID(id, kind, name, ...) _Static_assert(sizeof octets_##id <= KEY_OCTETS, "a longer OID");
#include "oids.def"
#undef OID

static uint64_t
key_of(struct base_slice der)
{
    uint8_t o[KEY_OCTETS] = { 0 };

    memcpy(o, der.ptr, der.len);
    return KEY(FOUR(o[0], o[1], o[2], o[3]) << 32 | FOUR(o[4], o[5], o[6], o[7]),
               FOUR(o[8], o[9], o[10], o[11]), (uint64_t)der.len);
}

static enum oid
row_with(uint64_t key)
{
    switch (key) {
#define OID(id, kind, name, ...)                                                                   \
    case KEY_OF(sizeof octets_##id, __VA_ARGS__):                                                  \
        return OID_##id;
#include "oids.def"
#undef OID
    default:
        return OID_COUNT;
    }
}

enum oid
oid_find(struct base_slice der)
{
    enum oid id = der.len == 0 || der.len > KEY_OCTETS ? OID_COUNT : row_with(key_of(der));

    return id < OID_COUNT && base_slice_eq(rows[id].der, der) ? id : OID_COUNT;
}

bool
oid_matches(enum oid id, struct base_slice der)
{
    return base_slice_eq(rows[id].der, der);
}
