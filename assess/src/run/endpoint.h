/* SPDX-License-Identifier: MIT */
/* From what the probe saw of one endpoint to its verdict. */
#ifndef ASSESS_ENDPOINT_H
#define ASSESS_ENDPOINT_H

#include <assess/assess.h>

#include "gather/hosts.h"

#define ASSESS_ENDPOINT_NOTES 16
#define ASSESS_ENDPOINT_FINDINGS (CERTCHECK_FINDINGS_MAX + ASSESS_ENDPOINT_NOTES)

/* Room for one judged endpoint, used again for the next. */
struct assess_endpoint {
    bool inbound; /* peers connect: there is no server name to compare */
    const struct assess_options *options;
    struct assess_store *store;

    char target[INVENTORY_TEXT_MAX];
    char origin[INVENTORY_ORIGIN_MAX];
    char remarks[ASSESS_ENDPOINT_NOTES][INVENTORY_TEXT_MAX]; /* the texts of findings */
    size_t remarks_n;
    struct assess_certificate certificates[PROBE_CERTIFICATES_MAX];
    struct certcheck_judgement judgement;
    struct certcheck_forecast forecast;
    uint8_t hashes[CERTCHECK_PATH_MAX][CERTCHECK_SHA256_LEN];
    struct certcheck_finding findings[ASSESS_ENDPOINT_FINDINGS];
    struct assess_address addresses[PROBE_NAMED_MAX]; /* see looks.h */
    size_t addresses_n;
    struct assess_trial trial;
    struct assess_result result; /* points into all of the above */
    bool stands; /* result is already that of the member that is judged next, at its first look */
};

/*
 * Judge what the probe saw of a member as profile. e->result is valid until the next call and
 * borrows from m, its target and product (NULL: not known).
 */
void assess_endpoint_judge(struct assess_endpoint *e, const struct assess_member *m,
                           const struct base_profile *profile, const char *product);

/* The member that was judged last is m now, and runs product: nothing else has changed. */
void assess_endpoint_keep(struct assess_endpoint *e, const struct assess_member *m,
                          const char *product);

/* One more finding; what there is no room for is dropped. */
void assess_endpoint_add(struct assess_endpoint *e, struct certcheck_finding f);

/* ... about no certificate; text is copied, or NULL. */
void assess_endpoint_note(struct assess_endpoint *e, enum certcheck_code code, const char *text);

#endif
