/* SPDX-License-Identifier: MIT */
/* From what the probe saw of one endpoint to its verdict. */
#ifndef CLI_ENDPOINT_H
#define CLI_ENDPOINT_H

#include "groups.h"
#include "judging.h"

#define CLI_ENDPOINT_NOTES 16
#define CLI_ENDPOINT_FINDINGS (CERTCHECK_FINDINGS_MAX + CLI_ENDPOINT_NOTES)

/* Room for one judged endpoint, used again for the next. */
struct cli_endpoint {
    const struct cli_options *options;
    struct cli_store *store;
    int64_t at_s;

    char target[INVENTORY_TEXT_MAX];
    char origin[INVENTORY_ORIGIN_MAX];
    char remarks[CLI_ENDPOINT_NOTES][INVENTORY_TEXT_MAX]; /* the texts of findings */
    size_t remarks_n;
    struct report_certificate certificates[PROBE_CERTIFICATES_MAX];
    struct certcheck_judgement judgement;
    uint8_t hashes[CERTCHECK_PATH_MAX][CERTCHECK_SHA256_LEN];
    struct certcheck_finding findings[CLI_ENDPOINT_FINDINGS];
    struct report_result result; /* points into all of the above */
};

/*
 * Judge what the probe saw of a member as profile. e->result is valid until the next call and
 * borrows from m, its target and product (NULL: not known).
 */
void cli_endpoint_judge(struct cli_endpoint *e, const struct cli_member *m,
                        const struct base_profile *profile, const char *product);

/* One more finding, about no certificate; text is copied, or NULL. */
void cli_endpoint_note(struct cli_endpoint *e, enum certcheck_code code, const char *text);

#endif
