/* SPDX-License-Identifier: MIT */
#ifndef CLI_LANGUAGE_H
#define CLI_LANGUAGE_H

/*
 * Speak the user's language where there is a translation: LC_ALL, LC_MESSAGES,
 * LANG and LANGUAGE as for gettext(3); TEXTDOMAINDIR, as for gettext(1), names
 * another directory of catalogues than the installed one. What is printed comes in the
 * charset of LC_CTYPE; where the C library cannot convert to it, in English.
 */
void cli_language_open(void);

#endif
