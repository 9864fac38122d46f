/* SPDX-License-Identifier: MIT */
/* Invisible characters that spreadsheets, mail programs and joined files leave in a list. */
#include "kinds.h"

#include <stdlib.h>

#define LINE_END '\n'
#define BLANK ' '
#define HYPHEN '-'
#define NOTHING '\0'

static const struct {
    uint32_t from, to;
    char becomes;
} unseen[] = {
    { 0x85, 0x85, LINE_END },     /* NEL */
    { 0xA0, 0xA0, BLANK },        /* no-break space */
    { 0xAD, 0xAD, NOTHING },      /* soft hyphen */
    { 0x2000, 0x200A, BLANK },    /* spaces by their width */
    { 0x200B, 0x200F, NOTHING },  /* zero-width space, joiners, marks of direction */
    { 0x2010, 0x2015, HYPHEN },   /* what word processors make of "-" */
    { 0x2028, 0x2029, LINE_END }, /* line and paragraph separators */
    { 0x202A, 0x202E, NOTHING },  /* embeddings, as Explorer copies them along */
    { 0x202F, 0x202F, BLANK },    /* narrow no-break space */
    { 0x205F, 0x205F, BLANK },    /* mathematical space */
    { 0x2060, 0x2069, NOTHING },  /* word joiner, isolates */
    { 0x2212, 0x2212, HYPHEN },   /* minus */
    { 0x3000, 0x3000, BLANK },    /* ideographic space */
    { 0xFEFF, 0xFEFF, NOTHING },  /* a byte order mark, left where two files were joined */
};

static bool
becomes(uint32_t rune, char *out)
{
    for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++)
        if (rune >= unseen[i].from && rune <= unseen[i].to) {
            *out = unseen[i].becomes;
            return true;
        }
    return false;
}

/* CR ends lines only in files without any LF, as "CSV (Macintosh)" has them: in quoted cells it may
 * stand alone. */
static bool
has_only_cr(struct base_slice s)
{
    return inventory_find(s, 0, '\n') == s.len && inventory_find(s, 0, '\r') < s.len;
}

static bool
is_clean(struct base_slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] >= 0x80)
            return false;
    return !has_only_cr(s);
}

static void
clean(struct base_slice s, struct base_text *out)
{
    bool cr = has_only_cr(s), valid;
    char c;

    for (size_t at = 0, from = 0; at < s.len; from = at) {
        uint32_t rune = base_utf8_next(s, &at, &valid);

        if (!valid && s.ptr[from] == 0xA0) /* Windows-1252 */
            rune = 0xA0;
        if (cr && rune == '\r')
            base_text_byte(out, LINE_END);
        else if (!(valid || rune == 0xA0) || !becomes(rune, &c))
            base_text_bytes(out, s.ptr + from, at - from);
        else if (c != NOTHING)
            base_text_byte(out, c);
    }
}

bool
inventory_list_clean(struct base_slice *bytes, char **owned)
{
    struct base_text t;

    *owned = NULL;
    if (is_clean(*bytes))
        return true;
    *owned = malloc(bytes->len + 1);
    if (*owned == NULL)
        return false;
    base_text_init(&t, *owned, bytes->len + 1);
    clean(*bytes, &t);
    *bytes = (struct base_slice){ (const uint8_t *)*owned, t.len };
    return true;
}
