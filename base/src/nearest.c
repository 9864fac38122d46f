/* SPDX-License-Identifier: MIT */
#include <base/nearest.h>

#include <string.h>

#define WORD_MAX 64

static uint8_t
lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

static unsigned
least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* How many letters have to be changed, added, left out, or swapped with their neighbour (optimal
 * string alignment). */
static unsigned
distance(struct base_slice a, const char *b)
{
    unsigned rows[3][WORD_MAX + 1];
    unsigned *before = rows[0], *last = rows[1], *row = rows[2];
    size_t n = strlen(b);

    if (n > WORD_MAX || a.len > WORD_MAX)
        return WORD_MAX;
    for (unsigned k = 0; k <= n; k++)
        last[k] = k;
    for (size_t i = 1; i <= a.len; i++) {
        unsigned *oldest = before;

        row[0] = (unsigned)i;
        for (size_t k = 1; k <= n; k++) {
            uint8_t x = lower(a.ptr[i - 1]), y = lower((uint8_t)b[k - 1]);

            row[k] = least(least(last[k], row[k - 1]) + 1, last[k - 1] + (x != y));
            if (i > 1 && k > 1 && x == lower((uint8_t)b[k - 2]) && lower(a.ptr[i - 2]) == y)
                row[k] = least(row[k], before[k - 2] + 1);
        }
        before = last;
        last = row;
        row = oldest;
    }
    return last[n];
}

static bool
nearest_at(struct base_slice word, base_word_fn *at, const void *ctx, size_t *which)
{
    unsigned best = word.len < 4 ? 2 : word.len < 8 ? 3 : 4;
    const char *one;
    bool found = false;

    for (size_t i = 0; (one = at(ctx, i)) != NULL; i++) {
        unsigned d = distance(word, one);

        if (d >= best || d >= strlen(one))
            continue;
        best = d;
        *which = i;
        found = true;
    }
    return found;
}

const char *
base_nearest(struct base_slice word, base_word_fn *at, const void *ctx)
{
    size_t which = 0;

    return nearest_at(word, at, ctx, &which) ? at(ctx, which) : NULL;
}

void
base_suggest(struct base_text *out, struct base_slice word, base_word_fn *at, const void *ctx)
{
    const char *nearest = base_nearest(word, at, ctx);

    if (nearest == NULL)
        return;
    base_text_str(out, "; did you mean ");
    base_text_str(out, nearest);
    base_text_byte(out, '?');
}
