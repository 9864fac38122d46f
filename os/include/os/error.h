/* SPDX-License-Identifier: MIT */
#ifndef OS_ERROR_H
#define OS_ERROR_H

/* What an errno means, in words. */
const char *os_error_text(int error);

/* "ECONNREFUSED": numbers differ between systems, names do not. NULL: none is known. */
const char *os_error_name(int error);

/* The number that a name has on this system; 0: none is known. */
int os_error_number(const char *name);

#endif
