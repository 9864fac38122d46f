/* SPDX-License-Identifier: MIT */
/* As X509Chain.BuildChain of the .NET Framework calls it (_SecureChannel.cs): RequestedUsage AND
 * one OID, no revocation, the peer's certificates as the additional store, flags 0. */
#include <os/chain.h>

#include "wide.h"

#include <errno.h>
#include <string.h>

#define CERT_CHAIN_PARA_HAS_EXTRA_FIELDS
#include <wincrypt.h>

#define FETCH_MS 5000 /* for each certificate that AIA names */

struct asking {
    HCERTSTORE others, roots;
    HCERTCHAINENGINE engine; /* NULL: the machine's own */
    PCCERT_CONTEXT leaf;
    PCCERT_CHAIN_CONTEXT chain;
};

/* With the EKU property that it has in its store, if any. */
static bool
set_usages(PCCERT_CONTEXT c, const struct os_chain_certificate *from)
{
    CRYPT_DATA_BLOB blob = { (DWORD)from->usages_len, (BYTE *)(uintptr_t)from->usages };

    return from->usages == NULL ||
           CertSetCertificateContextProperty(c, CERT_ENHKEY_USAGE_PROP_ID, 0, &blob);
}

/* What Windows cannot read is left out: the chain then lacks it. */
static void
add(HCERTSTORE store, const struct os_chain_certificate *from)
{
    PCCERT_CONTEXT c = NULL;

    if (!CertAddEncodedCertificateToStore(store, X509_ASN_ENCODING, from->der, (DWORD)from->len,
                                          CERT_STORE_ADD_REPLACE_EXISTING, &c))
        return;
    (void)set_usages(c, from);
    (void)CertFreeCertificateContext(c);
}

static HCERTSTORE
store_of(const struct os_chain_certificate *certs, size_t n)
{
    HCERTSTORE store =
        CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, CERT_STORE_CREATE_NEW_FLAG, NULL);

    for (size_t i = 0; store != NULL && i < n; i++)
        add(store, &certs[i]);
    return store;
}

/* An engine that trusts the roots given alone; Windows 7 and later have it. */
static void
open_engine(struct asking *a, const struct os_chain_question *q, struct os_chain_answer *out)
{
    CERT_CHAIN_ENGINE_CONFIG config = { .cbSize = sizeof config };

    if (q->roots_n == 0)
        return;
    config.hExclusiveRoot = a->roots;
    if (CertCreateCertificateChainEngine(&config, &a->engine))
        return;
    a->engine = NULL;
    out->roots_compared = true;
    for (size_t i = 0; i < q->roots_n; i++)
        add(a->others, &q->roots[i]);
}

static FILETIME
filetime_of(int64_t s)
{
    uint64_t ticks = ((uint64_t)s + 11644473600u) * 10000000u; /* since 1601 */
    FILETIME t = { (DWORD)ticks, (DWORD)(ticks >> 32) };

    return t;
}

/* Where the engine could not be told of the roots: does the chain end in one of them? */
static uint32_t
trust_roots(const struct asking *a, const struct os_chain_question *q, uint32_t status)
{
    const CERT_SIMPLE_CHAIN *chain = a->chain->cChain > 0 ? a->chain->rgpChain[0] : NULL;
    PCCERT_CONTEXT last = chain == NULL || chain->cElement == 0
                              ? NULL
                              : chain->rgpElement[chain->cElement - 1]->pCertContext;

    for (size_t i = 0; last != NULL && i < q->roots_n; i++)
        if (last->cbCertEncoded == q->roots[i].len &&
            memcmp(last->pbCertEncoded, q->roots[i].der, q->roots[i].len) == 0)
            return status & ~(uint32_t)OS_CHAIN_UNTRUSTED_ROOT;
    return status | (status & OS_CHAIN_PARTIAL ? 0 : OS_CHAIN_UNTRUSTED_ROOT);
}

static int
build(struct asking *a, const struct os_chain_question *q, struct os_chain_answer *out)
{
    char *usage = (char *)(uintptr_t)q->usage;
    CERT_CHAIN_PARA para = { .cbSize = sizeof para };
    FILETIME at = filetime_of(q->at_s);
    DWORD flags = q->offline ? CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL : 0;

    if (usage != NULL) {
        para.RequestedUsage.dwType = USAGE_MATCH_TYPE_AND;
        para.RequestedUsage.Usage.cUsageIdentifier = 1;
        para.RequestedUsage.Usage.rgpszUsageIdentifier = &usage;
    }
    para.dwUrlRetrievalTimeout = FETCH_MS;
    open_engine(a, q, out);
    if (!CertGetCertificateChain(a->engine, a->leaf, &at, a->others, &para, flags, NULL, &a->chain))
        return os_last_error();
    out->status = a->chain->TrustStatus.dwErrorStatus;
    if (out->roots_compared)
        out->status = trust_roots(a, q, out->status);
    return 0;
}

static void
clear(struct asking *a)
{
    if (a->chain != NULL)
        CertFreeCertificateChain(a->chain);
    if (a->leaf != NULL)
        (void)CertFreeCertificateContext(a->leaf);
    if (a->engine != NULL)
        CertFreeCertificateChainEngine(a->engine);
    if (a->roots != NULL)
        (void)CertCloseStore(a->roots, 0);
    if (a->others != NULL)
        (void)CertCloseStore(a->others, 0);
}

int
os_chain_ask(const struct os_chain_question *q, struct os_chain_answer *out)
{
    struct asking a = { 0 };
    int error = ENOMEM;

    *out = (struct os_chain_answer){ 0 };
    a.others = store_of(q->others, q->others_n);
    a.roots = store_of(q->roots, q->roots_n);
    a.leaf = CertCreateCertificateContext(X509_ASN_ENCODING, q->leaf.der, (DWORD)q->leaf.len);
    if (a.leaf == NULL || !set_usages(a.leaf, &q->leaf))
        error = EINVAL;
    else if (a.others != NULL && a.roots != NULL)
        error = build(&a, q, out);
    clear(&a);
    return error;
}

bool
os_chain_is_here(void)
{
    return true;
}
