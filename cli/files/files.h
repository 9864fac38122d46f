/* SPDX-License-Identifier: MIT */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include <base/error.h>

/* A file's bytes in a buffer that is used again for the next file. */
struct cli_buffer {
    uint8_t *at;
    size_t len, cap;
};

/* "-" is standard input. False: why names the file and what is wrong, and errno has it too. */
bool cli_read_file(const char *path, size_t max, struct cli_buffer *out, struct base_text *why);

/* The same for a file that a directory led to. */
bool cli_read_entry(const char *path, size_t max, struct cli_buffer *out, struct base_text *why);

/* In words: os_error_text, and what these functions and cli_walk mean by EFBIG, ENXIO and EAGAIN.
 */
const char *cli_file_error(int error);
/* The first n bytes of a text; NULL: no memory. The caller frees it. */
char *cli_copy(const char *from, size_t n);

void cli_buffer_free(struct cli_buffer *b);

#endif
