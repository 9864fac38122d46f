/* SPDX-License-Identifier: MIT */
/* The lines of a list, and where a fault is. */
#include "cursor.h"

#include <string.h>

bool
inventory_list_located(struct inventory_list *l)
{
    return inventory_locate(l->why, l->name, l->lines.line);
}

bool
inventory_list_line(struct inventory_list *l, struct base_slice *out, bool *failed)
{
    *failed = false;
    if (!base_lines_next(&l->lines, out))
        return false;
    if (out->len <= INVENTORY_LINE_MAX)
        return true;
    (void)inventory_say(l->why, "the line is over ");
    base_text_u64(l->why, INVENTORY_LINE_MAX);
    base_text_str(l->why, " bytes");
    *failed = true;
    return inventory_list_located(l);
}

/* A comment begins at the start of a line or after a blank. Elsewhere a '#' is an error: a mistyped
 * target must not lose its tail unnoticed. */
struct base_slice
inventory_without_comment(struct base_slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '#' && (i == 0 || base_trim(inventory_part(s, i - 1, i)).len == 0))
            return inventory_part(s, 0, i);
    return s;
}

bool
inventory_list_goes_on(struct inventory_list *l)
{
    const struct inventory_options *o = &l->inv->options;

    if (o->fault == NULL || l->inv->ended)
        return false;
    o->fault(o->fault_ctx, l->why->buf);
    base_text_clear(l->why);
    return true;
}

/* The end of a long path tells more than its beginning. */
void
inventory_show_name(const char *name, char out[INVENTORY_NAME_SHOWN])
{
    struct base_text t;
    size_t len = strlen(name);

    base_text_init(&t, out, INVENTORY_NAME_SHOWN);
    base_text_safe(&t, base_slice_str(name));
    for (size_t room = INVENTORY_NAME_SHOWN - 4; t.cut; room /= 2) {
        base_text_init(&t, out, INVENTORY_NAME_SHOWN);
        base_text_str(&t, "...");
        base_text_safe(&t, base_slice_str(name + (len > room ? len - room : 0)));
    }
}
