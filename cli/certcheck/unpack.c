/* SPDX-License-Identifier: MIT */
#include "unpack.h"

#include <certcheck/bundle.h>
#include <late/libarchive.h>

#include <stdlib.h>
#include <string.h>

#define ENTRIES_MAX 10000u
#define UNPACKED_MAX 268435456u /* bytes in all */
#define GROWTH_MAX 200u         /* PEM deflates to a half, XML to a fortieth */
#define GROWTH_FREE 16777216u   /* bytes that need no justification */
#define FIRST_ROOM 65536u
#define HEAD_LEN 4096u

struct unpacking {
    struct archive *archive;
    struct base_slice file;
    uint8_t *bytes;
    size_t cap;
    uint64_t unpacked;
    unsigned entries;
    struct base_text *why;
};

void
cli_unpack_library(struct base_text *out)
{
    base_text_str(out, ", " ARCHIVE_VERSION_STRING);
}

/* Documents of Office are ZIP archives, too, which certcheck/bundle.h names for what they are. */
static bool
is_document(struct base_slice file)
{
    static const char *const parts[] = { "[Content_Types].xml", "word/document.xml",
                                         "xl/workbook.xml" };
    const struct base_slice head = { file.ptr, file.len < HEAD_LEN ? file.len : HEAD_LEN };

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (base_slice_find(head, base_slice_str(parts[i])) != NULL)
            return true;
    return false;
}

bool
cli_unpack_is(struct base_slice file)
{
    return file.len >= 4 && memcmp(file.ptr, "PK\3\4", 4) == 0 && !is_document(file);
}

static bool
damaged(struct unpacking *u)
{
    const char *reason = libarchive.archive_error_string(u->archive);

    base_text_str(u->why, "the ZIP archive is damaged: ");
    base_text_safe(u->why, base_slice_str(reason == NULL ? "no reason given" : reason));
    return false;
}

static bool
grow(struct unpacking *u)
{
    size_t cap = u->cap == 0 ? FIRST_ROOM : 2 * u->cap;
    uint8_t *bytes = realloc(u->bytes, cap);

    if (bytes == NULL) {
        base_text_str(u->why, "out of memory");
        return false;
    }
    u->bytes = bytes;
    u->cap = cap;
    return true;
}

static bool
too_large(struct unpacking *u, size_t len)
{
    if (len <= CERTCHECK_FILE_MAX && u->unpacked <= UNPACKED_MAX &&
        (u->unpacked <= GROWTH_FREE || u->unpacked / GROWTH_MAX <= u->file.len))
        return false;
    base_text_str(u->why, "the files in the ZIP archive are too large");
    return true;
}

static bool
read_entry(struct unpacking *u, size_t *len)
{
    la_ssize_t n;

    *len = 0;
    do {
        if (*len == u->cap && !grow(u))
            return false;
        n = libarchive.archive_read_data(u->archive, u->bytes + *len, u->cap - *len);
        if (n < 0)
            return damaged(u);
        *len += (size_t)n;
        u->unpacked += (uint64_t)n;
        if (too_large(u, *len))
            return false;
    } while (n > 0);
    return true;
}

/* False: an error, or enough. */
static bool
take_entry(struct unpacking *u, struct archive_entry *entry, cli_unpack_fn *fn, void *ctx)
{
    const char *name = libarchive.archive_entry_pathname_utf8(entry);
    size_t len;

    if (++u->entries > ENTRIES_MAX) {
        base_text_str(u->why, "more than ");
        base_text_u64(u->why, ENTRIES_MAX);
        base_text_str(u->why, " files in the ZIP archive");
        return false;
    }
    if (libarchive.archive_entry_filetype(entry) != AE_IFREG)
        return true;
    if (libarchive.archive_entry_is_encrypted(entry)) {
        base_text_str(u->why, "the ZIP archive is encrypted: make it without a password");
        return false;
    }
    return read_entry(u, &len) &&
           fn(ctx, name == NULL ? "?" : name, (struct base_slice){ u->bytes, len });
}

bool
cli_unpack_each(struct base_slice file, cli_unpack_fn *fn, void *ctx, struct base_text *why)
{
    struct unpacking u = { .file = file, .why = why };
    struct archive_entry *entry;
    int status = ARCHIVE_FATAL;

    if (!late_libarchive_load(why))
        return false;
    u.archive = libarchive.archive_read_new();
    if (u.archive == NULL) {
        base_text_str(why, "out of memory");
        return false;
    }
    (void)libarchive.archive_read_support_format_zip_seekable(u.archive);
    if (libarchive.archive_read_open_memory(u.archive, file.ptr, file.len) != ARCHIVE_OK)
        (void)damaged(&u);
    else
        do
            status = libarchive.archive_read_next_header(u.archive, &entry);
        while ((status == ARCHIVE_OK || status == ARCHIVE_WARN) && take_entry(&u, entry, fn, ctx));
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN && status != ARCHIVE_EOF && why->len == 0)
        (void)damaged(&u);
    (void)libarchive.archive_read_free(u.archive);
    free(u.bytes);
    return why->len == 0;
}
