/* SPDX-License-Identifier: MIT */
/*
 * The user's language, for what people read: text, HTML, --explain, the page of
 * --remedy. Interfaces (JSON, CSV, ..., verdicts, codes) and messages on
 * standard error are English always.
 *
 * Tables hold English; whoever prints translates. Until report_translate_open
 * finds a catalogue every text is its own translation.
 */
#ifndef REPORT_TRANSLATE_H
#define REPORT_TRANSLATE_H

#define N_(text) text /* marks a text for po/ekuprobe.pot that is translated where it is printed   \
                       */

/*
 * Choose the language by LC_ALL, LC_MESSAGES, LANG and LANGUAGE, as gettext(3)
 * does; directory holds LANGUAGE/LC_MESSAGES/ekuprobe.mo. No locale of the
 * process changes. A locale that is not installed does not stand in the way:
 * C.UTF-8 takes its place. Once, before any other thread runs.
 */
void report_translate_open(const char *directory);

/* UTF-8; lives as long as the process. "" stays "". */
const char *report_translate(const char *english);
const char *report_translate_n(const char *one, const char *many, unsigned long n);

/* "en", "ja": what report_translate answers in, for the lang attribute of HTML. */
const char *report_translate_language(void);

#endif
