/* SPDX-License-Identifier: MIT */
/*
 * What a program or an assembly of Windows says of itself: its file version, the CLR it is for,
 * and whether a literal is in it. The bytes are the whole file, and hostile.
 */
#ifndef MACHINE_IMAGE_H
#define MACHINE_IMAGE_H

#include <base/declare.h>
#include <base/slice.h>

BASE_BEGIN_DECLS

#define MACHINE_IMAGE_MAX 67108864u /* bytes of a file; System.dll has under 4 million */
#define MACHINE_CLR_MAX 32u

struct machine_image {
    bool is_image; /* a PE file at all */
    bool has_version;
    unsigned version[4];       /* 6.0.9319.281 */
    unsigned bits;             /* of the process it makes on a 64-bit Windows: 64 or 32 */
    char clr[MACHINE_CLR_MAX]; /* "v4.0.30319", from its metadata; "": no assembly */
};

void machine_image_read(struct base_slice file, struct machine_image *out);

/* The literal that the code of May 2017 looks its opt-out up by, as assemblies hold text. */
bool machine_image_has_check(struct base_slice file);

BASE_END_DECLS

#endif
