/* SPDX-License-Identifier: MIT */
#ifndef CLI_LANGUAGE_H
#define CLI_LANGUAGE_H

/*
 * Speak the user's language where there is a translation: LC_ALL, LC_MESSAGES,
 * LANG and LANGUAGE as for gettext(3); TEXTDOMAINDIR, as for gettext(1), names
 * another directory of catalogues than the installed one.
 */
void cli_language_open(void);

#endif
