/* SPDX-License-Identifier: MIT */
/* The products whose servers are probed. The rows are in product.def. */
#ifndef BASE_PRODUCT_H
#define BASE_PRODUCT_H

#include <base/declare.h>
#include <base/text.h>

BASE_BEGIN_DECLS

struct base_product {
    const char *name, *title; /* "sfb2015", "Skype for Business Server 2015" */
    const char *service;      /* ServiceVersion of a topology */
    unsigned version[3];      /* what its builds begin with */
    unsigned plain_fixed_in;  /* the first build whose Front End does not crash where a trusted peer
                                 speaks plain TCP (KB3141114): the fourth number; 0: none crashes */
    const char *clr;          /* "v4.0.30319": the directory of the registry */
    const char *root;         /* where it is installed */
    const char *module;       /* of PowerShell */
};

const struct base_product *base_product_at(size_t i); /* NULL at the end */
/* By name, in any case, or by ServiceVersion; NULL: none. */
const struct base_product *base_product_named(struct base_slice text);
/* By what a build begins with; NULL: none. */
const struct base_product *base_product_of_build(const unsigned version[3]);

/* "lync2010, lync2013, sfb2015 and sfb2019" */
void base_product_names(struct base_text *out);

/* The titles of families and products, in the order of the rows; NULL at the end. */
const char *base_product_family_title(size_t i);

BASE_END_DECLS

#endif
