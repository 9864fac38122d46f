/* SPDX-License-Identifier: MIT */
/* Looking up in the table of public CAs, which read/public_cas.c reads. */
#include <certcheck/public_cas.h>

#include <string.h>

const struct certcheck_public_owner *
certcheck_public_cas_of_root(const struct certcheck_public_cas *cas, const uint8_t sha256[32])
{
    size_t low = 0, high = cas->roots_n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = memcmp(cas->roots[middle].sha256, sha256, 32);

        if (order == 0)
            return &cas->owners[cas->roots[middle].owner];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct certcheck_public_root *
certcheck_public_cas_of_name(const struct certcheck_public_cas *cas, const char *subject)
{
    struct base_slice name = base_slice_str(subject);

    for (size_t i = 0; i < cas->roots_n; i++)
        if (base_slice_eq(cas->roots[i].subject, name))
            return &cas->roots[i];
    return NULL;
}

bool
certcheck_is_of_the_forum(const struct certcheck_facts *f)
{
    static const uint8_t arc[] = { 0x67, 0x81, 0x0c, 0x01 };

    for (size_t i = 0; i + sizeof arc < f->policies.len; i++)
        if (i >= 2 && f->policies.ptr[i - 2] == 0x06 &&
            memcmp(f->policies.ptr + i, arc, sizeof arc) == 0)
            return true;
    return false;
}

static int64_t
earlier(int64_t a, int64_t b)
{
    if (a == CERTCHECK_NO_DATE || b == CERTCHECK_NO_DATE)
        return a == CERTCHECK_NO_DATE ? b : a;
    return a < b ? a : b;
}

struct certcheck_renewal
certcheck_public_renewal(const struct certcheck_public_owner *owner)
{
    struct certcheck_renewal out = { .anchor = CERTCHECK_ANCHOR_PUBLIC,
                                     .ended_s = CERTCHECK_NO_DATE,
                                     .last_s = CERTCHECK_NO_DATE };

    for (size_t i = 0; i < owner->dates_n; i++) {
        out.ended_s = earlier(out.ended_s, owner->dates[i].ended_s);
        out.last_s = earlier(out.last_s, owner->dates[i].last_s);
    }
    return out;
}
