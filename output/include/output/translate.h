/* SPDX-License-Identifier: MIT */
/*
 * The user's language, for what people read: text, HTML, --explain, the page of
 * --remedy, standard error (sentence.h). Interfaces (JSON, CSV, ..., verdicts,
 * codes) are English always.
 *
 * Tables hold English; whoever prints translates. Until output_translate_open
 * finds a catalogue every text is its own translation.
 */
#ifndef OUTPUT_TRANSLATE_H
#define OUTPUT_TRANSLATE_H

#include <base/declare.h>

#include <stdbool.h>
#include <stddef.h>

BASE_BEGIN_DECLS

/* Marks a text for po/ekuprobe.pot that is translated where it is printed. */
#define N_(text) text

/*
 * Translate as gettext(3) does for a locale; directory holds
 * LANGUAGE/LC_MESSAGES/ekuprobe.mo. No locale of the process changes. False:
 * the system does not have that locale. Before any other thread runs.
 */
bool output_translate_open(const char *directory, const char *locale);

/* UTF-8; lives as long as the process. "" stays "". */
const char *output_translate(const char *english);
const char *output_translate_n(const char *one, const char *many, size_t n);

/* "en", "ja": what output_translate answers in, for the lang attribute of HTML. */
const char *output_translate_language(void);

BASE_END_DECLS

#endif
