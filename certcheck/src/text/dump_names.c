/* SPDX-License-Identifier: MIT */
#include "dump_text.h"
#include "read_text.h"

bool
dump_names_find(const struct dump_names *names, struct base_slice name, struct base_slice *oid)
{
    for (size_t i = 0; i < names->n; i++) {
        if (!base_slice_eq(names->at[i].name, name))
            continue;
        *oid = names->at[i].oid;
        return true;
    }
    return false;
}

/* The OID at the end in parentheses, or at the front; the rest of the line is its name. */
static bool
take_name(struct base_slice line, struct base_slice *oid, struct base_slice *name)
{
    if (!dump_oid(line, oid))
        return false;
    if (oid->ptr == line.ptr && oid->len < line.len && line.ptr[oid->len] == ' ')
        *name = base_trim((struct base_slice){ line.ptr + oid->len, line.len - oid->len });
    else if (line.ptr[line.len - 1] == ')' && oid->ptr + oid->len == line.ptr + line.len - 1 &&
             oid->ptr > line.ptr && oid->ptr[-1] == '(')
        *name = base_trim((struct base_slice){ line.ptr, (size_t)(oid->ptr - line.ptr) - 1 });
    else
        return false;
    return name->len > 0;
}

void
dump_names_learn(struct dump_names *names, struct base_slice text)
{
    struct base_slice line, oid, name, known;

    while (names->n < DUMP_NAMES_MAX && read_line(&text, &line)) {
        line = base_trim(line);
        if (line.len == 0 || !take_name(line, &oid, &name) || dump_names_find(names, name, &known))
            continue;
        names->at[names->n].name = name;
        names->at[names->n++].oid = oid;
    }
}
