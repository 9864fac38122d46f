/* SPDX-License-Identifier: MIT */
#include "language.h"

#include <base/text.h>
#include <output/translate.h>

#include <stdlib.h>
#include <string.h>

/* The first that says something, as setlocale(3) looks for LC_MESSAGES. */
static const char *
wanted(void)
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && *value != '\0')
            return value;
    }
    return "C";
}

/*
 * A minimal system has no locale but C and C.UTF-8. In the latter gettext takes
 * the language from LANGUAGE alone, so that is set from the locale asked for.
 */
static void
open_without_locale(const char *directory, const char *locale)
{
    char language[32];
    struct base_text t;

    base_text_init(&t, language, sizeof language);
    base_text_bytes(&t, locale, strcspn(locale, ".@"));
    if (t.cut || setenv("LANGUAGE", language, 0) != 0)
        return;
    (void)report_translate_open(directory, "C.UTF-8");
}

void
cli_language_open(void)
{
    const char *directory = getenv("TEXTDOMAINDIR"), *locale = wanted();

    if (directory == NULL || *directory == '\0')
        directory = EKUPROBE_LOCALEDIR;
    if (strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
        return; /* LANGUAGE alone asks for nothing */
    if (!report_translate_open(directory, locale))
        open_without_locale(directory, locale);
}
