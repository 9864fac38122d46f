/* SPDX-License-Identifier: MIT */
/* How a program begins and ends. */
#ifndef OS_START_H
#define OS_START_H

#include <stdbool.h>
#include <stddef.h>

/*
 * First of all in main: standard streams that were closed are opened, so that no file gets their
 * number; a closed pipe and a file as large as may be become errors of the write; arguments are
 * UTF-8, with the names that a pattern of theirs matches where no shell does that. False: no
 * memory.
 */
bool os_start(int *argc, char ***argv);

/* How many files may be open: wanted, if the limit can be raised so far. */
size_t os_files_allowed(size_t wanted);

/* The process ends as one that this signal ended. */
void os_end_by(int signal_number);

#endif
