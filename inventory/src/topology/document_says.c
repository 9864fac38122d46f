/* SPDX-License-Identifier: MIT */
/* What is said about a topology file: where, and once. */
#include "topology.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
inventory_document_init(struct inventory_document *d, struct inventory *inv, const char *name,
                        struct base_text *why)
{
    *d = (struct inventory_document){ .inv = inv, .why = why };
    inventory_show_name(name, d->name);
    (void)snprintf(d->label, sizeof d->label, "%s", d->name);
}

bool
inventory_document_located(struct inventory_document *d)
{
    d->failed = true;
    return inventory_locate(d->why, d->label, d->line);
}

bool
inventory_document_fault(struct inventory_document *d, const char *format, ...)
{
    char text[BASE_WHY_MAX - INVENTORY_LABEL_MAX - 24];
    va_list ap;

    if (d->failed)
        return false;
    va_start(ap, format);
    (void)vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    d->failed = true;
    base_text_clear(d->why);
    return d->line > 0 ? base_complain_line(d->why, d->label, d->line, text)
                       : base_complain(d->why, d->label, text);
}

static bool __attribute__((format(printf, 2, 0)))
note(struct inventory_document *d, const char *format, va_list ap)
{
    char text[BASE_WHY_MAX - INVENTORY_LABEL_MAX];

    (void)vsnprintf(text, sizeof text, format, ap);
    return inventory_note_add(d->inv, d->why, "%s: %s", d->label, text) ||
           inventory_document_fault(d, "out of memory");
}

bool
inventory_document_note(struct inventory_document *d, const char *format, ...)
{
    va_list ap;
    bool ok;

    va_start(ap, format);
    ok = note(d, format, ap);
    va_end(ap);
    return ok;
}

bool
inventory_document_unread(struct inventory_document *d, const char *format, ...)
{
    va_list ap;
    bool ok;

    d->inv->unread++;
    va_start(ap, format);
    ok = note(d, format, ap);
    va_end(ap);
    return ok;
}

static bool
is_in(const char *list, const char *name)
{
    size_t n = strlen(name);

    for (const char *at = strstr(list, name); at != NULL; at = strstr(at + 1, name))
        if ((at == list || at[-1] == ' ') && (at[n] == ',' || at[n] == '\0'))
            return true;
    return false;
}

#define MORE_LEN (sizeof ", ...") /* room that is kept to say that there are more */

void
inventory_remember(char *list, size_t cap, struct base_slice name)
{
    size_t used = strlen(list), n = used == 0 ? 0 : strlen(", ");
    char safe[80];
    struct base_text t;

    base_text_init(&t, safe, sizeof safe);
    base_text_safe(&t, name);
    if (t.len == 0 || is_in(list, safe))
        return;
    if (used + n + t.len + MORE_LEN <= cap)
        (void)snprintf(list + used, cap - used, "%s%s", used == 0 ? "" : ", ", safe);
    else if (used + MORE_LEN <= cap && (used < 3 || strcmp(list + used - 3, "...") != 0))
        (void)snprintf(list + used, cap - used, "%s...", used == 0 ? "" : ", ");
}
