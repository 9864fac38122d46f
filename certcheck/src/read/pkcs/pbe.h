/* SPDX-License-Identifier: MIT */
/*
 * Password-based encryption and MAC of PKCS#12 (RFC 7292, RFC 8018, RFC 7914), by OpenSSL: what
 * opening would cost, told before it is tried, and the opening.
 */
#ifndef CERTCHECK_PBE_H
#define CERTCHECK_PBE_H

#include "der/der.h"

#include <stddef.h>

#define PBE_WORK_MAX_NS 1000000000u /* for all keys of a file, every password that is tried */

#define PBE_TOO_MUCH                                                                               \
    "deriving the key of the PKCS#12 file takes more than a second: "                              \
    "export it again with fewer iterations"

struct pbe_password {
    const char *text; /* NULL: none, which is not the same as an empty one */
    int len;
};

/* MacData of RFC 7292; slices into the file. */
struct pbe_mac {
    struct base_slice algorithm; /* the digest's OID with its header */
    struct base_slice digest, salt;
    int iterations;
};

/* The time that the key of an AlgorithmIdentifier costs, by a rough table; a file asks for it
 * in iterations and in the N, r and p of scrypt. False: it is damaged. */
bool pbe_cost(struct base_slice algorithm, uint64_t *ns);
uint64_t pbe_mac_cost(const struct pbe_mac *mac);

/* Can OpenSSL compute this MAC at all? PBMAC1 (RFC 9579) it cannot. */
bool pbe_mac_is_known(const struct pbe_mac *mac);
bool pbe_mac_fits(const struct pbe_mac *mac, struct base_slice content,
                  const struct pbe_password *password);

/* Is the cipher here? Looked for in OpenSSL's legacy provider too, which holds RC2 and DES. */
bool pbe_has_cipher(struct base_slice algorithm);
bool pbe_has_legacy(void);

/* OpenSSL's name of the algorithm (of PBES2, of the cipher inside), NULL where it has none. */
const char *pbe_name(struct base_slice algorithm);

/* The content in the clear, wiped and freed by pbe_forget; NULL: it does not open. */
uint8_t *pbe_decrypt(struct base_slice algorithm, struct base_slice content,
                     const struct pbe_password *password, size_t *out_len);
uint8_t *
pbe_copy(struct base_slice clear); /* likewise, of what stands in the clear; NULL: no memory */
void pbe_forget(uint8_t *clear, size_t len);

#endif
