/* SPDX-License-Identifier: MIT */
/*
 * The certificates a run knows beside those it judges: roots, issuers, and
 * what the Windows store is said to hold about them. The facts are read and
 * the fingerprints made once, when a file is loaded.
 *
 *     assess_store_init                            OpenSSL, and what profiles forecast by default
 *     assess_store_add, assess_store_add_property  what is known; copied
 *     assess_store_complete
 *     assess_store_offer, assess_store_judge       by assess.h and objects.h, for each certificate
 *     assess_store_clear
 *
 * The members are for reading. What is offered is borrowed until the next offer, and a judgement
 * borrows from it and from the store. A store belongs to one thread, as its crypto does: with it
 * one run at a time.
 */
#ifndef ASSESS_STORE_H
#define ASSESS_STORE_H

#include <base/declare.h>
#include <assess/forecast.h>
#include <assess/result.h>
#include <certcheck/bundle.h>
#include <certcheck/path.h>

BASE_BEGIN_DECLS

struct assess_property {
    uint8_t hash[CERTCHECK_SHA256_LEN];
    size_t hash_len; /* of SHA-1 or SHA-256 */
    struct certcheck_property property;
};

struct assess_store {
    struct certcheck_crypto *crypto;
    struct assess_certificate **at; /* owned, each with its DER */
    size_t n;
    struct certcheck_candidate *own;  /* n of them: the store's certificates */
    struct certcheck_candidate *pool; /* these and what was offered last, sorted */
    size_t pool_n, pool_cap;
    struct assess_property *properties;
    size_t properties_n;
    const struct assess_certificate *offered; /* of the last offer, borrowed */
    const struct certcheck_object *objects;   /* the same in their file, or NULL */
    size_t offered_n;
    bool trust; /* roots were given */
    struct assess_forecast forecast;
};

/* False: OpenSSL cannot be initialised; assess_store_clear all the same. */
bool assess_store_init(struct assess_store *s);

/* Add one certificate of a file, copied: as a root (CERTCHECK_SOURCE_TRUST: then trust is
 * judged) or as an issuer (CERTCHECK_SOURCE_FILE). False: why. */
bool assess_store_add(struct assess_store *s, const struct certcheck_object *o,
                      enum certcheck_source source, struct base_text *why);
bool assess_store_add_property(struct assess_store *s, const struct assess_property *p);

/* Once all is added: properties find their certificates. */
void assess_store_complete(struct assess_store *s);
void assess_store_clear(struct assess_store *s);

/* Read one certificate and its fingerprints; readable says whether it could be. */
void assess_certificate_read(struct assess_store *s, struct base_slice der,
                             struct assess_certificate *out);

/*
 * The same for any object of a file. Fingerprints are those of its bytes; of a
 * dump's fields they stand for the thumbprint that the dump shows.
 */
void assess_object_read(struct assess_store *s, const struct certcheck_object *o,
                        struct assess_certificate *out);

/* The store property of a certificate, or NULL. */
const struct certcheck_property *assess_store_property(const struct assess_store *s,
                                                       const struct assess_certificate *c);

/*
 * Offer certs, shown by a peer or found in one file, as issuers beside the
 * store's own, until the next offer. False: no memory.
 */
bool assess_store_offer(struct assess_store *s, const struct assess_certificate *certs, size_t n,
                        enum certcheck_source source);

/* ... read from these objects, whose store properties (R18) then count. */
bool assess_store_offer_objects(struct assess_store *s, const struct assess_certificate *certs,
                                const struct certcheck_object *objects, size_t n);

/* Judge leaf, itself offered or not, with all that the pool holds; profile says what is forecast
 * of it, NULL: judged by usage alone. Of forecast only what is wanted is filled in. False: out of
 * memory, and both are worth nothing. */
bool assess_store_judge(struct assess_store *s, const struct certcheck_policy *policy,
                        const struct base_profile *profile, const struct assess_certificate *leaf,
                        enum certcheck_source source, struct certcheck_judgement *out,
                        struct certcheck_forecast *forecast);

/* What all verifiers make of certs[0], the rest of which is offered with the store's own. False:
 * out of memory. */
bool assess_store_verifiers(struct assess_store *s, int64_t at_s,
                            const struct assess_certificate *certs, size_t n,
                            struct certcheck_verified *out);

/* What verifiers make of a judgement without a path: of a request, or of the fields of a dump. No
 * change is forecast: where others than that of 2017 decide, the judgement is left open. Nothing
 * is wanted of forecast where the rules of 2017 alone are asked, for they have judged. */
void assess_store_verify(const struct assess_store *s, const struct certcheck_policy *policy,
                         const struct base_profile *profile, struct certcheck_judgement *judgement,
                         struct certcheck_forecast *forecast);

/* The certificate whose facts these are. They must be a member of one, as all facts in a store,
 * its offers and its judgements are. */
const struct assess_certificate *assess_certificate_of(const struct certcheck_facts *facts);

BASE_END_DECLS

#endif
