/* SPDX-License-Identifier: MIT */
/* "Reissue 3 certificates, and 14 connections work again", each with its endpoints. */
#include "text_certificates.h"

#include <base/text.h>

#include "escape.h"
#include "text_block.h"
#include "width.h"

#define SHOWN_MAX 12 /* endpoints of one certificate, but with -v */

static void
add_number_of(struct report_bytes *b, size_t n, const char *what)
{
    report_add_u64(b, n);
    report_add_char(b, ' ');
    report_add_str(b, what);
    report_add_str(b, n == 1 ? "" : "s");
}

static void
print_certificate(struct report_context *c, const struct report_use *use, size_t n, size_t breaks)
{
    size_t shown = 0, most = c->style.verbose > 0 ? n : SHOWN_MAX;
    struct report_bytes line = { 0 };

    report_add_slice(&line, use->subject); /* safe to show as it is */
    report_add_str(&line, " (SHA-256 ");
    report_add_hex(&line, use->sha256.ptr, 8);
    report_add_str(&line, "...): ");
    for (size_t i = 0; i < n && shown < most; i++) {
        if (use[i].verdict != CERTCHECK_BREAKS)
            continue;
        report_add_str(&line, shown++ > 0 ? ", " : "");
        report_add_safe(&line, use[i].endpoint);
    }
    if (shown < breaks) {
        report_add_str(&line, " and ");
        report_add_u64(&line, breaks - shown);
        report_add_str(&line, " more");
    }
    report_add_str(&c->out, "  ");
    report_add_wrapped(&c->out, report_bytes_since(&line, 0), 4, report_text_width(c));
    c->out.no_memory = c->out.no_memory || line.no_memory;
    report_bytes_free(&line);
}

static void
count(const struct report_use *uses, size_t n, size_t *certificates, size_t *connections)
{
    size_t breaks;

    *certificates = *connections = 0;
    for (size_t i = 0; i < n; i += report_by_certificate_run(&uses[i], &uses[n], &breaks)) {
        (void)report_by_certificate_run(&uses[i], &uses[n], &breaks);
        *certificates += breaks > 0;
        *connections += breaks;
    }
}

void
report_text_certificates(struct report_context *c, struct report_by_certificate *b)
{
    size_t n, certificates, connections, breaks;
    const struct report_use *uses = report_by_certificate_sort(b, &n);

    count(uses, n, &certificates, &connections);
    if (connections < 2) /* the one was told in full above */
        return;
    report_add_str(&c->out, "\nReissue ");
    add_number_of(&c->out, certificates, "certificate");
    report_add_str(&c->out, ": that fixes ");
    add_number_of(&c->out, connections, "connection");
    report_add_str(&c->out, ".\n");
    for (size_t i = 0, run; i < n; i += run) {
        run = report_by_certificate_run(&uses[i], &uses[n], &breaks);
        if (breaks > 0)
            print_certificate(c, &uses[i], run, breaks);
    }
}
