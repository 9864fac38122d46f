/* SPDX-License-Identifier: MIT */
/*
 * Hostile text into formats. Each first makes it safe to show, as
 * base_text_safe does (controls, bidirectional marks and broken UTF-8 become
 * visible escapes), then escapes what the format itself gives a meaning.
 */
#ifndef OUTPUT_ESCAPE_H
#define OUTPUT_ESCAPE_H

#include <base/declare.h>
#include <base/slice.h>
#include <output/bytes.h>

BASE_BEGIN_DECLS

void output_add_safe(struct output_bytes *out, struct base_slice s);

/* XML 1.0 (2.4, 2.3) and HTML, in text and in quoted attributes. */
void output_add_xml(struct output_bytes *out, struct base_slice s);

/* A CSV field (RFC 4180). What a spreadsheet would take for a formula, because it begins with =, +,
 * -, @, a tab or a line end (OWASP, "CSV Injection"), begins with an apostrophe instead. */
void output_add_csv(struct output_bytes *out, struct base_slice s);

/* A plug-in's line: made safe, and without '|', which begins performance data wherever it stands.
 */
void output_add_nagios(struct output_bytes *out, struct base_slice s);

/* The value of a Prometheus label (text-based exposition format), without its quotes. */
void output_add_prometheus(struct output_bytes *out, struct base_slice s);

/* The lines before the values of a metric: # HELP and # TYPE; both words are our own. */
void output_add_prometheus_gauge(struct output_bytes *out, const char *name, const char *help);

/* RFC 3986: what is not unreserved, or in keep, is percent-encoded, byte by byte. */
void output_add_uri(struct output_bytes *out, struct base_slice s, const char *keep);

BASE_END_DECLS

#endif
