/* SPDX-License-Identifier: MIT */
/* What readers find is collected here. */
#include <certcheck/bundle.h>

#include "der/ber.h"
#include "read/read.h"

#include <stdlib.h>

enum certcheck_status
read_fail(struct reader *r, enum certcheck_status status, const char *text)
{
    if (r->why->len == 0)
        base_text_str(r->why, text);
    return status;
}

enum certcheck_status
read_damage(struct reader *r, const char *text)
{
    r->out->damaged = true;
    return read_fail(r, CERTCHECK_OK, text);
}

enum certcheck_status
read_octets(struct reader *r, struct base_slice item, struct base_slice *out)
{
    struct der_item string;
    uint8_t *own, tag;
    size_t len;

    *out = (struct base_slice){ 0 };
    if (!ber_take(&item, &string))
        return CERTCHECK_E_DER;
    tag = (uint8_t)(string.tag & ~BER_CONSTRUCTED);
    if (tag != DER_OCTET_STRING && tag != DER_CONTEXT) /* IMPLICIT [0] */
        return CERTCHECK_E_DER;
    if ((string.tag & BER_CONSTRUCTED) == 0) {
        *out = string.body;
        return CERTCHECK_OK;
    }
    own = read_own(r, string.body.len);
    if (own == NULL)
        return CERTCHECK_E_MEMORY;
    if (!ber_join(string.body, own, &len))
        return CERTCHECK_E_DER;
    *out = (struct base_slice){ own, len };
    return CERTCHECK_OK;
}

bool
read_adopt(struct reader *r, void *buffer)
{
    struct certcheck_bundle *b = r->out;
    void **owned = b->owned;

    if ((b->owned_n & (b->owned_n - 1)) == 0) /* at a power of two: double */
        owned = realloc(b->owned, (b->owned_n == 0 ? 1 : 2 * b->owned_n) * sizeof *owned);
    if (owned == NULL) {
        free(buffer);
        return false;
    }
    b->owned = owned;
    b->owned[b->owned_n++] = buffer;
    return true;
}

uint8_t *
read_own(struct reader *r, size_t len)
{
    uint8_t *buffer = malloc(len == 0 ? 1 : len);

    if (buffer != NULL && read_adopt(r, buffer))
        return buffer;
    (void)read_fail(r, CERTCHECK_E_MEMORY, "out of memory");
    return NULL;
}

/* The first object needs no allocation; from the second on the list doubles. */
static bool
make_room(struct certcheck_bundle *b)
{
    struct certcheck_object *at;

    if (b->n == 0) {
        b->at = &b->single;
        return true;
    }
    if ((b->n & (b->n - 1)) != 0)
        return true;
    at = realloc(b->n == 1 ? NULL : b->at, 2 * b->n * sizeof *at);
    if (at == NULL)
        return false;
    if (b->n == 1)
        at[0] = b->single;
    b->at = at;
    return true;
}

enum certcheck_status
read_add(struct reader *r, enum certcheck_kind kind, struct base_slice der)
{
    struct certcheck_bundle *b = r->out;

    if (b->n == CERTCHECK_OBJECTS_MAX)
        return read_fail(r, CERTCHECK_E_LIMIT, "more than 65536 certificates in one file");
    if (!make_room(b))
        return read_fail(r, CERTCHECK_E_MEMORY, "out of memory");
    b->at[b->n++] = (struct certcheck_object){ .kind = kind, .der = der, .line = r->line };
    return CERTCHECK_OK;
}

enum certcheck_status
read_mention(struct reader *r, const struct certcheck_mention *m)
{
    struct certcheck_bundle *b = r->out;
    struct certcheck_mention *at = b->mentions;

    if (b->mentions_n == CERTCHECK_OBJECTS_MAX)
        return read_fail(r, CERTCHECK_E_LIMIT, "more than 65536 certificates in one list");
    if ((b->mentions_n & (b->mentions_n - 1)) == 0)
        at = realloc(at, (b->mentions_n == 0 ? 1 : 2 * b->mentions_n) * sizeof *at);
    if (at == NULL)
        return read_fail(r, CERTCHECK_E_MEMORY, "out of memory");
    b->mentions = at;
    b->mentions[b->mentions_n++] = *m;
    return CERTCHECK_OK;
}

static struct base_slice
without_line_ends(struct base_slice s)
{
    size_t n = 0;

    while (n < s.len && (s.ptr[n] == '\r' || s.ptr[n] == '\n'))
        n++;
    return (struct base_slice){ s.ptr + n, s.len - n };
}

/* One structure of those that stand one behind the other, as cat leaves them, and an editor with a
 * line end between. What follows the last and is none stays with it. */
static struct base_slice
next_structure(struct reader *r, struct base_slice *rest)
{
    struct base_slice one = *rest, after;
    struct der_item item;
    bool whole = ber_take(rest, &item);

    after = without_line_ends(*rest);
    if (whole && item.tag == DER_SEQUENCE && after.len > 1 && after.ptr[0] == DER_SEQUENCE) {
        *rest = after;
        return item.all;
    }
    if (whole && base_slice_find(after, base_slice_str("-----BEGIN ")) != NULL)
        (void)read_damage(r, "PEM follows DER: put each into a file of its own");
    else if (whole && (stray_has_der(after) || stray_has_base64(after) || stray_has_utf16(after)))
        (void)read_damage(r, "more follows the certificate that was not read: put each into a file "
                             "of its own");
    rest->len = 0;
    return one;
}

enum certcheck_status
read_der(struct reader *r, struct base_slice der, enum certcheck_kind fallback)
{
    enum certcheck_status status;

    do
        status = r->der(r, next_structure(r, &der), fallback);
    while (status == CERTCHECK_OK && der.len > 0);
    return status;
}

static void
count(struct base_text *out, unsigned n, const char *one, const char *many)
{
    if (n == 0)
        return;
    if (out->len > 0)
        base_text_str(out, " and ");
    base_text_u64(out, n);
    base_text_str(out, n == 1 ? one : many);
}

void
certcheck_skipped_text(const struct certcheck_skipped *s, struct base_text *out)
{
    char text[128];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    count(&t, s->keys, " private key", " private keys");
    count(&t, s->crls, " CRL", " CRLs");
    count(&t, s->others, " other block", " other blocks");
    base_text_str(out, text);
}

void
certcheck_bundle_clear(struct certcheck_bundle *b)
{
    for (size_t i = 0; i < b->owned_n; i++)
        free(b->owned[i]);
    free(b->owned);
    free(b->mentions);
    if (b->at != &b->single)
        free(b->at);
    *b = (struct certcheck_bundle){ 0 };
}
