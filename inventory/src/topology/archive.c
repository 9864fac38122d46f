/* SPDX-License-Identifier: MIT */
/*
 * The ZIP of Export-CsConfiguration. Bounded against bombs: by
 * entries, by bytes in all (the document's limit) and by how far the archive may grow.
 */
#include "topology.h"

#include <base/utf16.h>

#include <late/libarchive.h>
#include <stdio.h>
#include <string.h>

#define ENTRIES_MAX 1000u
#define BLOCK_LEN 16384u
#define GROWTH_MAX 200u         /* XML deflates to a fortieth, hardly further */
#define GROWTH_FREE (16u << 20) /* bytes that need no justification */

struct unpacking {
    struct inventory_document *document;
    struct archive *archive;
    uint64_t packed, unpacked;
    unsigned entries;
};

bool
inventory_archive_is(struct base_slice head)
{
    return head.len >= 4 && memcmp(head.ptr, "PK\x03\x04", 4) == 0;
}

static bool
archive_fault(struct unpacking *u, const char *what)
{
    const char *reason = libarchive.archive_error_string(u->archive);
    char shown[160];
    struct base_text t;

    base_text_init(&t, shown, sizeof shown);
    base_text_safe(&t, base_slice_str(reason == NULL ? "no reason given" : reason));
    return inventory_document_fault(u->document, "%s: %s", what, shown);
}

static bool
is_xml(struct base_slice head)
{
    size_t at;

    (void)base_encoding_detect(head, &at);
    while (at < head.len && (head.ptr[at] <= ' '))
        at++;
    return at < head.len && head.ptr[at] == '<';
}

/* One block of the entry; *n 0 at its end. */
static bool
next_block(struct unpacking *u, uint8_t block[BLOCK_LEN], size_t *n)
{
    la_ssize_t got = libarchive.archive_read_data(u->archive, block, BLOCK_LEN);

    if (got < 0)
        return archive_fault(u, "the ZIP archive is damaged");
    *n = (size_t)got;
    u->unpacked += *n;
    if (u->unpacked > GROWTH_FREE && u->unpacked / GROWTH_MAX > u->packed)
        return inventory_document_fault(u->document,
                                        "the ZIP archive expands more than %u times; no "
                                        "configuration does",
                                        GROWTH_MAX);
    return true;
}

static bool
entry_read(struct unpacking *u)
{
    struct inventory_document *d = u->document;
    uint8_t block[BLOCK_LEN];
    struct inventory_stream *s;
    size_t n = 0;
    bool ok;

    if (!next_block(u, block, &n))
        return false;
    if (!is_xml((struct base_slice){ block, n })) {
        inventory_remember(d->files, sizeof d->files,
                           base_slice_str(d->label + strlen(d->name) + 1));
        return true;
    }
    s = inventory_stream_new(d);
    if (s == NULL)
        return false;
    do
        ok = inventory_stream_feed(s, (struct base_slice){ block, n }) && next_block(u, block, &n);
    while (ok && n > 0);
    return inventory_stream_finish(s) && ok;
}

static void
relabel(struct inventory_document *d)
{
    (void)snprintf(d->label, sizeof d->label, "%s", d->name);
    d->line = 0;
}

static void
label_entry(struct inventory_document *d, struct archive_entry *entry, unsigned number)
{
    const char *path = libarchive.archive_entry_pathname_utf8(entry);
    char shown[56];
    struct base_text t;

    base_text_init(&t, shown, sizeof shown);
    if (path != NULL)
        base_text_safe(&t, base_slice_str(path));
    else
        base_text_u64(&t, number);
    (void)snprintf(d->label, sizeof d->label, "%s/%s", d->name, shown);
    d->line = 0;
}

static bool
entry_open(struct unpacking *u, struct archive_entry *entry)
{
    if (++u->entries > ENTRIES_MAX) {
        relabel(u->document);
        return inventory_document_fault(u->document, "more than %u files in the ZIP archive",
                                        ENTRIES_MAX);
    }
    if (libarchive.archive_entry_filetype(entry) == AE_IFDIR)
        return true;
    label_entry(u->document, entry, u->entries);
    if (libarchive.archive_entry_is_encrypted(entry))
        return inventory_document_fault(u->document, "encrypted; export it without a password");
    return entry_read(u);
}

static void
entries_read(struct unpacking *u)
{
    struct archive_entry *entry;
    bool ok = true;
    int r;

    while ((r = libarchive.archive_read_next_header(u->archive, &entry)) == ARCHIVE_OK ||
           r == ARCHIVE_WARN) {
        ok = entry_open(u, entry);
        if (!ok)
            break;
    }
    if (ok && r != ARCHIVE_EOF)
        (void)archive_fault(u, "the ZIP archive is damaged");
}

bool
inventory_archive_read(struct inventory_document *d, struct base_slice bytes, int fd,
                       uint64_t packed)
{
    struct unpacking u = { .document = d, .packed = packed };
    char line[BASE_WHY_MAX];
    int r;

    if (!late_libarchive_load(BASE_TEXT_IN(line)))
        return inventory_document_fault(d, "%s", line);
    u.archive = libarchive.archive_read_new();
    if (u.archive == NULL)
        return inventory_document_fault(d, "out of memory");
    /* By its central directory, so that entries are skipped without unpacking them. */
    (void)libarchive.archive_read_support_format_zip_seekable(u.archive);
    r = fd >= 0 ? libarchive.archive_read_open_fd(u.archive, fd, BLOCK_LEN)
                : libarchive.archive_read_open_memory(u.archive, bytes.ptr, bytes.len);
    if (r == ARCHIVE_OK)
        entries_read(&u);
    else
        (void)archive_fault(&u, "not a whole ZIP archive");
    (void)libarchive.archive_read_free(u.archive);
    relabel(d);
    return !d->failed;
}
