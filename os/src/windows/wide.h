/* SPDX-License-Identifier: MIT */
/* Between our UTF-8 and the system's UTF-16, and between its errors and errno. */
#ifndef OS_WIDE_H
#define OS_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <winsock2.h>
#include <windows.h>

/* NULL: no memory, or not UTF-8 (ERROR_NO_UNICODE_TRANSLATION). The caller frees them. */
wchar_t *os_wide(const char *text);
char *os_narrow(const wchar_t *text);

/* A path as CreateFileW and its like take it, whatever its length; NULL with errno. */
wchar_t *os_wide_path(const char *path);

bool os_is_separator(char c);
bool os_is_device_path(const char *path); /* \\.\PhysicalDrive0, and pipes */

#define OS_NAME_NEVER "\"<>|" /* in no path; ':', '?' and '*' mean something in some */

/* Why no file or directory may be made under the name that path ends in: ENXIO, it is a device's;
 * EILSEQ, it means something else to Windows; 0: it may. */
int os_name_refused(const char *path);

/* The errno of GetLastError(), which is also left in errno. */
int os_last_error(void);
int os_error_of(DWORD error);

HANDLE os_handle(int fd);

#endif
