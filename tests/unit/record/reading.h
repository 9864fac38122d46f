/* SPDX-License-Identifier: MIT */
/* Parts of a line, given to the function that reads them; see written.h about '. */
#ifndef READING_H
#define READING_H

#include "read/fields.h"
#include "read/reader.h"
#include "written.h"

static struct record_reader *r;

static inline int
begin_reading(void **state)
{
    r = record_reader_new();
    return r == NULL ? -1 : begin_writing(state);
}

static inline int
end_reading(void **state)
{
    record_reader_free(r);
    return end_writing(state);
}

/* As record_read has it when it reads the first part. */
static inline void
take_line(const char *line)
{
    json_decref(r->root);
    r->root = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    if (r->root == NULL)
        fail_msg("no JSON: %s", line);
    r->bad = NULL;
    r->result = (struct assess_result){ .verdict = CERTCHECK_READY };
    r->probe = (struct probe_result){ .port = 0 };
    r->bytes_n = 0;
}

static inline void
take(const char *text)
{
    char *line = quoted(text);

    take_line(line);
    free(line);
}

/* Text with its first `from` replaced. */
static inline void
take_bent(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    struct output_bytes bent = { .ptr = NULL };

    assert_non_null(at);
    output_add(&bent, text, (size_t)(at - text));
    output_add_str(&bent, to);
    output_add_str(&bent, at + strlen(from));
    output_add_char(&bent, '\0');
    take(bent.ptr);
    output_bytes_free(&bent);
}

/* The members that were written, as a line. */
static inline void
take_written(void)
{
    struct output_bytes line = { .ptr = NULL };

    output_add_char(&line, '{');
    output_add_str(&line, written());
    output_add(&line, "}", 2); /* and its NUL */
    take_line(line.ptr);
    output_bytes_free(&line);
}

struct bent {
    const char *from, *to;
    const char *key; /* the field that is blamed */
};

/* Each alone of n changes to a text that is read, is refused. */
static inline void
all_refused(const char *text, const struct bent *rows, size_t n, void (*read)(void))
{
    take(text);
    read();
    assert_null(r->bad);
    for (size_t i = 0; i < n; i++) {
        take_bent(text, rows[i].from, rows[i].to);
        read();
        if (r->bad == NULL || strcmp(r->bad, rows[i].key) != 0)
            fail_msg("%s: %s", rows[i].to, r->bad == NULL ? "is read" : r->bad);
    }
}

#define REFUSED(text, rows, read) all_refused(text, rows, sizeof(rows) / sizeof(rows)[0], read)

#endif
