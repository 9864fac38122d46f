/* SPDX-License-Identifier: MIT */
/* The choice among the paths of one certificate. */
#ifndef CERTCHECK_CHOICE_H
#define CERTCHECK_CHOICE_H

#include "judge/judging.h"

/* For one usage: the path that is shown, and what those of its quality say together. */
struct choice {
    bool found;
    int quality, rank;
    enum certcheck_verdict verdict;      /* of the path shown */
    enum certcheck_answer before, after; /* UNKNOWN where paths of this quality differ */
    struct certcheck_path path;
    struct certcheck_path other; /* n > 0: one of the same quality and another verdict */
};

/* The higher stands before the lower, whatever the usages are. */
int choice_quality(const struct certcheck_policy *policy, const struct certcheck_judgement *trial);
#define CHOICE_QUALITY_BEST 11

/* Weigh a path that was judged. True: its verdict is another than that of the path shown. */
bool choice_offer(const struct certcheck_policy *policy, const struct certcheck_judgement *trial,
                  struct choice best[BASE_USAGES]);

/* The judgement of what was found. limited: not all paths were looked at. */
void choice_settle(const struct certcheck_policy *policy, const struct choice best[BASE_USAGES],
                   bool limited, struct certcheck_judgement *out);

/* The two issuers at which two paths part. */
void choice_name(enum certcheck_code code, const struct certcheck_path *x,
                 const struct certcheck_path *y, struct certcheck_judgement *out);

void choice_note(struct certcheck_judgement *out, struct certcheck_finding finding);
bool choice_has(const struct certcheck_judgement *out, enum certcheck_code code);

#endif
