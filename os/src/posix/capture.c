/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L
#include <os/capture.h>

bool
os_capture_open(struct os_capture *c)
{
    *c = (struct os_capture){ .stream = NULL };
    c->stream = open_memstream(&c->at, &c->len);
    return c->stream != NULL;
}

bool
os_capture_close(struct os_capture *c)
{
    bool whole = fclose(c->stream) == 0;

    c->stream = NULL;
    return whole;
}
