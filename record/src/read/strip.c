/* SPDX-License-Identifier: MIT */
#include "strip.h"

#include <stdlib.h>
#include <string.h>

#include "skim.h"

static bool
make_room(struct record_strip *l, size_t n)
{
    char *grown = n <= l->cap ? l->text : realloc(l->text, n);

    if (grown == NULL)
        return false;
    l->text = grown;
    if (n > l->cap)
        l->cap = n;
    return true;
}

/* There is room: no line becomes longer. */
static void
add(struct record_strip *l, struct base_slice s)
{
    memcpy(l->text + l->len, s.ptr, s.len);
    l->len += s.len;
}

/* Where a bulk member's value goes; NULL: it is none. */
static struct base_slice *
bulk_of(struct record_strip *l, struct base_slice key, bool in_replay)
{
    if (!in_replay)
        return base_slice_eq_str(key, "certificates") ? &l->shown : NULL;
    if (base_slice_eq_str(key, "certificates"))
        return &l->certificates;
    if (base_slice_eq_str(key, "issuers"))
        return &l->issuers;
    return base_slice_eq_str(key, "ca_names") ? &l->ca_names : NULL;
}

/* A key that comes twice stays twice, for the parser to refuse. */
static bool
add_object(struct record_strip *l, struct base_slice object, bool in_replay)
{
    struct record_skim s = record_skim(object, '{');
    struct base_slice key, value;
    bool first = true;

    add(l, base_slice_str("{"));
    for (; record_skim_member(&s, &key, &value); first = false) {
        struct base_slice *bulk = bulk_of(l, key, in_replay);

        add(l, base_slice_str(first ? "\"" : ",\""));
        add(l, key);
        add(l, base_slice_str("\":"));
        if (bulk != NULL) {
            *bulk = value;
            add(l, base_slice_str("0"));
        } else if (in_replay || !base_slice_eq_str(key, "replay") || value.ptr[0] != '{') {
            add(l, value);
        } else if (!add_object(l, value, true)) {
            return false;
        }
    }
    add(l, base_slice_str("}"));
    return !s.bad;
}

enum record_strip_status
record_strip_read(struct record_strip *l, struct base_slice line)
{
    l->len = 0;
    l->shown = l->certificates = l->issuers = l->ca_names = (struct base_slice){ 0 };
    if (!make_room(l, line.len + 2))
        return RECORD_STRIP_NO_MEMORY;
    return add_object(l, line, false) ? RECORD_STRIP_OK : RECORD_STRIP_NO_OBJECT;
}

void
record_strip_free(struct record_strip *l)
{
    free(l->text);
    *l = (struct record_strip){ 0 };
}
