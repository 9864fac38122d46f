/* SPDX-License-Identifier: MIT */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include <base/text.h>

/* A file's bytes in a buffer that is used again for the next file. */
struct cli_buffer {
    uint8_t *at;
    size_t len, cap;
};

/* "-" is standard input. False: why names the file and what is wrong, and errno has it too. */
bool cli_read_file(const char *path, size_t max, struct cli_buffer *out, struct base_text *why);
void cli_buffer_free(struct cli_buffer *b);

/* "PATH: TEXT" into why; returns false. */
bool cli_complain(struct base_text *why, const char *thing, const char *text);

#endif
