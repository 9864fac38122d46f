/* SPDX-License-Identifier: MIT */
/* What a line of a dump of certutil is, whatever language it is in. */
#include "read_dump.h"

#include "read.h"
#include "text/dump_text.h"

#include <string.h>

/* "Row 17:", "Zeile 17:": one word, a number, a colon, and nothing else. */
bool
dump_is_row(struct base_slice line)
{
    size_t n = line.len;

    if (n < 4 || line.ptr[n - 1] != ':' || memchr(line.ptr, '=', n) != NULL)
        return false;
    for (n--; n > 0 && line.ptr[n - 1] >= '0' && line.ptr[n - 1] <= '9'; n--)
        ;
    return n > 1 && n < line.len - 1 && line.ptr[n - 1] == ' ' &&
           memchr(line.ptr, ' ', n - 1) == NULL && memchr(line.ptr, ':', n) == NULL;
}

/* "2.5.29.37: Flags = 0, Length = c": an OID, a colon, two numbers. */
bool
dump_is_extension(struct base_slice line, struct base_slice *oid)
{
    return line.len > 0 && *line.ptr >= '0' && *line.ptr <= '9' && read_has(line, "= ") &&
           dump_oid(line, oid) && oid->ptr == line.ptr && oid->len < line.len &&
           line.ptr[oid->len] == ':' && read_has(line, ",");
}

/* "X509 Certificate:", "Certificat X509 :", "PKCS10 ...:", nothing behind the colon. */
enum part
dump_part_of(struct base_slice line)
{
    if (line.len == 0 || line.len > 100 || line.ptr[line.len - 1] != ':' ||
        memchr(line.ptr, '=', line.len) != NULL)
        return PART_UNKNOWN;
    if (read_has(line, "PKCS10") || read_has(line, "PKCS #10") || read_has(line, "PKCS#10"))
        return PART_REQUEST;
    return read_has(line, "X509") || read_has(line, "X.509") ? PART_CERTIFICATE : PART_UNKNOWN;
}

/* "Cert Hash(sha1): aa..", "Hach. cert. (sha1) : aa ..": what stands behind the colon. A
 * character that the code page lacks may stand before it. */
bool
dump_is_hash(struct base_slice line, struct base_slice *value)
{
    const uint8_t *at = base_slice_find(line, base_slice_str("(sha1)"));
    const uint8_t *end = line.ptr + line.len;

    if (at == NULL)
        return false;
    at += 6;
    for (unsigned n = 0; n < 4 && at < end && *at != ':'; n++, at++)
        if (*at > ' ' && *at < 0x80 && *at != '?')
            return false;
    if (at >= end || *at != ':')
        return false;
    *value = (struct base_slice){ at + 1, (size_t)(end - at) - 1 };
    return true;
}

bool
read_is_dump(struct base_slice text)
{
    struct base_slice line, oid, value;

    for (unsigned n = 0; n < 4000 && read_line(&text, &line); n++) {
        line = base_trim(line);
        if (read_starts(line, DUMP_RULE) || dump_is_hash(line, &value) ||
            dump_is_extension(line, &oid) || dump_part_of(line) != PART_UNKNOWN)
            return true;
    }
    return false;
}

/* "Element 0:" below a rule looks like a row, and is none. */
bool
read_is_bare_dump(struct base_slice text)
{
    struct base_slice line, other;
    bool in_row = false, ruled = false;

    while (read_line(&text, &line)) {
        line = base_trim(line);
        if (read_starts(line, DUMP_RULE))
            ruled = true;
        in_row = !ruled && (in_row || dump_is_row(line));
        if (!in_row && (dump_is_extension(line, &other) || dump_is_hash(line, &other)))
            return true;
    }
    return false;
}
