/* SPDX-License-Identifier: MIT */
/* "Reissuing 3 certificates fixes 14 connections.", each with its endpoints. */
#include "text_certificates.h"

#include <base/text.h>
#include <output/escape.h>
#include <output/translate.h>
#include <output/width.h>

#include "text_block.h"

#define SHOWN_MAX 12 /* endpoints of one certificate, but with -v */
#define CERTIFICATES_MAX 24

static void
fill(struct output_bytes *out, const char *text, size_t n)
{
    struct output_bytes number = { 0 };

    output_add_u64(&number, n);
    output_add_filled(out, base_slice_str(text), output_bytes_since(&number, 0),
                      (struct base_slice){ NULL, 0 });
    output_bytes_free(&number);
}

static void
print_heading(struct report_context *c, size_t certificates, size_t connections)
{
    struct output_bytes what = { 0 }, fixed = { 0 }, heading = { 0 };

    fill(&what, output_translate_n("%a certificate", "%a certificates", certificates),
         certificates);
    fill(&fixed, output_translate_n("%a connection", "%a connections", connections), connections);
    output_add_char(&c->out, '\n');
    output_add_filled(&heading, base_slice_str(output_translate(N_("Reissuing %a fixes %b."))),
                      output_bytes_since(&what, 0), output_bytes_since(&fixed, 0));
    output_add_wrapped(&c->out, output_bytes_since(&heading, 0), 0, report_text_width(c));
    output_bytes_done(&what, &c->out);
    output_bytes_done(&fixed, &c->out);
    output_bytes_done(&heading, &c->out);
}

static void
print_certificate(struct report_context *c, const struct report_use *use, size_t n, size_t breaks)
{
    size_t shown = 0, most = c->style.verbose > 0 ? n : SHOWN_MAX;
    struct output_bytes line = { 0 };

    output_add_slice(&line, use->subject); /* safe to show as it is */
    output_add_str(&line, output_translate(N_(" (thumbprint ")));
    output_add_hex(&line, use->sha1.ptr, CERTCHECK_SHA1_LEN); /* as Get-CsCertificate has it */
    output_add_str(&line, ")");
    output_add_str(&line, use->other_ca ? output_translate(N_(", from another CA")) : "");
    output_add_str(&line, ": ");
    for (size_t i = 0; i < n && shown < most; i++) {
        if (use[i].verdict != CERTCHECK_BREAKS)
            continue;
        output_add_str(&line, shown++ > 0 ? ", " : "");
        output_add_safe(&line, use[i].endpoint);
    }
    if (shown < breaks)
        fill(&line, output_translate(N_(" and %a more")), breaks - shown);
    output_add_str(&c->out, "  ");
    output_add_wrapped(&c->out, output_bytes_since(&line, 0), 4, report_text_width(c));
    c->out.no_memory = c->out.no_memory || line.no_memory;
    output_bytes_free(&line);
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

static void
print_rest(struct report_context *c, size_t n)
{
    struct output_bytes line = { 0 };

    fill(&line, output_translate(N_("and %a more (-v lists each)")), n);
    output_add_str(&c->out, "  ");
    output_add_wrapped(&c->out, output_bytes_since(&line, 0), 4, report_text_width(c));
    output_bytes_done(&line, &c->out);
}

void
report_text_certificates(struct report_context *c, struct report_by_certificate *b)
{
    size_t n, certificates, connections, breaks;
    const struct report_use *uses = report_by_certificate_sort(b, &n);
    size_t listed = 0, most = c->style.verbose > 0 ? SIZE_MAX : CERTIFICATES_MAX;

    count(uses, n, &certificates, &connections);
    if (connections < 2) /* the one was told in full above */
        return;
    print_heading(c, certificates, connections);
    for (size_t i = 0, run; i < n; i += run) {
        run = report_by_certificate_run(&uses[i], &uses[n], &breaks);
        if (breaks == 0)
            continue;
        if (listed++ < most)
            print_certificate(c, &uses[i], run, breaks);
    }
    if (listed > most)
        print_rest(c, listed - most);
}
