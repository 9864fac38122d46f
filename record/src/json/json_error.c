/* SPDX-License-Identifier: MIT */
/* What became of connections: of the target's, and of each of its addresses. */
#include <record/json_parts.h>

#include <os/error.h>

/* The number is that of the system where the run was; the name means the same on all. */
static void
key_errno(struct output_json *j, int number)
{
    const char *name = number == 0 ? NULL : os_error_name(number);

    record_json_number(j, "errno", number, 0);
    if (name != NULL)
        output_json_key_str(j, "errno_name", name);
}

static void
key_tried(struct output_json *j, unsigned tried)
{
    if (tried == 0)
        return;
    output_json_key(j, "tried");
    output_json_open(j, '[');
    for (unsigned i = 0; i < PROBE_TRIEDS; i++)
        if (tried & 1u << i)
            output_json_str(j, probe_tried_words((enum probe_tried)i));
    output_json_close(j, ']');
}

static void
write_members(struct output_json *j, const struct probe_error *e)
{
    output_json_key_str(j, "class", probe_class_name(e->kind));
    output_json_key_str(j, "stage", probe_stage_name(e->stage));
    key_errno(j, e->errno_value);
    record_json_number(j, "alert", e->alert, -1);
    output_json_key_str(j, "text", e->text);
    key_tried(j, e->tried);
}

void
record_json_error(struct output_json *j, const struct probe_error *e,
                  const struct probe_error *last)
{
    output_json_key(j, "error");
    if (e == NULL || e->kind == PROBE_OK) {
        output_json_null(j);
        return;
    }
    output_json_open(j, '{');
    write_members(j, e);
    if (last != NULL && last->kind != PROBE_OK) {
        output_json_key(j, "last");
        output_json_open(j, '{');
        write_members(j, last);
        output_json_close(j, '}');
    }
    output_json_close(j, '}');
}

void
record_json_addresses(struct output_json *j, const struct assess_result *r)
{
    if (r->addresses_n == 0)
        return;
    output_json_key(j, "addresses");
    output_json_open(j, '[');
    for (size_t i = 0; i < r->addresses_n; i++) {
        output_json_open(j, '{');
        output_json_key_str(j, "address", r->addresses[i].address);
        output_json_key_str(j, "verdict", certcheck_verdict_name(r->addresses[i].verdict));
        record_json_error(j, r->addresses[i].error, NULL);
        output_json_close(j, '}');
    }
    output_json_close(j, ']');
}
