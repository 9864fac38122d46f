/* SPDX-License-Identifier: MIT */
#include "internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool
inventory_fail(char why[INVENTORY_WHY_MAX], struct base_slice thing, const char *format, ...)
{
    char shown[96];
    struct base_text t;
    va_list ap;
    int n;

    base_text_init(&t, shown, sizeof shown);
    base_text_safe(&t,
                   inventory_part(thing, 0, thing.len < sizeof shown ? thing.len : sizeof shown));
    n = snprintf(why, INVENTORY_WHY_MAX, "'%s%s': ", shown, t.cut ? "..." : "");
    if (n < 0 || n >= INVENTORY_WHY_MAX)
        return false;
    va_start(ap, format);
    (void)vsnprintf(why + n, INVENTORY_WHY_MAX - (size_t)n, format, ap);
    va_end(ap);
    return false;
}

bool
inventory_locate(char why[INVENTORY_WHY_MAX], const char *name, size_t name_max, size_t line)
{
    char text[INVENTORY_WHY_MAX];

    memcpy(text, why, sizeof text);
    text[sizeof text - 1] = '\0';
    (void)snprintf(why, INVENTORY_WHY_MAX, "%s:%zu: %.*s", name, line,
                   (int)(INVENTORY_WHY_MAX - name_max - 24), text);
    return false;
}

bool
inventory_no_memory(char why[INVENTORY_WHY_MAX])
{
    (void)snprintf(why, INVENTORY_WHY_MAX, "out of memory");
    return false;
}

static bool
is_known(const struct inventory *inv, const char *note)
{
    for (size_t i = 0; i < inv->notes_n; i++)
        if (strcmp(inv->notes[i], note) == 0)
            return true;
    return false;
}

bool
inventory_note_add(struct inventory *inv, char why[INVENTORY_WHY_MAX], const char *format, ...)
{
    char text[INVENTORY_WHY_MAX], safe[INVENTORY_WHY_MAX];
    const char *note = safe;
    struct base_text t;
    va_list ap;

    va_start(ap, format);
    (void)vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    base_text_init(&t, safe, sizeof safe);
    base_text_safe(&t, base_slice_str(text));
    if (inv->notes_n + 1 >= INVENTORY_NOTES_MAX)
        note = "more notes than are kept";
    if (inv->notes_n == INVENTORY_NOTES_MAX || is_known(inv, note))
        return true;
    note = inventory_strings_copy(&inv->strings, base_slice_str(note));
    if (note == NULL)
        return inventory_no_memory(why);
    inv->notes[inv->notes_n++] = note;
    return true;
}

size_t
inventory_notes(const struct inventory *inv)
{
    return inv->notes_n;
}

const char *
inventory_note(const struct inventory *inv, size_t i)
{
    return i < inv->notes_n ? inv->notes[i] : NULL;
}
