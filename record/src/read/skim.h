/* SPDX-License-Identifier: MIT */
/*
 * JSON looked over without reading it: where each member of an object or item of an array is.
 * What lies between quotes or brackets is not looked at, so that a long line costs little more
 * than its bytes; whoever uses a value has it read properly (Jansson, base64).
 */
#ifndef RECORD_SKIM_H
#define RECORD_SKIM_H

#include <base/slice.h>

struct record_skim {
    struct base_slice text; /* borrowed */
    size_t at;
    uint8_t close; /* '}' or ']' */
    bool begun;
    bool bad; /* it is no such thing, or is cut off */
};

/* An object ('{') or an array ('['), blanks around it. */
struct record_skim record_skim(struct base_slice text, char open);

/* The next member, its key without quotes, both as they are written. False: there is none, and
 * after a whole object nothing but blanks came; else bad is set. */
bool record_skim_member(struct record_skim *s, struct base_slice *key, struct base_slice *value);
bool record_skim_item(struct record_skim *s, struct base_slice *value);

/* What a string's quotes hold, as it is written. False: no string. */
bool record_skim_string(struct base_slice value, struct base_slice *out);

#endif
