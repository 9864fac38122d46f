/* SPDX-License-Identifier: MIT */
#include "catalogues.h"

const struct output_embedded output_catalogues[] = {
    { "ja", &output_catalogue_ja },
};

const size_t output_catalogues_n = sizeof output_catalogues / sizeof output_catalogues[0];
