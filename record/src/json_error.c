/* SPDX-License-Identifier: MIT */
/* What became of connections: of the target's, and of each of its addresses. */
#include <record/json_parts.h>

static void
key_str(struct report_json *j, const char *key, const char *value)
{
    report_json_key(j, key);
    report_json_str(j, value);
}

static void
key_number(struct report_json *j, const char *key, int value, int none)
{
    report_json_key(j, key);
    if (value == none)
        report_json_null(j);
    else
        report_json_int(j, value);
}

static void
write_error(struct report_json *j, const struct probe_error *e)
{
    report_json_open(j, '{');
    key_str(j, "class", probe_class_name(e->class));
    key_str(j, "stage", probe_stage_name(e->stage));
    key_number(j, "errno", e->errno_value, 0);
    key_number(j, "alert", e->alert, -1);
    key_str(j, "text", e->text);
    report_json_close(j, '}');
}

void
report_json_error(struct report_json *j, const struct probe_error *e)
{
    report_json_key(j, "error");
    if (e == NULL || e->class == PROBE_OK)
        report_json_null(j);
    else
        write_error(j, e);
}

void
report_json_addresses(struct report_json *j, const struct report_result *r)
{
    if (r->addresses_n == 0)
        return;
    report_json_key(j, "addresses");
    report_json_open(j, '[');
    for (size_t i = 0; i < r->addresses_n; i++) {
        report_json_open(j, '{');
        key_str(j, "address", r->addresses[i].address);
        key_str(j, "verdict", certcheck_verdict_name(r->addresses[i].verdict));
        report_json_error(j, r->addresses[i].error);
        report_json_close(j, '}');
    }
    report_json_close(j, ']');
}
