/* SPDX-License-Identifier: MIT */
#include "listed_key_usage.h"

#include "der/oids.h"

#define SIGNS CERTCHECK_KU_DIGITAL_SIGNATURE
#define DECLARES (SIGNS | CERTCHECK_KU_NON_REPUDIATION)
#define AGREES (SIGNS | CERTCHECK_KU_KEY_AGREEMENT)
#define ENCIPHERS (AGREES | CERTCHECK_KU_KEY_ENCIPHERMENT)

/* pubkey_cert:is_compatible_purposes of OTP 27.3, which follows RFC 5280 4.2.1.12. */
static const struct {
    enum oid usage;
    bool of_leaf_alone;
    uint16_t one_of;
} fitting[] = {
    { OID_SERVER_AUTH, true, ENCIPHERS },
    { OID_CLIENT_AUTH, true, AGREES },
    { OID_CODE_SIGNING, false, SIGNS },
    { OID_EMAIL_PROTECTION, false, ENCIPHERS | CERTCHECK_KU_NON_REPUDIATION },
    { OID_TIME_STAMPING, false, DECLARES },
    { OID_OCSP_SIGNING, false, DECLARES },
};

static bool
fits_one(uint16_t key_usage, enum oid usage, bool is_leaf)
{
    for (size_t i = 0; i < sizeof fitting / sizeof fitting[0]; i++)
        if (fitting[i].usage == usage && (is_leaf || !fitting[i].of_leaf_alone))
            return (key_usage & fitting[i].one_of) != 0;
    return true;
}

bool
listed_key_usage_fits(const struct certcheck_facts *f, bool is_leaf)
{
    struct base_slice rest = f->eku.list, oid;

    if (f->eku.state != CERTCHECK_SET_LIST && f->eku.state != CERTCHECK_SET_ANY)
        return true;
    if ((f->has & CERTCHECK_HAS_KEY_USAGE) == 0) /* a CA without it: internal error, alert 80 */
        return is_leaf;
    if (f->eku.state == CERTCHECK_SET_ANY)
        return true;
    while (certcheck_oid_next(&f->eku, &rest, &oid))
        if (!fits_one(f->key_usage, oid_find(oid), is_leaf))
            return false;
    return true;
}
