/* SPDX-License-Identifier: MIT */
#include "breaks.h"

void
report_add_platform(struct output_bytes *out, const struct assess_result *r)
{
    const struct assess_platform *p = r->platform;

    if (p == NULL)
        return;
    output_add_str(out, p->accepted ? "accepted" : "rejected");
    for (size_t i = 0; i < p->status_n; i++) {
        output_add_str(out, i == 0 ? ": " : "+");
        output_add_str(out, p->status[i]);
    }
}
