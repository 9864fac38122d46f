/* SPDX-License-Identifier: MIT */
/*
 * The charset of the terminal. All texts are UTF-8 inside; where the locale's
 * charset is an older one (eucJP, SJIS, ISO-8859), what people read on standard
 * output is converted last of all. One for the process, set before threads.
 */
#ifndef OUTPUT_CHARSET_H
#define OUTPUT_CHARSET_H

#include <base/declare.h>
#include <output/bytes.h>

BASE_BEGIN_DECLS

/* Convert to this charset from now on, unless it is UTF-8 or ASCII, which take all
 * as it is. False: the C library cannot convert to it, and nothing is converted. */
bool output_charset_open(const char *name);

/* Convert the whole buffer in place, whole characters in it; "?" for what the charset lacks. */
void output_charset_apply(struct output_bytes *b);

BASE_END_DECLS

#endif
