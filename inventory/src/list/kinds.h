/* SPDX-License-Identifier: MIT */
/* The kinds of lists with columns: each is known by its first lines, and makes rows of the rest. */
#ifndef INVENTORY_KINDS_H
#define INVENTORY_KINDS_H

#include "row.h"

/* Before any of them: zero-width characters go, no-break spaces become blanks and all line ends LF.
 * *owned holds the text where it was not as it should be. False: no memory. */
bool inventory_list_clean(struct base_slice *bytes, char **owned);

/* True when the lines from the cursor on are of that kind; the cursor stays. */
bool inventory_csv_is(const struct inventory_list *l);
bool inventory_table_is(const struct inventory_list *l);      /* Format-Table */
bool inventory_properties_is(const struct inventory_list *l); /* Format-List */
bool inventory_csv_add(struct inventory_list *l);
bool inventory_table_add(struct inventory_list *l);
bool inventory_properties_add(struct inventory_list *l);

#endif
