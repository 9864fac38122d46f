/* SPDX-License-Identifier: MIT */
#include "../language.h"

#include <base/text.h>
#include <output/charset.h>
#include <output/translate.h>

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* The first that says something, as setlocale(3) looks for a category. */
static const char *
wanted(const char *category)
{
    const char *const names[] = { "LC_ALL", category, "LANG" };

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
    (void)output_translate_open(directory, "C.UTF-8");
}

/* By the name where the locale is not installed: ja_JP.eucJP@x. */
static void
charset_named(const char *locale, struct base_text *out)
{
    const char *dot = strchr(locale, '.');

    if (dot != NULL)
        base_text_bytes(out, dot + 1, strcspn(dot + 1, "@"));
}

/* What the terminal takes. False: nothing that can be made. */
static bool
open_charset(void)
{
    const char *name = wanted("LC_CTYPE");
    locale_t locale = newlocale(LC_CTYPE_MASK, name, (locale_t)0);
    char charset[32];
    struct base_text t;

    base_text_init(&t, charset, sizeof charset);
    if (locale == (locale_t)0) {
        charset_named(name, &t);
    } else {
        base_text_str(&t, nl_langinfo_l(CODESET, locale));
        freelocale(locale);
    }
    return !t.cut && output_charset_open(charset);
}

void
cli_language_open(void)
{
    const char *directory = getenv("TEXTDOMAINDIR"), *locale = wanted("LC_MESSAGES");
    bool writable = open_charset();

    if (directory == NULL || *directory == '\0')
        directory = EKUPROBE_LOCALEDIR;
    if (!writable || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
        return; /* LANGUAGE alone asks for nothing */
    if (!output_translate_open(directory, locale))
        open_without_locale(directory, locale);
    (void)output_translate_language(); /* the catalogue is read now: the sandbox may forbid it later
                                        */
}
