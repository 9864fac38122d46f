/* SPDX-License-Identifier: MIT */
/* Options whose argument is one of some words. */
#include "options.h"

#include <string.h>

const char cli_product_words[] = ""
#define BASE_PRODUCT(name, ...) "|" name
#include <base/product.def>
#undef BASE_PRODUCT
    ;

const char cli_family_words[] = ""
#define BASE_FAMILY(name, title) "|" name
#define BASE_PRODUCT(name, ...) "|" name
#include <base/product.def>
#undef BASE_PRODUCT
    ;

const char *
cli_word(const char *words, unsigned index, char out[32])
{
    struct base_text t;

    base_text_init(&t, out, 32);
    for (; *words != '\0' && index > 0; words++)
        index -= *words == '|';
    base_text_bytes(&t, words, strcspn(words, "|"));
    return out;
}
