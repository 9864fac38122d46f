/* SPDX-License-Identifier: MIT */
/* A path of recipes and its judgement, for tables. */
#ifndef SUPPORT_JUDGED_H
#define SUPPORT_JUDGED_H

#include "recipe.h"

#define JUDGED_MAX 8          /* certificates of a path */
#define JUDGED_NOW 1577836800 /* 2020-01-01T00:00:00Z */

struct judged {
    struct made certs[JUDGED_MAX];
    size_t n;
    struct certcheck_policy policy;
    struct certcheck_judgement j;
};

/*
 * The path of n recipes, leaf first, sound in all but what they say: signed, with
 * a trusted root at the end. Change d->policy and d->j.path, then certcheck_judge.
 * Clear with judged_clear.
 */
void judged_path(struct judged *d, const struct recipe *recipes, size_t n);
void judged_clear(struct judged *d);

/* "breaks EKU_LACKS_CLIENT_AUTH@0 ..." in the order found; info findings aside. */
const char *judged_text(const struct certcheck_judgement *j, char *out, size_t cap);

/* "NotTimeValid+UntrustedRoot", "-" for none. */
const char *judged_status(unsigned status, char *out, size_t cap);

/* Is the finding there? element -1: about any. */
bool judged_has(const struct certcheck_judgement *j, enum certcheck_code code, int element);

#endif
