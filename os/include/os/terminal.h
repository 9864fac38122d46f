/* SPDX-License-Identifier: MIT */
#ifndef OS_TERMINAL_H
#define OS_TERMINAL_H

#include <stdbool.h>

bool os_is_terminal(int fd);
unsigned os_terminal_columns(int fd); /* 0: not to be had */

/* Can it neither show colours nor go back in a line? */
bool os_terminal_is_dumb(void);

/* Is fd a pipe that nobody reads from any more? Nothing is written. */
bool os_has_no_reader(int fd);

/* To standard error, in one piece. */
void os_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
