/* SPDX-License-Identifier: MIT */
#include "internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One line's error may be reported and the next line be wrong, too: each begins the text anew. */
bool
inventory_fail(struct base_text *why, struct base_slice thing, const char *format, ...)
{
    char shown[96], text[BASE_WHY_MAX];
    struct base_text t;
    va_list ap;

    base_text_init(&t, shown, sizeof shown);
    base_text_safe(&t,
                   inventory_part(thing, 0, thing.len < sizeof shown ? thing.len : sizeof shown));
    va_start(ap, format);
    (void)vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    base_text_clear(why);
    base_text_byte(why, '\'');
    base_text_str(why, shown);
    base_text_str(why, t.cut ? "...': " : "': ");
    base_text_str(why, text);
    return false;
}

bool
inventory_say(struct base_text *why, const char *text)
{
    base_text_clear(why);
    base_text_str(why, text);
    return false;
}

bool
inventory_locate(struct base_text *why, const char *name, size_t line)
{
    char where[INVENTORY_LABEL_MAX + 24];
    struct base_text t;

    base_text_init(&t, where, sizeof where);
    base_text_str(&t, name);
    base_text_byte(&t, ':');
    base_text_u64(&t, line);
    return base_complain_about(why, where);
}

bool
inventory_no_memory(struct base_text *why)
{
    return inventory_say(why, "out of memory");
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
inventory_note_add(struct inventory *inv, struct base_text *why, const char *format, ...)
{
    char text[BASE_WHY_MAX], safe[BASE_WHY_MAX];
    const char *note = safe;
    struct base_text t;
    va_list ap;

    va_start(ap, format);
    (void)vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    base_text_init(&t, safe, sizeof safe);
    base_text_safe(&t, base_slice_str(text));
    if (inv->notes_n + 1 >= INVENTORY_NOTES_MAX)
        note = "too many notes: the rest were dropped";
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

size_t
inventory_unread(const struct inventory *inv)
{
    return inv->unread;
}
