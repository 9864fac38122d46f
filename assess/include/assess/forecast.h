/* SPDX-License-Identifier: MIT */
/*
 * What is to be forecast for each certificate: other verifiers' answers, changes, and the
 * table of public CAs that a renewal is judged by. A store has one (assess/store.h); as it is
 * made, what each profile names by default: of most, the rules of 2017 and their update alone.
 */
#ifndef ASSESS_FORECAST_H
#define ASSESS_FORECAST_H

#include <base/declare.h>
#include <assess/result.h>

BASE_BEGIN_DECLS

struct base_text;

struct assess_forecast_plan {
    struct certcheck_forecast_request request;
    bool decides; /* the worst verdict of the changes is the certificate's */
    bool rules;   /* dotnet-2017 is among the changes */
};

struct assess_forecast {
    struct assess_forecast_plan plans[BASE_PROFILE_COUNT + 1]; /* the last: by usage alone */
    struct certcheck_public_cas cas;                           /* owned */
};

/*
 * Make it.
 *   verifiers, changes   names parted by commas, or "all" verifiers; NULL: each profile's own
 *   cas                  the text of a table of public CAs; ptr is NULL: the one that is built in
 * False: why is one line (a name that does not exist and what may have been meant, or the
 * table's line), and there is nothing to clear.
 */
bool assess_forecast_init(struct assess_forecast *f, const char *verifiers, const char *changes,
                          struct base_slice cas, struct base_text *why);
void assess_forecast_clear(struct assess_forecast *f);

/* What is forecast for a profile; NULL: judged by usage alone. */
const struct assess_forecast_plan *assess_forecast_plan(const struct assess_forecast *f,
                                                        const struct base_profile *profile);

/* A note about the age of the table, where the profile asks it and it is older than 180 days. */
bool assess_forecast_note(const struct assess_forecast *f, const struct base_profile *profile,
                          int64_t now_s, struct base_text *out);

/* Without dotnet-2017 its rule requires nothing. */
void assess_forecast_policy(const struct assess_forecast_plan *plan,
                            struct certcheck_policy *policy);

/*
 * Complete a judgement: the changes of its path, their findings, the verdict.
 *   policy     as before assess_forecast_policy
 *   out        verified was filled in with the judgement
 */
void assess_forecast_judge(const struct assess_forecast_plan *plan,
                           struct certcheck_judgement *judgement,
                           const struct certcheck_policy *policy, bool trust,
                           struct certcheck_forecast *out);

/*
 * What is no certificate yet, or only its fields: the rules of 2017 are all that judges it. Where
 * other changes decide, none of them is ready: each is INDETERMINATE, and a finding says so.
 */
void assess_forecast_leave_open(const struct assess_forecast_plan *plan,
                                struct certcheck_judgement *judgement, unsigned required,
                                struct certcheck_forecast *out);

BASE_END_DECLS

#endif
