/* SPDX-License-Identifier: MIT */
/* Findings about an endpoint, with the texts they name. */
#include "endpoint.h"

void
assess_endpoint_add(struct assess_endpoint *e, struct certcheck_finding f)
{
    if (e->result.findings_n < ASSESS_ENDPOINT_FINDINGS)
        e->findings[e->result.findings_n++] = f;
}

void
assess_endpoint_note(struct assess_endpoint *e, enum certcheck_code code, const char *text)
{
    struct certcheck_finding f = { .code = code, .element = -1 };
    struct base_text t;

    if (text != NULL && e->remarks_n < ASSESS_ENDPOINT_NOTES) {
        base_text_init(&t, e->remarks[e->remarks_n], sizeof e->remarks[0]);
        base_text_str(&t, text);
        f.arg = base_slice_str(e->remarks[e->remarks_n++]);
    }
    assess_endpoint_add(e, f);
}
