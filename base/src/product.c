/* SPDX-License-Identifier: MIT */
#include <base/product.h>

#include <string.h>

static const struct base_product products[] = {
#define BASE_PRODUCT(name_, ...) { .name = name_, __VA_ARGS__ },
#include <base/product.def>
#undef BASE_PRODUCT
};
#define PRODUCTS (sizeof products / sizeof products[0])

const struct base_product *
base_product_at(size_t i)
{
    return i < PRODUCTS ? &products[i] : NULL;
}

const struct base_product *
base_product_named(struct base_slice text)
{
    for (size_t i = 0; i < PRODUCTS; i++)
        if (base_slice_eq_str(text, products[i].service) ||
            base_slice_eq_nocase(text, base_slice_str(products[i].name)))
            return &products[i];
    return NULL;
}

const struct base_product *
base_product_of_build(const unsigned version[3])
{
    for (size_t i = 0; i < PRODUCTS; i++)
        if (memcmp(products[i].version, version, sizeof products[i].version) == 0)
            return &products[i];
    return NULL;
}

void
base_product_names(struct base_text *out)
{
    for (size_t i = 0; i < PRODUCTS; i++) {
        if (i > 0)
            base_text_str(out, i + 1 < PRODUCTS ? ", " : " and ");
        base_text_str(out, products[i].name);
    }
}

const char *
base_product_family_title(size_t i)
{
    /* A family's own; NULL: that of the next product. */
    static const char *const families[] = {
#define BASE_FAMILY(name, title) title,
#define BASE_PRODUCT(name, ...) NULL,
#include <base/product.def>
#undef BASE_PRODUCT
    };
    size_t product = 0;

    if (i >= sizeof families / sizeof families[0])
        return NULL;
    for (size_t k = 0; k < i; k++)
        product += families[k] == NULL;
    return families[i] != NULL ? families[i] : products[product].title;
}
