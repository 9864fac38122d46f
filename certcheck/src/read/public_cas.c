/* SPDX-License-Identifier: MIT */
#include <certcheck/public_cas.h>

#include "read/public_cas_builtin.h"

#include <base/text.h>
#include <base/time.h>

#include <stdlib.h>
#include <string.h>

#define FIELDS_MAX 6
#define DAY_LEN 10 /* 2026-11-28 */

struct reading {
    struct certcheck_public_cas *cas;
    struct base_text *why;
    size_t line;
    size_t owners_cap, roots_cap;
    enum certcheck_status status;
};

static bool
fail(struct reading *r, enum certcheck_status status, const char *what)
{
    base_text_str(r->why, "line ");
    base_text_u64(r->why, r->line);
    base_text_str(r->why, ": ");
    base_text_str(r->why, what);
    r->status = status;
    return false;
}

static bool
grow(struct reading *r, void **at, size_t n, size_t *cap, size_t size)
{
    void *more;

    if (n < *cap)
        return true;
    more = realloc(*at, (*cap * 2 + 16) * size);
    if (more == NULL)
        return fail(r, CERTCHECK_E_MEMORY, "out of memory");
    *at = more;
    *cap = *cap * 2 + 16;
    return true;
}

static bool
read_day(struct reading *r, struct base_slice field, int64_t *out)
{
    char text[DAY_LEN + 1];

    if (field.len == 1 && field.ptr[0] == '-') {
        *out = CERTCHECK_NO_DATE;
        return true;
    }
    if (field.len == DAY_LEN) {
        memcpy(text, field.ptr, DAY_LEN);
        text[DAY_LEN] = '\0';
        if (base_time_parse(text, out))
            return true;
    }
    return fail(r, CERTCHECK_E_DER, "write a date as 2026-11-28, or as - if it is not known");
}

static struct certcheck_public_owner *
owner_named(struct reading *r, struct base_slice name)
{
    struct certcheck_public_cas *cas = r->cas;
    void *owners = cas->owners;

    for (size_t i = 0; i < cas->owners_n; i++)
        if (base_slice_eq(cas->owners[i].name, name))
            return &cas->owners[i];
    if (name.len == 0) {
        (void)fail(r, CERTCHECK_E_DER, "an owner needs a name");
        return NULL;
    }
    if (cas->owners_n == CERTCHECK_PUBLIC_OWNERS_MAX) {
        (void)fail(r, CERTCHECK_E_LIMIT, "the table has too many owners");
        return NULL;
    }
    if (!grow(r, &owners, cas->owners_n, &r->owners_cap, sizeof *cas->owners))
        return NULL;
    cas->owners = owners;
    cas->owners[cas->owners_n] = (struct certcheck_public_owner){ .name = name };
    return &cas->owners[cas->owners_n++];
}

static bool
read_as_of(struct reading *r, const struct base_slice *f)
{
    if (r->cas->as_of_s != CERTCHECK_NO_DATE)
        return fail(r, CERTCHECK_E_DER, "the date of the table (as-of) occurs twice");
    if (f[1].len == 1)
        return fail(r, CERTCHECK_E_DER, "write the date of the table as 2026-11-28");
    return read_day(r, f[1], &r->cas->as_of_s);
}

static bool
read_owner(struct reading *r, const struct base_slice *f)
{
    struct certcheck_public_date date = { .mark = f[4], .source = f[5] };
    struct certcheck_public_owner *owner;

    if (!read_day(r, f[2], &date.ended_s) || !read_day(r, f[3], &date.last_s))
        return false;
    owner = owner_named(r, f[1]);
    if (owner == NULL)
        return false;
    if (owner->dates_n == CERTCHECK_PUBLIC_DATES_MAX)
        return fail(r, CERTCHECK_E_LIMIT, "too many rows for one owner");
    owner->dates[owner->dates_n++] = date;
    return true;
}

static bool
read_root(struct reading *r, const struct base_slice *f)
{
    struct certcheck_public_cas *cas = r->cas;
    struct certcheck_public_root root = { .subject = f[3], .line = r->line };
    struct certcheck_public_owner *owner = owner_named(r, f[2]);
    char hex[65] = "";
    size_t len = 0;
    void *roots = cas->roots;

    if (owner == NULL)
        return false;
    if (f[1].len == 64)
        memcpy(hex, f[1].ptr, 64);
    if (!base_parse_hex(hex, root.sha256, sizeof root.sha256, &len) || len != sizeof root.sha256)
        return fail(r, CERTCHECK_E_DER, "a root is named by its SHA-256, 64 hexadecimal digits");
    if (root.subject.len == 0)
        return fail(r, CERTCHECK_E_DER, "a root needs a subject");
    if (!grow(r, &roots, cas->roots_n, &r->roots_cap, sizeof *cas->roots))
        return false;
    cas->roots = roots;
    root.owner = (size_t)(owner - cas->owners);
    cas->roots[cas->roots_n++] = root;
    return true;
}

static size_t
split(struct base_slice line, struct base_slice *fields)
{
    size_t n = 0;

    for (;;) {
        const uint8_t *tab = line.len == 0 ? NULL : memchr(line.ptr, '\t', line.len);
        size_t len = tab == NULL ? line.len : (size_t)(tab - line.ptr);

        if (n < FIELDS_MAX)
            fields[n] = (struct base_slice){ line.ptr, len };
        n++;
        if (tab == NULL)
            return n;
        line = (struct base_slice){ tab + 1, line.len - len - 1 };
    }
}

static bool
has_controls(struct base_slice line)
{
    for (size_t i = 0; i < line.len; i++)
        if ((line.ptr[i] < 0x20 && line.ptr[i] != '\t') || line.ptr[i] == 0x7f)
            return true;
    return false;
}

static bool
read_line(struct reading *r, struct base_slice line)
{
    static const struct {
        const char *word;
        size_t fields;
        bool (*read)(struct reading *r, const struct base_slice *fields);
        const char *shape;
    } rows[] = {
        { "as-of", 2, read_as_of, "as-of and a date, separated by a tab" },
        { "owner", 6, read_owner,
          "owner, name, date of the default, last date on request, mark, source, separated "
          "by tabs" },
        { "root", 4, read_root, "root, SHA-256, owner, subject, separated by tabs" },
    };
    struct base_slice fields[FIELDS_MAX] = { 0 };
    size_t n;

    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    if (line.len == 0 || line.ptr[0] == '#')
        return true;
    if (has_controls(line))
        return fail(r, CERTCHECK_E_DER, "a control character; fields are separated by tabs");
    n = split(line, fields);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!base_slice_eq(fields[0], base_slice_str(rows[i].word)))
            continue;
        return n == rows[i].fields ? rows[i].read(r, fields)
                                   : fail(r, CERTCHECK_E_DER, rows[i].shape);
    }
    return fail(r, CERTCHECK_E_DER, "a line must begin with as-of, owner, root or #");
}

static int64_t
date_of(const struct certcheck_public_date *d, bool last)
{
    return last ? d->last_s : d->ended_s;
}

/* "the last day on request is between 2026-05-15 (the FAQ) and 2027-02-10 (resellers)" */
static void
say_between(const struct certcheck_public_owner *o, bool last, struct base_text *out)
{
    const struct certcheck_public_date *low = NULL, *high = NULL;
    char day[BASE_TIME_TEXT];

    for (size_t i = 0; i < o->dates_n; i++) {
        const struct certcheck_public_date *d = &o->dates[i];

        if (date_of(d, last) == CERTCHECK_NO_DATE)
            continue;
        low = low == NULL || date_of(d, last) < date_of(low, last) ? d : low;
        high = high == NULL || date_of(d, last) > date_of(high, last) ? d : high;
    }
    if (low == NULL || date_of(low, last) == date_of(high, last))
        return;
    base_text_str(out, out->len > 0 ? "; " : "");
    base_text_str(out, last ? "the last day on request is between " : "the default ended between ");
    for (int i = 0; i < 2; i++) {
        const struct certcheck_public_date *d = i == 0 ? low : high;

        base_time_format(date_of(d, last), day);
        base_text_str(out, i == 0 ? "" : " and ");
        base_text_bytes(out, day, DAY_LEN);
        base_text_str(out, " (");
        base_text_safe(out, d->source);
        base_text_byte(out, ')');
    }
}

static void
find_conflicts(struct certcheck_public_cas *cas)
{
    for (size_t i = 0; i < cas->owners_n; i++) {
        struct certcheck_public_owner *o = &cas->owners[i];
        struct base_text t;

        base_text_init(&t, o->between, sizeof o->between);
        say_between(o, false, &t);
        say_between(o, true, &t);
    }
}

static int
by_sha256(const void *a, const void *b)
{
    return memcmp(((const struct certcheck_public_root *)a)->sha256,
                  ((const struct certcheck_public_root *)b)->sha256, 32);
}

/* Of one root twice the answer would depend on the order of the lines. */
static bool
roots_are_distinct(struct reading *r)
{
    const struct certcheck_public_cas *cas = r->cas;

    qsort(cas->roots, cas->roots_n, sizeof *cas->roots, by_sha256);
    for (size_t i = 1; i < cas->roots_n; i++)
        if (by_sha256(&cas->roots[i - 1], &cas->roots[i]) == 0) {
            size_t a = cas->roots[i - 1].line, b = cas->roots[i].line;

            r->line = a > b ? a : b;
            return fail(r, CERTCHECK_E_DER, "this root occurs twice");
        }
    return true;
}

/* Editors of Windows put a byte order mark in front. */
static struct base_slice
without_mark(struct base_slice text)
{
    if (text.len >= 3 && memcmp(text.ptr, "\xEF\xBB\xBF", 3) == 0)
        return (struct base_slice){ text.ptr + 3, text.len - 3 };
    return text;
}

static bool
read_lines(struct reading *r, struct base_slice text)
{
    while (text.len > 0) {
        const uint8_t *end = memchr(text.ptr, '\n', text.len);
        size_t len = end == NULL ? text.len : (size_t)(end - text.ptr);

        r->line++;
        if (!read_line(r, (struct base_slice){ text.ptr, len }))
            return false;
        len += end != NULL;
        text = (struct base_slice){ text.ptr + len, text.len - len };
    }
    if (r->cas->as_of_s == CERTCHECK_NO_DATE)
        return fail(r, CERTCHECK_E_DER, "the table has no date (as-of)");
    if (r->cas->roots_n == 0)
        return fail(r, CERTCHECK_E_DER, "the table has no root");
    return roots_are_distinct(r);
}

enum certcheck_status
certcheck_public_cas_read(struct base_slice text, struct certcheck_public_cas *out,
                          struct base_text *why)
{
    struct reading r = { .cas = out, .why = why };

    *out = (struct certcheck_public_cas){ .as_of_s = CERTCHECK_NO_DATE };
    if (text.len > CERTCHECK_PUBLIC_CAS_MAX) {
        base_text_str(why, "the table is larger than 4 MiB");
        return CERTCHECK_E_LIMIT;
    }
    out->text = calloc(1, text.len + 1);
    if (out->text == NULL) {
        base_text_str(why, "out of memory");
        return CERTCHECK_E_MEMORY;
    }
    if (text.len > 0)
        memcpy(out->text, text.ptr, text.len);
    text.ptr = (const uint8_t *)out->text;
    if (!read_lines(&r, without_mark(text))) {
        certcheck_public_cas_free(out);
        return r.status;
    }
    find_conflicts(out);
    return CERTCHECK_OK;
}

void
certcheck_public_cas_free(struct certcheck_public_cas *cas)
{
    free(cas->owners);
    free(cas->roots);
    free(cas->text);
    *cas = (struct certcheck_public_cas){ 0 };
}

struct base_slice
certcheck_public_cas_builtin(void)
{
    return builtin_public_cas;
}
