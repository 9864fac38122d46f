/* SPDX-License-Identifier: MIT */
/* The private key of a PKCS#12 file (RFC 7292 4.2): counted, or decrypted where asked for. */
#include "der/ber.h"
#include "read/pkcs/pbe.h"
#include "read/read.h"

/* PrivateKeyInfo: version, algorithm, OCTET STRING; hardly what a wrong password decrypts. */
static bool
is_key(struct base_slice der)
{
    struct der_item info, version, algorithm, key;

    return ber_take_tag(&der, DER_SEQUENCE, &info) &&
           ber_take_tag(&info.body, DER_INTEGER, &version) &&
           ber_take_tag(&info.body, DER_SEQUENCE, &algorithm) && ber_take(&info.body, &key) &&
           (key.tag & ~BER_CONSTRUCTED) == DER_OCTET_STRING;
}

static enum certcheck_status
take_plain(struct reader *r, struct base_slice info)
{
    uint8_t *own;

    if (!is_key(info))
        return read_fail(r, CERTCHECK_E_DER, "the private key in the PKCS#12 file is damaged");
    own = pbe_copy(info);
    if (own == NULL)
        return read_fail(r, CERTCHECK_E_MEMORY, "out of memory");
    r->key->der = (struct base_slice){ own, info.len };
    return CERTCHECK_OK;
}

/* False: why not is in *status, or it is not this password. */
static bool
try_password(struct reader *r, struct base_slice algorithm, struct base_slice content,
             const struct pbe_password *password, enum certcheck_status *status)
{
    uint64_t ns;
    uint8_t *clear;
    size_t len;

    if (!pbe_cost(algorithm, &ns)) {
        *status = read_fail(r, CERTCHECK_E_DER, "the private key in the PKCS#12 file is damaged");
        return false;
    }
    if (!read_spend(r, ns)) {
        *status = read_fail(r, CERTCHECK_E_LIMIT, PBE_TOO_MUCH);
        return false;
    }
    clear = pbe_decrypt(algorithm, content, password, &len);
    if (clear != NULL && is_key((struct base_slice){ clear, len })) {
        r->key->der = (struct base_slice){ clear, len };
        return true;
    }
    pbe_forget(clear, len);
    return false;
}

/* EncryptedPrivateKeyInfo: algorithm, OCTET STRING. No password is not the same as an empty one,
 * and where nothing else is locked only the key tells which it is. */
static enum certcheck_status
take_shrouded(struct reader *r, struct base_slice value)
{
    const struct pbe_password *password = r->key->password, empty = { "", 0 };
    struct der_item info, algorithm;
    struct base_slice content = { 0 };
    enum certcheck_status status;

    if (!ber_take_tag(&value, DER_SEQUENCE, &info) ||
        !ber_take_tag(&info.body, DER_SEQUENCE, &algorithm))
        return read_fail(r, CERTCHECK_E_DER, "the private key in the PKCS#12 file is damaged");
    status = read_octets(r, info.body, &content);
    if (status != CERTCHECK_OK)
        return read_fail(r, status, "the private key in the PKCS#12 file is damaged");
    if (try_password(r, algorithm.all, content, password, &status) ||
        (status == CERTCHECK_OK && password->text == NULL &&
         try_password(r, algorithm.all, content, &empty, &status)) ||
        status != CERTCHECK_OK)
        return status;
    if (!pbe_has_cipher(algorithm.all)) {
        (void)read_undecryptable(r, "the private key in the PKCS#12 file", algorithm.all);
        return CERTCHECK_E_DER;
    }
    return read_fail(r, CERTCHECK_E_DER,
                     password->text == NULL
                         ? "the PKCS#12 file is password-protected (--password-file)"
                         : "the password does not open the private key in the PKCS#12 file");
}

enum certcheck_status
read_key(struct reader *r, bool shrouded, struct base_slice value)
{
    r->out->skipped.keys++;
    if (r->key == NULL || r->key->der.ptr != NULL)
        return CERTCHECK_OK;
    return shrouded ? take_shrouded(r, value) : take_plain(r, value);
}
