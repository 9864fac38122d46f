/* SPDX-License-Identifier: MIT */
#include "fields.h"
#include "reader.h"

/* Results without --platform have no such object. */
void
record_reader_platform(struct record_reader *r)
{
    const json_t *o = json_object_get(r->root, "platform"), *status;

    if (o == NULL)
        return;
    r->platform = (struct assess_platform){ .accepted = record_field_bool(&r->bad, o, "accepted") };
    status = record_field_array(&r->bad, o, "status", ASSESS_PLATFORM_STATUS_MAX);
    for (size_t i = 0; i < json_array_size(status); i++) {
        const char *word = json_string_value(json_array_get(status, i));

        if (word == NULL) {
            record_field_blame(&r->bad, "status");
            return;
        }
        r->platform.status[r->platform.status_n++] = word;
    }
    r->result.platform = &r->platform;
}
