/* SPDX-License-Identifier: MIT */
/* What one line of a .reg file says. */
#ifndef MACHINE_REG_LINE_H
#define MACHINE_REG_LINE_H

#include <machine/reg_text.h>

/* Where the key of a section stands to a key that is wanted. */
enum machine_reg_relation {
    MACHINE_REG_UNRELATED,
    MACHINE_REG_ABOVE,
    MACHINE_REG_SAME,
    MACHINE_REG_BELOW, /* right below it */
};

enum machine_reg_relation machine_reg_relate(struct base_slice section, enum machine_key k);

/* "NAME"=DATA, below the reader's key. False: no such line. */
bool machine_reg_value(struct machine_reg_text *t, struct base_slice line);

#endif
