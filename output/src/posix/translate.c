/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L
#include <output/translate.h>

#include <libintl.h>
#include <locale.h>

#define DOMAIN "ekuprobe"

/* (locale_t)0: no catalogue was looked for. */
static locale_t messages;

bool
output_translate_open(const char *directory, const char *locale)
{
    messages = newlocale(LC_MESSAGES_MASK, locale, (locale_t)0);
    if (messages == (locale_t)0)
        return false;
    (void)bindtextdomain(DOMAIN, directory);
    (void)bind_textdomain_codeset(DOMAIN, "UTF-8");
    return true;
}

const char *
output_translate_n(const char *one, const char *many, size_t n)
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
output_translate(const char *english)
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
output_translate_language(void)
{
    /* translators: the code of your language, as in <html lang="..."> */
    return output_translate(N_("en"));
}
