/* SPDX-License-Identifier: MIT */
#include <output/intern.h>

#include <stdlib.h>

static bool
grow_entries(struct output_intern *f)
{
    if (!output_bytes_room(&f->room, sizeof *f->entries))
        return false;
    f->room.len += sizeof *f->entries;
    f->entries = (struct output_intern_entry *)(void *)f->room.ptr;
    return true;
}

static void
place(struct output_intern *f, size_t index)
{
    size_t at = (size_t)f->entries[index].hash & (f->slots_n - 1);

    while (f->slots[at] != 0)
        at = (at + 1) & (f->slots_n - 1);
    f->slots[at] = (uint32_t)index + 1;
}

/* At most half full, so that a search ends soon. */
static bool
grow_slots(struct output_intern *f)
{
    size_t n = f->slots_n == 0 ? 128 : f->slots_n * 2;
    uint32_t *slots = calloc(n, sizeof *slots);

    if (slots == NULL)
        return false;
    free(f->slots);
    f->slots = slots;
    f->slots_n = n;
    for (size_t i = 0; i < f->n; i++)
        place(f, i);
    return true;
}

static size_t
find(const struct output_intern *f, const struct output_intern_entry *e)
{
    size_t at = f->slots_n == 0 ? 0 : (size_t)e->hash & (f->slots_n - 1);

    for (; f->slots_n > 0 && f->slots[at] != 0; at = (at + 1) & (f->slots_n - 1)) {
        const struct output_intern_entry *old = &f->entries[f->slots[at] - 1];

        if (old->hash == e->hash && old->len == e->len &&
            (e->len == 0 || memcmp(f->text.ptr + old->from, f->text.ptr + e->from, e->len) == 0))
            return f->slots[at] - 1;
    }
    return SIZE_MAX;
}

static size_t
insert(struct output_intern *f, const struct output_intern_entry *e)
{
    if (f->n == UINT32_MAX || (f->n >= f->slots_n / 2 && !grow_slots(f)) || !grow_entries(f)) {
        f->no_memory = true;
        return SIZE_MAX;
    }
    f->entries[f->n] = *e;
    place(f, f->n);
    f->end = f->text.len;
    return f->n++;
}

void
output_intern_drop(struct output_intern *f)
{
    f->no_memory = f->no_memory || f->text.no_memory; /* nothing there may be for want of room */
    if (!f->text.no_memory)
        f->text.len = f->end;
}

size_t
output_intern_end(struct output_intern *f, bool *fresh)
{
    struct base_slice text = output_bytes_since(&f->text, f->end);
    struct output_intern_entry e = { .from = f->end, .len = text.len };
    size_t index;

    if (fresh != NULL)
        *fresh = false;
    f->no_memory = f->no_memory || f->text.no_memory;
    if (f->no_memory)
        return SIZE_MAX;
    e.hash = base_slice_hash(text);
    index = find(f, &e);
    if (index != SIZE_MAX) {
        output_intern_drop(f);
        return index;
    }
    index = insert(f, &e);
    if (fresh != NULL) /* not where there was no room: there is no text to take */
        *fresh = index != SIZE_MAX;
    return index;
}

struct base_slice
output_intern_text(const struct output_intern *f, size_t index)
{
    return (struct base_slice){ (const uint8_t *)f->text.ptr + f->entries[index].from,
                                f->entries[index].len };
}

void
output_intern_free(struct output_intern *f)
{
    output_bytes_free(&f->text);
    output_bytes_free(&f->room);
    free(f->slots);
    *f = (struct output_intern){ 0 };
}
