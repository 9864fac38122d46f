/* SPDX-License-Identifier: MIT */
/* What po/ makes of each language's catalogue. */
#ifndef OUTPUT_CATALOGUES_H
#define OUTPUT_CATALOGUES_H

#include <base/slice.h>

struct output_embedded {
    const char *language;
    const struct base_slice *file;
};

extern const struct base_slice output_catalogue_ja;
extern const char output_catalogue_ja_hash[];

extern const struct output_embedded output_catalogues[];
extern const size_t output_catalogues_n;

#endif
