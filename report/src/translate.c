/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L
#include <report/translate.h>

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define DOMAIN "ekuprobe"

/* (locale_t)0: no catalogue was looked for. */
static locale_t messages;

/* The locale that was asked for, as setlocale(3) finds it. */
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
 * A minimal system has no locale but C and C.UTF-8. gettext takes its language
 * from LANGUAGE then, which is set from the locale that is not there.
 */
static locale_t
stand_in(const char *locale)
{
    char language[32];
    size_t n = strcspn(locale, ".@");

    if (getenv("LANGUAGE") == NULL && n > 0 && n < sizeof language) {
        memcpy(language, locale, n);
        language[n] = '\0';
        (void)setenv("LANGUAGE", language, 0);
    }
    return newlocale(LC_MESSAGES_MASK, "C.UTF-8", (locale_t)0);
}

void
report_translate_open(const char *directory)
{
    const char *locale = wanted();

    if (strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
        return; /* LANGUAGE alone does not ask for a translation */
    messages = newlocale(LC_MESSAGES_MASK, locale, (locale_t)0);
    if (messages == (locale_t)0)
        messages = stand_in(locale);
    (void)bindtextdomain(DOMAIN, directory);
    (void)bind_textdomain_codeset(DOMAIN, "UTF-8");
}

const char *
report_translate_n(const char *one, const char *many, unsigned long n)
{
    locale_t before;
    const char *text;

    if (messages == (locale_t)0 || *one == '\0')
        return n == 1 ? one : many;
    before = uselocale(messages); /* only here: strerror and the like stay as they are */
    text = dngettext(DOMAIN, one, many, n);
    (void)uselocale(before);
    return text;
}

const char *
report_translate(const char *english)
{
    locale_t before;
    const char *text;

    if (messages == (locale_t)0 || *english == '\0')
        return english;
    before = uselocale(messages);
    text = dgettext(DOMAIN, english);
    (void)uselocale(before);
    return text;
}

const char *
report_translate_language(void)
{
    /* translators: the code of your language, as in <html lang="..."> */
    return report_translate(N_("en"));
}
