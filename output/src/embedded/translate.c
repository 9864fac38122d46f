/* SPDX-License-Identifier: MIT */
/* The catalogues are in the program, one a language. */
#include <output/translate.h>

#include <output/catalogue.h>

#include <string.h>

#include "catalogues.h"

static struct output_catalogue catalogue;

/* "ja_JP.UTF-8", "ja-JP", "ja": by the language alone. */
bool
output_translate_open(const char *directory, const char *locale)
{
    size_t n = strcspn(locale, "_-.@");

    (void)directory;
    for (size_t i = 0; i < output_catalogues_n; i++)
        if (strlen(output_catalogues[i].language) == n &&
            strncmp(output_catalogues[i].language, locale, n) == 0)
            return output_catalogue_open(&catalogue, *output_catalogues[i].file);
    return false;
}

const char *
output_translate_n(const char *one, const char *many, size_t n)
{
    const char *text = *one == '\0' ? NULL : output_catalogue_find(&catalogue, one);

    return text != NULL ? text : n == 1 ? one : many;
}

const char *
output_translate(const char *english)
{
    return output_translate_n(english, english, 1);
}

const char *
output_translate_language(void)
{
    /* translators: the code of your language, as in <html lang="..."> */
    return output_translate(N_("en"));
}
