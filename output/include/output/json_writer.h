/* SPDX-License-Identifier: MIT */
/*
 * A streaming JSON writer (RFC 8259). The output is always valid UTF-8: bytes
 * that are not become U+FFFD; runes that a terminal would obey are escaped.
 * Commas are the writer's; nesting is the caller's.
 */
#ifndef REPORT_JSON_WRITER_H
#define REPORT_JSON_WRITER_H

#include <base/slice.h>
#include <output/bytes.h>

struct report_json {
    struct report_bytes *out;
    bool comma; /* the next key or array item needs one */
};

/* A comma when one is due: for a value the caller appends to out itself. */
static inline void
report_json_value(struct report_json *j)
{
    if (j->comma)
        report_add_char(j->out, ',');
    j->comma = true;
}

/* name is ours: a literal without anything to escape. */
static inline void
report_json_key(struct report_json *j, const char *name)
{
    size_t n = strlen(name);
    char *to;

    if (!report_bytes_room(j->out, n + 4))
        return;
    report_json_value(j);
    to = j->out->ptr + j->out->len;
    *to++ = '"';
    memcpy(to, name, n);
    memcpy(to + n, "\":", 2);
    j->out->len += n + 3;
    j->comma = false;
}

void report_json_open(struct report_json *j, char bracket);  /* '{' or '[' */
void report_json_close(struct report_json *j, char bracket); /* '}' or ']' */

void report_json_slice(struct report_json *j, struct base_slice s);
void report_json_str(struct report_json *j, const char *s); /* NULL is null */
void report_json_null(struct report_json *j);
void report_json_bool(struct report_json *j, bool v);
void report_json_int(struct report_json *j, int64_t v);
void report_json_hex(struct report_json *j, const uint8_t *p, size_t n); /* p NULL, n > 0: null */
void report_json_time(struct report_json *j, int64_t s);

/* Microseconds as milliseconds with three decimals; negative is null. */
void report_json_ms(struct report_json *j, int64_t us);

/* The body of a JSON string, without its quotes. */
void report_json_escape(struct report_bytes *out, struct base_slice s);

#endif
