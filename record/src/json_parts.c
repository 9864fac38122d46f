/* SPDX-License-Identifier: MIT */
#include <record/json_parts.h>

void
report_json_usages(struct report_json *j, unsigned usages)
{
    report_json_open(j, '[');
    for (unsigned i = 0; i < BASE_USAGES; i++)
        if (usages & 1u << i)
            report_json_str(j, base_usage_name(1u << i));
    report_json_close(j, ']');
}

void
report_json_policy(struct report_json *j, const struct report_policy *policy)
{
    report_json_key(j, "required");
    if (policy->required == 0)
        report_json_null(j); /* each result by its profile */
    else
        report_json_usages(j, policy->required);
    report_json_key(j, "opted_out");
    report_json_bool(j, policy->opted_out);
    report_json_key(j, "trust");
    report_json_bool(j, policy->trust);
    report_json_key(j, "at");
    report_json_time(j, policy->at_s);
    report_json_key(j, "expires_within_days");
    report_json_int(j, policy->expires_s / 86400);
}
