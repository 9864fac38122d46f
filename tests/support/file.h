/* SPDX-License-Identifier: MIT */
/* A test's input files. */
#ifndef SUPPORT_FILE_H
#define SUPPORT_FILE_H

#include <base/slice.h>

/* The whole file, malloc'd; a file that is not there ends the test. */
struct base_slice file_read(const char *path);

#endif
