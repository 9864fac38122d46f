/* SPDX-License-Identifier: MIT */
/*
 * What Get-CsCertificate prints: "Property : value" lines, records apart by
 * blank lines; or CSV with a header. No usage is among its properties: the
 * certificate itself must be given too, and is joined by its thumbprint.
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
    bool thumbprint = false, use = false;

    if (next_content(&rest, &line, &number) && columns_of(line, &separator, &a, &b))
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
        base_text_str(&r->why, r->why.len > 0 ? "" : "a thumbprint in the list is none");
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
    unsigned number = 0;
    uint8_t separator;

    if (next_content(&rest, &line, &number) && columns_of(line, &separator, &thumbprint, &use))
        return read_csv(r, rest, separator, thumbprint, use, number);
    return read_records(r, text);
}
