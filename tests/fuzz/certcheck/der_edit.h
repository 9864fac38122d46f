/* SPDX-License-Identifier: MIT */
/*
 * One edit of a DER tree whose other lengths stay right: what a mutator that knows
 * the structure does. Nodes are counted in the order they are written; an OCTET
 * STRING or BIT STRING that holds DER is walked into.
 */
#ifndef TESTS_FUZZ_DER_EDIT_H
#define TESTS_FUZZ_DER_EDIT_H

#include "writer.h"

enum der_edit_op {
    DER_DELETE,
    DER_TWICE,
    DER_TAG,     /* another tag: value */
    DER_CONTENT, /* value is all there is in it */
    DER_CUT,     /* shorter by value modulo its length */
    DER_APPEND,  /* value after its contents */
    DER_FLIP,    /* a bit of the octet at value */
    DER_WORD,    /* an item of the dictionary in its place */
    DER_LONG,    /* a length in more octets than DER allows */
    DER_OPS
};

struct der_edit {
    enum der_edit_op op;
    unsigned node;
    uint8_t value;
};

/* Appends `in` with the edit done, if it has such a node; how many nodes it has. */
unsigned der_edit_apply(struct writer *w, struct base_slice in, const struct der_edit *edit);

#endif
