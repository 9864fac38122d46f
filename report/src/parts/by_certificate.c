/* SPDX-License-Identifier: MIT */
#include "by_certificate.h"

#include <advice/sentences.h>
#include <base/text.h>
#include <certcheck/names.h>
#include <output/natural.h>

#include <stdlib.h>

#define HASHES_LEN (CERTCHECK_SHA256_LEN + CERTCHECK_SHA1_LEN)

void
report_by_certificate_add(struct report_by_certificate *b, const struct assess_result *r,
                          struct base_text *subject)
{
    struct report_use use = { .verdict = r->verdict,
                              .other_ca = advice_is_refused_by_issuer(r),
                              .from = b->labels.len };

    if (r->target == NULL || assess_leaf(r) == NULL)
        return;
    output_add(&b->certificates.text, r->certificates[0].sha256, CERTCHECK_SHA256_LEN);
    output_add(&b->certificates.text, r->certificates[0].sha1, CERTCHECK_SHA1_LEN);
    certcheck_name_text(assess_leaf(r)->subject, subject);
    output_add(&b->certificates.text, subject->buf, subject->len);
    use.certificate = output_intern_end(&b->certificates, NULL);
    advice_label(&b->labels, r);
    use.len = b->labels.len - use.from;
    if (use.certificate != SIZE_MAX)
        output_add(&b->uses, &use, sizeof use);
}

static int
compare_uses(const void *pa, const void *pb)
{
    const struct report_use *a = pa, *b = pb;
    int order = output_compare_natural(a->subject, b->subject);

    if (order == 0)
        order = memcmp(a->sha256.ptr, b->sha256.ptr, CERTCHECK_SHA256_LEN);
    return order != 0 ? order : output_compare_natural(a->endpoint, b->endpoint);
}

const struct report_use *
report_by_certificate_sort(struct report_by_certificate *b, size_t *n)
{
    struct report_use *uses = (struct report_use *)(void *)b->uses.ptr;

    *n = report_by_certificate_no_memory(b) ? 0 : b->uses.len / sizeof *uses;
    for (size_t i = 0; i < *n; i++) {
        struct base_slice text = output_intern_text(&b->certificates, uses[i].certificate);

        uses[i].sha256 = (struct base_slice){ text.ptr, CERTCHECK_SHA256_LEN };
        uses[i].sha1 = (struct base_slice){ text.ptr + CERTCHECK_SHA256_LEN, CERTCHECK_SHA1_LEN };
        uses[i].subject = (struct base_slice){ text.ptr + HASHES_LEN, text.len - HASHES_LEN };
        uses[i].endpoint =
            (struct base_slice){ (const uint8_t *)b->labels.ptr + uses[i].from, uses[i].len };
    }
    if (*n > 1)
        qsort(uses, *n, sizeof *uses, compare_uses);
    return uses;
}

size_t
report_by_certificate_run(const struct report_use *first, const struct report_use *end,
                          size_t *breaks)
{
    const struct report_use *use = first;

    for (*breaks = 0; use < end && use->certificate == first->certificate; use++)
        *breaks += use->verdict == CERTCHECK_BREAKS;
    return (size_t)(use - first);
}

bool
report_by_certificate_no_memory(const struct report_by_certificate *b)
{
    return b->certificates.no_memory || b->labels.no_memory || b->uses.no_memory;
}

void
report_by_certificate_free(struct report_by_certificate *b)
{
    output_intern_free(&b->certificates);
    output_bytes_free(&b->labels);
    output_bytes_free(&b->uses);
}
