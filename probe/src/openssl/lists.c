/* SPDX-License-Identifier: MIT */
#include "lists.h"

#include <stdlib.h>
#include <string.h>

#define TLS12 0x0303
#define TLS13 0x0304
#define EXTENSION_CERTIFICATE_AUTHORITIES 47

/* A vector with a length of `width` bytes before it (RFC 5246 4.3); *in moves
 * on behind it. */
static bool
take(struct base_slice *in, unsigned width, struct base_slice *out)
{
    size_t len = 0;

    if (in->len < width)
        return false;
    for (unsigned i = 0; i < width; i++)
        len = len << 8 | in->ptr[i];
    if (in->len - width < len)
        return false;
    *out = (struct base_slice){ in->ptr + width, len };
    in->ptr += width + len;
    in->len -= width + len;
    return true;
}

/* The items of a vector, `width` bytes of length each, followed by extensions
 * of two when `extended`. */
static size_t
split(struct probe_list *list, struct base_slice vector, unsigned width, bool extended, size_t max)
{
    struct base_slice item, extensions;
    size_t n = 0;

    while (vector.len > 0) {
        if (n == max) {
            list->cut = true;
            break;
        }
        if (!take(&vector, width, &item) || item.len == 0) {
            list->broken = list->broken || !list->cut;
            break;
        }
        if (list->items != NULL)
            list->items[n] = item;
        n++;
        if (extended && !take(&vector, 2, &extensions)) {
            list->broken = list->broken || !list->cut;
            break;
        }
    }
    return n;
}

static bool
keep(struct probe_list *list, struct base_slice vector, unsigned width, bool extended, size_t max)
{
    size_t n = split(list, vector, width, extended, max);

    if (n == 0)
        return false;
    list->bytes = malloc(vector.len);
    list->items = malloc(n * sizeof *list->items);
    if (list->bytes == NULL || list->items == NULL) {
        probe_list_clear(list);
        list->no_memory = true;
        return false;
    }
    memcpy(list->bytes, vector.ptr, vector.len);
    list->n = split(list, (struct base_slice){ list->bytes, vector.len }, width, extended, max);
    return true;
}

bool
probe_list_certificates(struct probe_list *list, struct base_slice body, bool tls13)
{
    struct base_slice context, vector;

    *list = (struct probe_list){ .broken = true };
    if ((tls13 && !take(&body, 1, &context)) || body.len < 3)
        return false;
    list->broken = !take(&body, 3, &vector);
    if (list->broken)
        vector = (struct base_slice){ body.ptr + 3, body.len - 3 };
    else
        list->broken = body.len > 0;
    if (vector.len > PROBE_CHAIN_MAX) {
        list->cut = true;
        vector.len = PROBE_CHAIN_MAX;
    }
    return keep(list, vector, 3, tls13, PROBE_CERTIFICATES_MAX);
}

/* Up to TLS 1.2 the names come last, after the types and, in 1.2, the
 * signature algorithms. */
static bool
find_names(struct base_slice body, uint16_t version, struct base_slice *out)
{
    struct base_slice types, algorithms;

    return take(&body, 1, &types) && (version < TLS12 || take(&body, 2, &algorithms)) &&
           take(&body, 2, out);
}

/* RFC 8446 4.2.4: in TLS 1.3 they are an extension, absent when there are none. */
static bool
find_names_tls13(struct base_slice body, struct base_slice *out)
{
    struct base_slice context, extensions, value;

    if (!take(&body, 1, &context) || !take(&body, 2, &extensions))
        return false;
    while (extensions.len >= 4) {
        unsigned type = (unsigned)extensions.ptr[0] << 8 | extensions.ptr[1];

        extensions.ptr += 2;
        extensions.len -= 2;
        if (!take(&extensions, 2, &value))
            return false;
        if (type == EXTENSION_CERTIFICATE_AUTHORITIES)
            return take(&value, 2, out);
    }
    return false;
}

bool
probe_list_ca_names(struct probe_list *list, struct base_slice body, uint16_t version)
{
    struct base_slice names;

    *list = (struct probe_list){ 0 };
    if (version >= TLS13 ? !find_names_tls13(body, &names) : !find_names(body, version, &names))
        return false;
    return keep(list, names, 2, false, PROBE_CA_NAMES_MAX);
}

void
probe_list_clear(struct probe_list *list)
{
    free(list->bytes);
    free(list->items);
    *list = (struct probe_list){ 0 };
}
