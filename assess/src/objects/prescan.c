/* SPDX-License-Identifier: MIT */
#include "objects_state.h"

#include <string.h>

static bool
has(struct base_slice in, const char *word, size_t len)
{
    return base_slice_find(in, (struct base_slice){ (const uint8_t *)word, len }) != NULL;
}

/* A list names thumbprints, in UTF-8 or UTF-16; the reader then looks closer. */
static bool
may_be_list(struct base_slice bytes)
{
    return has(bytes, "Thumbprint", 10) || has(bytes, "(sha1)", 6) ||
           has(bytes, "T\0h\0u\0m\0b\0p\0r\0i\0n\0t", 19) || has(bytes, "(\0s\0h\0a\0001\0)", 11);
}

/* Most files are DER or PEM, and their first bytes say so. */
bool
assess_objects_wants(struct base_slice head)
{
    if (head.len < 2 || (head.ptr[0] == 0x30 && head.ptr[1] >= 0x80) ||
        (head.len > 5 && memcmp(head.ptr, "-----", 5) == 0))
        return false;
    return may_be_list(head) || certcheck_is_templates(head);
}

/* Errors are not reported here: they are when the file is judged. */
static bool
read_list(struct assess_objects *a, const char *file, struct base_slice bytes)
{
    struct certcheck_bundle bundle;
    char why[BASE_WHY_MAX];
    enum certcheck_status status = certcheck_bundle_read(bytes, &bundle, BASE_TEXT_IN(why));
    bool ok = status != CERTCHECK_E_MEMORY &&
              (status != CERTCHECK_OK || assess_thumbprints_add(&a->thumbprints, &bundle, file));

    if (status == CERTCHECK_OK)
        certcheck_bundle_clear(&bundle);
    return ok;
}

bool
assess_objects_prescan(struct assess_objects *a, const char *file, struct base_slice bytes)
{
    if (certcheck_is_templates(bytes))
        return assess_request_templates_offer(&a->templates, file, bytes);
    return !may_be_list(bytes) || read_list(a, file, bytes);
}
