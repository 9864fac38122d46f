/* SPDX-License-Identifier: MIT */
/*
 * A catalogue of translations as msgfmt(1) makes it (.mo: the GNU gettext manual, "The Format of
 * GNU MO Files"), in memory. For systems without gettext; pure, so it is tested on all.
 */
#ifndef OUTPUT_CATALOGUE_H
#define OUTPUT_CATALOGUE_H

#include <base/slice.h>

BASE_BEGIN_DECLS

struct output_catalogue {
    struct base_slice file; /* empty: none is open */
    uint32_t n, originals, translations;
};

/* False: not such a file, or a language with more than one plural form. Bytes are borrowed. */
bool output_catalogue_open(struct output_catalogue *c, struct base_slice file);

/* NULL: not in it. A string of the file, NUL-terminated. */
const char *output_catalogue_find(const struct output_catalogue *c, const char *english);

BASE_END_DECLS

#endif
