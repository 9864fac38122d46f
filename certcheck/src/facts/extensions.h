/* SPDX-License-Identifier: MIT */
#ifndef CERTCHECK_EXTENSIONS_H
#define CERTCHECK_EXTENSIONS_H

#include <certcheck/facts.h>

/*
 * Read a list of Extension into f. list is the contents of Extensions. False
 * only when the list itself is not one; an extension that cannot be
 * decoded is a defect of f.
 */
bool extensions_read(struct base_slice list, struct certcheck_facts *f);

#endif
