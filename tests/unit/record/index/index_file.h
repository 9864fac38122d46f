/* SPDX-License-Identifier: MIT */
/* An index of one file that a test writes. */
#ifndef INDEX_FILE_H
#define INDEX_FILE_H

#include <record/index.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmocka_prelude.h"

static char path[] = "/tmp/index-XXXXXX";
static char line[1024];
static struct base_text why;
static struct record_index lines;
static uint64_t end;
static bool torn;

static inline int
setup(void **state)
{
    (void)state;
    memcpy(path + sizeof path - 7, "XXXXXX", 6);
    base_text_init(&why, line, sizeof line);
    return close(mkstemp(path));
}

static inline int
teardown(void **state)
{
    (void)state;
    record_index_clear(&lines);
    return unlink(path);
}

static inline void
put(const char *text, size_t len)
{
    FILE *f = fopen(path, "ab");

    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

#endif
