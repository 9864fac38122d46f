/* SPDX-License-Identifier: MIT */
/*
 * Hostile text into the files of --remedy, which Windows programs obey. Each
 * first makes it safe to show, as base_text_safe does, so that no line ends
 * early; then nothing in it can end the quoted string it stands in. Rules: "General Guidelines for
 * INF Files" and "INF Strings Section" of the Windows driver documentation, "How to add, modify, or
 * delete registry subkeys and values by using a .reg file", and PowerShell's about_Quoting_Rules.
 */
#ifndef OUTPUT_QUOTE_H
#define OUTPUT_QUOTE_H

#include <base/declare.h>
#include <base/slice.h>
#include <output/bytes.h>

BASE_BEGIN_DECLS

/* A "quoted" value of an INF: quotes are doubled, and so is %, which would begin
 * the name of a string. */
void output_add_inf(struct output_bytes *out, struct base_slice s);

/* A "quoted" value name of a .reg file: backslash before backslash and quote. */
void output_add_reg(struct output_bytes *out, struct base_slice s);

/* A 'quoted' string of PowerShell, which takes U+2018 to U+201B for apostrophes too. */
void output_add_powershell(struct output_bytes *out, struct base_slice s);

/* Text for Windows: byte order mark, CRLF for LF; UTF-8 or UTF-16LE. text is valid UTF-8. */
void output_add_windows_utf8(struct output_bytes *out, struct base_slice text);
void output_add_windows_utf16(struct output_bytes *out, struct base_slice text);

BASE_END_DECLS

#endif
