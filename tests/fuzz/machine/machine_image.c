/* SPDX-License-Identifier: MIT */
/* The input is a program, and its configuration file. */
#include "fuzz.h"

#include <machine/config.h>
#include <machine/image.h>

#include <stdlib.h>
#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct base_slice file = { data, size };
    struct machine_image image;

    machine_image_read(file, &image);
    if (memchr(image.clr, 0, sizeof image.clr) == NULL || (image.has_version && !image.is_image) ||
        machine_config_read(file) > MACHINE_SWITCH_UNREAD)
        abort();
    (void)machine_image_has_check(file);
    return 0;
}
