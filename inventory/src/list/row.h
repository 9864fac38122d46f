/* SPDX-License-Identifier: MIT */
/* Rows of named cells, whatever list they come from, and the targets that they name. */
#ifndef INVENTORY_ROW_H
#define INVENTORY_ROW_H

#include "cursor.h"

/* What a column can say; HOST columns have a rank, and the best one with a value wins. */
enum inventory_field {
    INVENTORY_FIELD_HOST,
    INVENTORY_FIELD_POOL,
    INVENTORY_FIELD_MACHINES,
    INVENTORY_FIELD_PORT,
    INVENTORY_FIELD_PROFILE,
    INVENTORY_FIELD_PRODUCT,
    INVENTORY_FIELD_VERSION,
    INVENTORY_FIELD_EDGE_PSOM,
    INVENTORY_FIELD_REACH_PRIMARY,
    INVENTORY_FIELD_REACH_EXTERNAL,
    INVENTORY_FIELDS
};

struct inventory_column {
    const char *name;
    enum inventory_field field;
    unsigned rank; /* HOST: 1 is best */
    enum {
        INVENTORY_MACHINE,
        INVENTORY_IDENTITY, /* a machine, or ROLE:POOL */
        INVENTORY_POOL,     /* its machines are not in the list */
    } holds;
};

/* By name; case, blanks, '-' and '_' do not count. NULL: a column of no use here. */
const struct inventory_column *inventory_column_named(struct base_slice name);
const char *inventory_host_columns(char *buf, size_t cap); /* for messages */

struct inventory_row {
    struct base_slice value[INVENTORY_FIELDS];
    const struct inventory_column *from[INVENTORY_FIELDS]; /* the columns the values came from */
    const struct inventory_column *twice[2]; /* that say different things; NULL: none do */
    bool seen;                               /* a cell was not empty */
    unsigned stray; /* the first port with a profile of its own in a column of no use; 0: none */
};
void inventory_row_set(struct inventory_row *r, const struct inventory_column *c,
                       struct base_slice value);
bool inventory_row_add(struct inventory_list *l, const struct inventory_row *r);

/* Does a column say where to connect? */
static inline bool
inventory_column_locates(const struct inventory_column *c)
{
    return c != NULL && (c->field == INVENTORY_FIELD_HOST || c->field == INVENTORY_FIELD_MACHINES);
}

/* The next name of a cell that lists machines: {a, b} as PowerShell prints it, or joined by commas,
 * semicolons or blanks. False: no more. */
bool inventory_machines_next(struct base_slice *rest, struct base_slice *name);

/* Is it what Export-Csv writes for a list: the name of its type? */
bool inventory_machines_is_type(struct base_slice cell);

/* Did PowerShell leave out some of them? */
bool inventory_machines_is_cut(struct base_slice cell);

#endif
