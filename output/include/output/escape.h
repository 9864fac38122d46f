/* SPDX-License-Identifier: MIT */
/*
 * Hostile text into formats. Each first makes it safe to show, as
 * base_text_safe does (controls, bidirectional marks and broken UTF-8 become
 * visible escapes), then escapes what the format itself gives a meaning.
 */
#ifndef REPORT_ESCAPE_H
#define REPORT_ESCAPE_H

#include <base/slice.h>
#include <output/bytes.h>

void report_add_safe(struct report_bytes *out, struct base_slice s);

/* XML 1.0 and HTML, in text and in quoted attributes. */
void report_add_xml(struct report_bytes *out, struct base_slice s);

/* A CSV field (RFC 4180); what a spreadsheet would take for a formula begins
 * with an apostrophe instead. */
void report_add_csv(struct report_bytes *out, struct base_slice s);

/* The value of a Prometheus label, without its quotes. */
void report_add_prometheus(struct report_bytes *out, struct base_slice s);

/* RFC 3986: what is not unreserved, or in keep, is percent-encoded, byte by byte. */
void report_add_uri(struct report_bytes *out, struct base_slice s, const char *keep);

#endif
