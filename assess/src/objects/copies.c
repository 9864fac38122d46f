/* SPDX-License-Identifier: MIT */
#include "copies.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 64

/* FNV-1a of 64 bits. */
static void
mix(uint64_t *hash, const void *bytes, size_t n)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < n; i++)
        *hash = (*hash ^ at[i]) * 0x100000001b3u;
}

/* All its bits at once; those above reach down again by the shift. */
static void
mix_number(uint64_t *hash, int64_t number)
{
    *hash = (*hash ^ (uint64_t)number) * 0x100000001b3u;
    *hash ^= *hash >> 32;
}

static uint64_t
hash_of(const struct certcheck_judgement *j, const struct certcheck_forecast *forecast)
{
    uint64_t hash = 0xcbf29ce484222325u;
    int64_t element; /* of a hash eight octets tell enough */

    for (unsigned i = 0; i < BASE_USAGES; i++)
        mix_number(&hash, (j->required & 1u << i) != 0 ? (int64_t)j->by_usage[i] : -1);
    for (size_t i = 0; i < j->path.n; i++) {
        memcpy(&element, assess_certificate_of(j->path.at[i].facts)->sha256, sizeof element);
        mix_number(&hash, element);
        mix_number(&hash, (int64_t)j->path.at[i].source);
    }
    for (size_t i = 0; i < j->findings_n; i++) {
        const struct certcheck_finding *f = &j->findings[i];

        mix_number(&hash, (int64_t)f->code);
        mix_number(&hash, f->element);
        mix_number(&hash, f->number);
        mix(&hash, f->arg.ptr, f->arg.len);
    }
    for (size_t i = 0; i < forecast->changes_n; i++)
        mix_number(&hash, (int64_t)forecast->changes[i].verdict);
    return hash;
}

static bool
is_free(const struct assess_copy *c)
{
    return c->certificate == 0 && c->outcome == 0;
}

/* The slot it is in, or the free one it belongs into. */
static struct assess_copy *
place_of(const struct assess_copies *all, const struct assess_copy *c)
{
    size_t at = (size_t)(c->certificate ^ c->outcome);

    for (at &= all->cap - 1; !is_free(&all->at[at]); at = (at + 1) & (all->cap - 1))
        if (all->at[at].certificate == c->certificate && all->at[at].outcome == c->outcome)
            break;
    return &all->at[at];
}

static bool
make_room(struct assess_copies *all)
{
    struct assess_copies larger = { .cap = all->cap == 0 ? FIRST_CAP : 2 * all->cap, .n = all->n };

    if (4 * (all->n + 1) < 3 * all->cap)
        return true;
    larger.at = calloc(larger.cap, sizeof *larger.at);
    if (larger.at == NULL) {
        all->full = true;
        return false;
    }
    for (size_t i = 0; i < all->cap; i++)
        if (!is_free(&all->at[i]))
            *place_of(&larger, &all->at[i]) = all->at[i];
    free(all->at);
    *all = larger;
    return true;
}

bool
assess_copies_again(struct assess_copies *all, const struct assess_certificate *c,
                    const struct certcheck_judgement *j, const struct certcheck_forecast *forecast)
{
    struct assess_copy copy = { .outcome = (hash_of(j, forecast) & ~(uint64_t)7) | j->verdict };
    struct assess_copy *place;

    _Static_assert(CERTCHECK_VERDICTS <= 8, "a verdict has three bits");
    if (all->full || !make_room(all))
        return false;
    memcpy(&copy.certificate, c->sha256, sizeof copy.certificate);
    place = place_of(all, &copy);
    if (!is_free(place))
        return true;
    *place = copy;
    all->n++;
    return false;
}

void
assess_copies_clear(struct assess_copies *all)
{
    free(all->at);
    *all = (struct assess_copies){ 0 };
}
