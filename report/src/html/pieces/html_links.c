/* SPDX-License-Identifier: MIT */
/* The records of each group, host or certificate, as chains through all of them. */
#include "html.h"

#include <stdlib.h>

bool
html_links_make(struct html_links *l, const struct report_html *x, size_t n,
                uint32_t (*of)(const struct html_record *))
{
    size_t records = html_records_n(x);

    *l = (struct html_links){ .first = calloc(n + 1, sizeof(uint32_t)),
                              .next = calloc(records + 1, sizeof(uint32_t)),
                              .n = n };
    if (l->first == NULL || l->next == NULL) {
        html_links_free(l);
        return false;
    }
    for (size_t i = 0; i < n; i++)
        l->first[i] = HTML_NONE;
    for (size_t i = records; i-- > 0;) {
        uint32_t group = of(html_record_at(x, i));

        if (group == HTML_NONE)
            continue;
        l->next[i] = l->first[group];
        l->first[group] = (uint32_t)i;
    }
    return true;
}

void
html_links_free(struct html_links *l)
{
    free(l->first);
    free(l->next);
    *l = (struct html_links){ 0 };
}
