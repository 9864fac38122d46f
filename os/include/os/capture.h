/* SPDX-License-Identifier: MIT */
#ifndef OS_CAPTURE_H
#define OS_CAPTURE_H

#include <stdbool.h>
#include <stdio.h>

/* A stream whose bytes are kept in memory. */
struct os_capture {
    FILE *stream;
    char *at; /* once it was closed; the caller frees it */
    size_t len;
};

bool os_capture_open(struct os_capture *c);
bool os_capture_close(struct os_capture *c); /* false: not all of it was kept */

#endif
