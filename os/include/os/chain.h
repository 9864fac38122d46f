/* SPDX-License-Identifier: MIT */
/* The chain engine of Windows (crypt32), asked as SslStream of the .NET Framework asks it. */
#ifndef OS_CHAIN_H
#define OS_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct os_chain_certificate {
    const uint8_t *der;
    size_t len;
    const uint8_t *usages; /* the store's EKU property, an encoded list; NULL: none */
    size_t usages_len;
};

struct os_chain_question {
    struct os_chain_certificate leaf;
    const struct os_chain_certificate *others; /* that the peer sent: an additional store */
    size_t others_n;
    const struct os_chain_certificate *roots; /* trusted instead of the machine's; none: those */
    size_t roots_n;
    const char *usage; /* an OID; NULL: none is requested */
    int64_t at_s;
    bool offline; /* fetch nothing */
};

enum { OS_CHAIN_UNTRUSTED_ROOT = 0x20, OS_CHAIN_PARTIAL = 0x10000 };

struct os_chain_answer {
    uint32_t status; /* dwErrorStatus of the chain: CERT_TRUST_... bits; 0: accepted (R24) */
    /* The engine takes no roots of its own: whether the chain ends in one of them was compared. */
    bool roots_compared;
};

bool os_chain_is_here(void);

/* 0; ENOSYS: not on this system; EINVAL: the leaf is no certificate for Windows. */
int os_chain_ask(const struct os_chain_question *q, struct os_chain_answer *out);

/* "NotValidForUsage", as .NET names the lowest bit of status, which is taken off it; NULL: none. */
const char *os_chain_status_name(uint32_t *status);

#endif
