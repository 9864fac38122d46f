/* SPDX-License-Identifier: MIT */
/* The input is the DER of a request. */
#include "fuzz.h"

#include <base/text.h>
#include <certcheck/names.h>

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct base_slice der = { data, size };
    struct certcheck_facts facts;
    struct base_text text;
    char buffer[256];

    base_text_init(&text, buffer, sizeof buffer);
    if (certcheck_request_read(der, &facts) != CERTCHECK_OK) {
        certcheck_facts_why(der, &facts, &text);
        if (text.len == 0)
            abort();
        return 0;
    }
    certcheck_name_text(facts.subject, &text);
    base_text_init(&text, buffer, sizeof buffer);
    if (certcheck_template_ref_text(&facts.template_ref, &text) !=
        (facts.template_ref.name.len > 0 || facts.template_ref.oid.len > 0))
        abort();
    if (facts.kind != CERTCHECK_KIND_REQUEST || (facts.eku.allows & ~facts.eku.may_allow) != 0)
        abort();
    return 0;
}
