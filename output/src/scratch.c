/* SPDX-License-Identifier: MIT */
#include <output/scratch.h>

#include <string.h>

struct base_text
output_scratch(struct output_scratch *s)
{
    struct base_text t;

    base_text_init(&t, s->room, sizeof s->room);
    return t;
}

struct base_slice
output_scratch_done(struct base_text *t)
{
    static const char ellipsis[] = "\xE2\x80\xA6";
    size_t room = t->cap - sizeof ellipsis;

    if (t->cut) {
        while (t->len > room || (t->len > 0 && ((uint8_t)t->buf[t->len] & 0xC0) == 0x80))
            t->len--; /* not within a rune */
        memcpy(t->buf + t->len, ellipsis, sizeof ellipsis);
        t->len += sizeof ellipsis - 1;
    }
    return (struct base_slice){ (const uint8_t *)t->buf, t->len };
}
