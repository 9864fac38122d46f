/* SPDX-License-Identifier: MIT */
/*
 * Edits of a text line by line, as people, consoles and editors do them: lines lost, doubled
 * or moved, other separators, indents and languages. The text is UTF-8 with LF.
 */
#ifndef TESTS_FUZZ_TEXT_EDIT_H
#define TESTS_FUZZ_TEXT_EDIT_H

#include "writer.h"

enum text_edit_op {
    TEXT_DELETE,
    TEXT_TWICE,
    TEXT_SWAP,      /* with the line after it */
    TEXT_MOVE,      /* to the end, or to the front */
    TEXT_JOIN,      /* with the line after it */
    TEXT_BREAK,     /* in two, at a column */
    TEXT_FOLD,      /* the same, the rest indented by a blank (RFC 2849) */
    TEXT_INDENT,    /* other blanks before it */
    TEXT_SEPARATOR, /* another one for each of its own */
    TEXT_TRANSLATE, /* what certutil calls a thing in another language */
    TEXT_BLOCK,     /* it and some lines after it again, at the end */
    TEXT_END,       /* the last line, cut at a column */
    TEXT_CASE,      /* of its letters */
    TEXT_OCTET,     /* another character at a column */
    TEXT_WORD,      /* a line of the dictionary before it */
    TEXT_CUT,       /* at a column, as a console or Excel does */
    TEXT_OPS
};

struct text_edit {
    enum text_edit_op op;
    unsigned line;
    uint8_t value;
};

/* Appends the text with the edit done. */
void text_edit_apply(struct writer *w, struct base_slice text, const struct text_edit *edit);

#endif
