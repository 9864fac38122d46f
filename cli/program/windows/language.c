/* SPDX-License-Identifier: MIT */
#include "../language.h"

#include <output/translate.h>

#include <os/env.h>

#include <windows.h>

#include <stddef.h>

/* The environment first, as on Linux; then what the user chose for Windows itself. */
static const char *
wanted(char name[LOCALE_NAME_MAX_LENGTH])
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    LANGID language = GetUserDefaultUILanguage();
    wchar_t wide[LOCALE_NAME_MAX_LENGTH];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = os_env(names[i]);

        if (value != NULL && *value != '\0')
            return value;
    }
    if (LCIDToLocaleName(MAKELCID(language, SORT_DEFAULT), wide, LOCALE_NAME_MAX_LENGTH, 0) == 0 ||
        WideCharToMultiByte(CP_UTF8, 0, wide, -1, name, LOCALE_NAME_MAX_LENGTH, NULL, NULL) == 0)
        return "C";
    return name;
}

void
cli_language_open(void)
{
    char name[LOCALE_NAME_MAX_LENGTH];

    (void)output_translate_open("", wanted(name));
}
