/* SPDX-License-Identifier: MIT */
#include "tried.h"

#include <output/translate.h>

void
report_tried_text(const struct assess_result *r, bool translated, struct base_text *out)
{
    bool first = true;

    for (unsigned i = 0; r->error != NULL && i < PROBE_TRIEDS; i++) {
        const char *words = probe_tried_words((enum probe_tried)i);

        if ((r->error->tried & 1u << i) == 0)
            continue;
        base_text_str(out, first ? "" : "; ");
        base_text_str(out, translated ? output_translate(words) : words);
        first = false;
    }
}

void
report_add_tried(struct output_bytes *out, const struct assess_result *r)
{
    char room[1024];
    struct base_text t;

    base_text_init(&t, room, sizeof room);
    report_tried_text(r, false, &t);
    output_add_slice(out, (struct base_slice){ (const uint8_t *)room, t.len });
}
