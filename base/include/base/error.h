/* SPDX-License-Identifier: MIT */
/*
 * How a function says what went wrong: it returns false (or NULL) and leaves one line in `why`, a
 * struct base_text of the caller's. A line names the thing, then the fault, then what to do.
 * Whoever is nearest to the cause writes; callers pass it on, or put the thing in front
 * (base_complain_about). Readers that go on after a fault (certcheck/bundle.h, inventory.h) begin
 * the text anew, so that one buffer serves a whole run.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <base/declare.h>
#include <base/text.h>

BASE_BEGIN_DECLS

#define BASE_WHY_MAX 512 /* room for any such line; a smaller buffer cuts it */

/* "THING: TEXT", and "PATH:LINE: TEXT"; the name is made safe to show. Always false. */
bool base_complain(struct base_text *why, const char *thing, const char *text);
bool base_complain_line(struct base_text *why, const char *path, uint64_t line, const char *text);

/* "THING: " in front of what why says already: a function called has said it. Always false. */
bool base_complain_about(struct base_text *why, const char *thing);

BASE_END_DECLS

#endif
