/* SPDX-License-Identifier: MIT */
/*
 * What Get-CsCertificate prints: "Property : value" lines, records apart by
 * blank lines; CSV with a header; or a table (Format-Table). No usage is among
 * its properties: the certificate itself must be given too, and is joined by
 * its thumbprint.
 */
#include "read.h"

#define FIELDS_MAX 32

/* Take the next CSV field (RFC 4180) off a line; quotes stay, the caller trims. */
static bool
next_field(struct base_slice *rest, uint8_t separator, struct base_slice *field)
{
    bool quoted = false;
    size_t n = 0;

    if (rest->ptr == NULL)
        return false;
    while (n < rest->len && (quoted || rest->ptr[n] != separator)) {
        quoted ^= rest->ptr[n] == '"';
        n++;
    }
    *field = read_trim((struct base_slice){ rest->ptr, n });
    if (field->len >= 2 && field->ptr[0] == '"' && field->ptr[field->len - 1] == '"')
        *field = (struct base_slice){ field->ptr + 1, field->len - 2 };
    if (n == rest->len) {
        *rest = (struct base_slice){ 0 };
    } else {
        rest->ptr += n + 1;
        rest->len -= n + 1;
    }
    return true;
}

static bool
split(struct base_slice line, struct base_slice *key, struct base_slice *value)
{
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] != ':')
            continue;
        *key = read_trim((struct base_slice){ line.ptr, i });
        *value = read_trim((struct base_slice){ line.ptr + i + 1, line.len - i - 1 });
        return true;
    }
    return false;
}

static bool
is_key(struct base_slice key, const char *name)
{
    return base_slice_eq_nocase(key, base_slice_str(name));
}

/* Columns of a CSV header; false where it is none. */
static bool
columns_of(struct base_slice header, uint8_t *separator, size_t *thumbprint, size_t *use)
{
    struct base_slice rest = header, field;
    bool has_thumbprint = false, has_use = false;

    *separator = read_has(header, ";") ? ';' : ',';
    for (size_t i = 0; i < FIELDS_MAX && next_field(&rest, *separator, &field); i++) {
        if (is_key(field, "Thumbprint")) {
            *thumbprint = i;
            has_thumbprint = true;
        } else if (is_key(field, "Use")) {
            *use = i;
            has_use = true;
        }
    }
    return has_thumbprint && has_use;
}

/* Columns of a table begin where the dashes under its header do; counted in characters. */
struct column {
    size_t from, to;
};

static struct base_slice
cell(struct base_slice line, const struct column *c)
{
    struct base_slice out = { line.ptr + line.len, 0 };
    size_t n = 0;

    for (size_t i = 0; i < line.len; i++) {
        n += (line.ptr[i] & 0xc0) != 0x80; /* the n-th character begins, from 1 */
        if (n == c->from + 1 && out.len == 0)
            out.ptr = line.ptr + i;
        if (n > c->from && n <= c->to)
            out.len = (size_t)(line.ptr + i + 1 - out.ptr);
    }
    return read_trim(out);
}

static bool
is_dashes(struct base_slice line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] != '-' && line.ptr[i] != ' ')
            return false;
    return line.len > 0;
}

static bool
table_of(struct base_slice header, struct base_slice dashes, struct column *thumbprint,
         struct column *use)
{
    unsigned found = 0, columns = 0;

    for (size_t i = 0; is_dashes(dashes) && i < dashes.len && columns < FIELDS_MAX; columns++) {
        struct column c = { .from = i };
        struct base_slice name;

        while (i < dashes.len && dashes.ptr[i] == '-')
            i++;
        while (i < dashes.len && dashes.ptr[i] == ' ')
            i++;
        c.to = i < dashes.len ? i : SIZE_MAX;
        name = cell(header, &c);
        found |= is_key(name, "Thumbprint") ? 1u : is_key(name, "Use") ? 2u : 0;
        if (is_key(name, "Thumbprint"))
            *thumbprint = c;
        else if (is_key(name, "Use"))
            *use = c;
    }
    return found == 3;
}

/* A header and the dashes under it, taken off rest. */
static bool
take_table(struct base_slice *rest, struct column *thumbprint, struct column *use, unsigned *number)
{
    struct base_slice header, dashes, after = *rest;
    unsigned n = *number;

    do {
        if (!read_line(&after, &header))
            return false;
        n++;
    } while (read_trim(header).len == 0 || read_has(header, "#TYPE"));
    if (!read_line(&after, &dashes) || !table_of(header, dashes, thumbprint, use))
        return false;
    *rest = after;
    *number = n + 1;
    return true;
}

static bool
next_content(struct base_slice *rest, struct base_slice *line, unsigned *number)
{
    while (read_line(rest, line)) {
        ++*number;
        *line = read_trim(*line);
        if (line->len > 0 && !read_has(*line, "#TYPE"))
            return true;
    }
    return false;
}

bool
read_is_list(struct base_slice text)
{
    struct base_slice line, key, value, rest = text;
    uint8_t separator;
    unsigned number = 0;
    size_t a, b;
    struct column first, second;
    bool thumbprint = false, use = false;

    if (next_content(&rest, &line, &number) && columns_of(line, &separator, &a, &b))
        return true;
    rest = text;
    if (take_table(&rest, &first, &second, &number))
        return true;
    for (rest = text; !(thumbprint && use) && number < 1000 && next_content(&rest, &line, &number);)
        if (split(line, &key, &value)) {
            thumbprint = thumbprint || is_key(key, "Thumbprint");
            use = use || is_key(key, "Use");
        }
    return thumbprint && use;
}

/* A record is told when it names a thumbprint. */
static enum certcheck_status
mention(struct reader *r, struct base_slice thumbprint, struct base_slice use, unsigned line)
{
    struct certcheck_mention m = { .line = line };
    struct base_text t;

    if (thumbprint.len == 0)
        return CERTCHECK_OK;
    if (!read_thumbprint(thumbprint, m.thumbprint)) {
        if (r->why.len == 0) {
            base_text_str(&r->why, "line ");
            base_text_u64(&r->why, line);
            base_text_str(&r->why, ": a thumbprint that is not 40 hex digits");
        }
        return CERTCHECK_OK;
    }
    base_text_init(&t, m.use, sizeof m.use);
    base_text_safe(&t, use);
    return read_mention(r, &m);
}

static enum certcheck_status
read_csv(struct reader *r, struct base_slice rest, uint8_t separator, size_t thumbprint, size_t use,
         unsigned number)
{
    enum certcheck_status status = CERTCHECK_OK;
    struct base_slice line;

    while (status == CERTCHECK_OK && next_content(&rest, &line, &number)) {
        struct base_slice fields[FIELDS_MAX] = { { 0 } };

        for (size_t i = 0; i < FIELDS_MAX && next_field(&line, separator, &fields[i]); i++)
            ;
        status = mention(r, fields[thumbprint], fields[use], number);
    }
    return status;
}

static enum certcheck_status
read_table(struct reader *r, struct base_slice rest, const struct column *thumbprint,
           const struct column *use, unsigned number)
{
    enum certcheck_status status = CERTCHECK_OK;
    struct base_slice line;

    while (status == CERTCHECK_OK && read_line(&rest, &line)) {
        number++;
        status = mention(r, cell(line, thumbprint), cell(line, use), number);
    }
    return status;
}

static enum certcheck_status
read_records(struct reader *r, struct base_slice rest)
{
    struct base_slice line, key, value, thumbprint = { 0 }, use = { 0 };
    enum certcheck_status status = CERTCHECK_OK;
    unsigned number = 0, at = 0;

    while (status == CERTCHECK_OK && read_line(&rest, &line)) {
        bool pair = split(line, &key, &value);

        number++;
        if (read_trim(line).len == 0 || (pair && is_key(key, "Thumbprint") && thumbprint.len > 0)) {
            status = mention(r, thumbprint, use, at);
            thumbprint = use = (struct base_slice){ 0 };
        }
        if (pair && is_key(key, "Thumbprint")) {
            thumbprint = value;
            at = number;
        } else if (pair && is_key(key, "Use")) {
            use = value;
        }
    }
    return status == CERTCHECK_OK ? mention(r, thumbprint, use, at) : status;
}

enum certcheck_status
read_list(struct reader *r, struct base_slice text)
{
    struct base_slice rest = text, line;
    size_t thumbprint = 0, use = 0;
    struct column first, second;
    unsigned number = 0;
    uint8_t separator;

    if (next_content(&rest, &line, &number) && columns_of(line, &separator, &thumbprint, &use))
        return read_csv(r, rest, separator, thumbprint, use, number);
    rest = text;
    number = 0;
    if (take_table(&rest, &first, &second, &number))
        return read_table(r, rest, &first, &second, number);
    return read_records(r, text);
}
