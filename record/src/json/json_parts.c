/* SPDX-License-Identifier: MIT */
#include <record/json_parts.h>

#include <inttypes.h>
#include <stdio.h>

void
record_json_usages(struct output_json *j, unsigned usages)
{
    output_json_open(j, '[');
    for (unsigned i = 0; i < BASE_USAGES; i++)
        if (usages & 1u << i)
            output_json_str(j, base_usage_name(1u << i));
    output_json_close(j, ']');
}

void
record_json_policy(struct output_json *j, const struct assess_policy *policy)
{
    output_json_key(j, "required");
    if (policy->required == 0)
        output_json_null(j); /* each result by its profile */
    else
        record_json_usages(j, policy->required);
    output_json_key(j, "opted_out");
    output_json_bool(j, policy->opted_out);
    output_json_key(j, "trust");
    output_json_bool(j, policy->trust);
    output_json_key(j, "at");
    output_json_time(j, policy->at_s);
    output_json_key(j, "expires_within_days");
    output_json_int(j, policy->expires_s / 86400);
}

void
record_json_settings(struct output_json *j, const struct assess_policy *policy)
{
    bool any = false;

    for (unsigned s = 0; s < ASSESS_SETTINGS; s++) {
        char mark[2 * sizeof policy->settings[s] + 1];

        if (policy->settings[s] == 0)
            continue;
        if (!any) {
            output_json_key(j, "settings");
            output_json_open(j, '{');
        }
        any = true;
        (void)snprintf(mark, sizeof mark, "%016" PRIx64, policy->settings[s]);
        output_json_key_str(j, assess_setting_option((enum assess_setting)s), mark);
    }
    if (any)
        output_json_close(j, '}');
}

void
record_json_number(struct output_json *j, const char *key, int value, int none)
{
    output_json_key(j, key);
    if (value == none)
        output_json_null(j);
    else
        output_json_int(j, value);
}

void
record_json_platform(struct output_json *j, const struct assess_platform *p)
{
    if (p == NULL)
        return;
    output_json_key(j, "platform");
    output_json_open(j, '{');
    output_json_key(j, "accepted");
    output_json_bool(j, p->accepted);
    output_json_key(j, "status");
    output_json_open(j, '[');
    for (size_t i = 0; i < p->status_n; i++)
        output_json_str(j, p->status[i]);
    output_json_close(j, ']');
    output_json_close(j, '}');
}
