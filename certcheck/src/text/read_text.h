/* SPDX-License-Identifier: MIT */
/* Lines, words and encodings of text files. */
#ifndef CERTCHECK_READ_TEXT_H
#define CERTCHECK_READ_TEXT_H

#include <base/tabular.h>

#define READ_THUMBPRINT_LEN 20

/* The next line without its end; false at the end of the text. */
bool read_line(struct base_slice *rest, struct base_slice *line);
bool read_starts(struct base_slice in, const char *word);
bool read_has(struct base_slice in, const char *word);

int read_hex_digit(uint8_t c); /* -1: none */

/* Hex digits, with anything between them that is neither a letter nor a digit. */
bool read_thumbprint(struct base_slice hex, uint8_t out[READ_THUMBPRINT_LEN]);

#endif
