/* SPDX-License-Identifier: MIT */
/*
 * A streaming JSON writer (RFC 8259). The output is always valid UTF-8: bytes
 * that are not become U+FFFD; runes that a terminal would obey are escaped.
 * Commas are the writer's; nesting is the caller's, and nobody checks it.
 *
 *     struct output_json j = { &bytes, false };
 *
 *     output_json_open(&j, '{');
 *     output_json_key_str(&j, "verdict", "ready");
 *     output_json_close(&j, '}');
 */
#ifndef OUTPUT_JSON_WRITER_H
#define OUTPUT_JSON_WRITER_H

#include <base/declare.h>
#include <base/slice.h>
#include <output/bytes.h>

BASE_BEGIN_DECLS

struct output_json {
    struct output_bytes *out;
    bool comma; /* the next key or array item needs one */
};

/* A comma when one is due: for a value the caller appends to out itself. */
static inline void
output_json_value(struct output_json *j)
{
    if (j->comma)
        output_add_char(j->out, ',');
    j->comma = true;
}

/* name is ours: a literal without anything to escape. */
static inline void
output_json_key(struct output_json *j, const char *name)
{
    size_t n = strlen(name);
    char *to;

    if (!output_bytes_room(j->out, n + 4))
        return;
    output_json_value(j);
    to = j->out->ptr + j->out->len;
    *to++ = '"';
    memcpy(to, name, n);
    memcpy(to + n, "\":", 2);
    j->out->len += n + 3;
    j->comma = false;
}

void output_json_open(struct output_json *j, char bracket);  /* '{' or '[' */
void output_json_close(struct output_json *j, char bracket); /* '}' or ']' */

void output_json_slice(struct output_json *j, struct base_slice s);
void output_json_str(struct output_json *j, const char *s); /* NULL is null */
void output_json_null(struct output_json *j);
void output_json_bool(struct output_json *j, bool v);
void output_json_int(struct output_json *j, int64_t v);
void output_json_hex(struct output_json *j, const uint8_t *p, size_t n); /* p NULL, n > 0: null */
void output_json_time(struct output_json *j, int64_t s);

/* "KEY": VALUE */
static inline void
output_json_key_str(struct output_json *j, const char *key, const char *value)
{
    output_json_key(j, key);
    output_json_str(j, value);
}

static inline void
output_json_key_int(struct output_json *j, const char *key, int64_t value)
{
    output_json_key(j, key);
    output_json_int(j, value);
}

static inline void
output_json_key_bool(struct output_json *j, const char *key, bool value)
{
    output_json_key(j, key);
    output_json_bool(j, value);
}

/* Microseconds as milliseconds with three decimals; negative is null. */
void output_json_ms(struct output_json *j, int64_t us);

/* The body of a JSON string, without its quotes. */
void output_json_escape(struct output_bytes *out, struct base_slice s);

BASE_END_DECLS

#endif
