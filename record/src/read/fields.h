/* SPDX-License-Identifier: MIT */
/*
 * Fields of a JSON object that must be what they should be: the first that is
 * not is remembered in *bad, and a harmless value is returned.
 */
#ifndef RECORD_FIELDS_H
#define RECORD_FIELDS_H

#include <certcheck/judge.h>

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void record_field_blame(const char **bad, const char *key);

/* NULL where the value is null and may be. */
const char *record_field_string(const char **bad, const json_t *o, const char *key,
                                bool may_be_null);
int64_t record_field_integer(const char **bad, const json_t *o, const char *key, int64_t none);
bool record_field_bool(const char **bad, const json_t *o, const char *key);

/* An array, at most max long; NULL, of length 0, where it is longer. */
const json_t *record_field_array(const char **bad, const json_t *o, const char *key, size_t max);

/* Which of n names a word is; the first where it is none. */
unsigned record_field_word(const char **bad, const json_t *o, const char *key,
                           const char *(*name)(unsigned), unsigned n);

/* The bits of the names that an array lists, of at most n. */
unsigned record_field_bits(const char **bad, const json_t *o, const char *key,
                           const char *(*name)(unsigned), unsigned n);

enum certcheck_verdict record_field_verdict(const char **bad, const json_t *o, const char *key);

/* true, false or null, which is "unknown". */
enum certcheck_answer record_field_answer(const char **bad, const json_t *o, const char *key);

/* A mark of struct assess_policy's settings, 16 hex digits. */
bool record_field_mark(const char *hex, uint64_t *out);

#endif
