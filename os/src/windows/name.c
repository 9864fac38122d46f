/* SPDX-License-Identifier: MIT */
/* Names that Windows gives to devices or takes for something else. They are refused before anything
 * is written: some versions would send a report to a device, all find out only when it is placed.
 */
#include "wide.h"

#include <os/file.h>

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Of COM and LPT: 0 to 9, and the superscripts of Latin-1, in UTF-8. */
static bool
is_number(const char *s, size_t n)
{
    return (n == 1 && isdigit((unsigned char)s[0])) ||
           (n == 2 && s[0] == '\xC2' && strchr("\xB2\xB3\xB9", s[1]) != NULL);
}

/* "COM1" and, but for Windows 11, "com1.html" are one device (Naming Files, Paths, and Namespaces).
 */
static bool
is_device(const char *stem, size_t n)
{
    static const char *const devices[] = { "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$" };

    while (n > 0 && stem[n - 1] == ' ')
        n--;
    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++)
        if (strlen(devices[i]) == n && _strnicmp(stem, devices[i], n) == 0)
            return true;
    return n > 3 && is_number(stem + 3, n - 3) &&
           (_strnicmp(stem, "COM", 3) == 0 || _strnicmp(stem, "LPT", 3) == 0);
}

/* The devices that may be written to on purpose: NUL and the console. */
static bool
is_meant(const char *name)
{
    return _stricmp(name, "NUL") == 0 || _stricmp(name, "CON") == 0 ||
           _stricmp(name, "CONOUT$") == 0;
}

/* A colon names a stream of a file; what a name ends in of dots and spaces is dropped. */
static bool
is_allowed(const char *name)
{
    size_t n = strlen(name);

    for (const char *p = name; *p != '\0'; p++)
        if ((unsigned char)*p < ' ' || strchr(OS_NAME_NEVER ":?*", *p) != NULL)
            return false;
    return n == 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
           (name[n - 1] != '.' && name[n - 1] != ' ');
}

bool
os_same_name(const char *a, const char *b)
{
    wchar_t *one = os_wide(a), *other = os_wide(b);
    bool same = one != NULL && other != NULL
                    ? CompareStringOrdinal(one, -1, other, -1, TRUE) == CSTR_EQUAL
                    : strcmp(a, b) == 0;

    free(one);
    free(other);
    return same;
}

bool
os_is_device_path(const char *path)
{
    return os_is_separator(path[0]) && os_is_separator(path[1]) && path[2] == '.' &&
           os_is_separator(path[3]);
}

int
os_name_refused(const char *path)
{
    const char *name = path + os_directory_len(path);

    if (os_is_device_path(path))
        return ENXIO;
    if (is_device(name, strcspn(name, ".:")))
        return is_meant(name) ? 0 : ENXIO;
    return is_allowed(name) ? 0 : EILSEQ;
}
