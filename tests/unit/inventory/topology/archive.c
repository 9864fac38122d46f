/* SPDX-License-Identifier: MIT */
/* The ZIP of Export-CsConfiguration: whole, damaged, and made to hurt. */
#define _POSIX_C_SOURCE 200809L
#include "dump.h"

#include <archive.h>
#include <archive_entry.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ZIP_CAP (4u << 20)

static char why[BASE_WHY_MAX];

struct zip {
    uint8_t *bytes;
    size_t len;
    struct archive *archive;
};

static struct zip
zip_new(void)
{
    struct zip z = { .bytes = malloc(ZIP_CAP), .archive = archive_write_new() };

    assert_non_null(z.bytes);
    assert_non_null(z.archive);
    assert_int_equal(archive_write_set_format_zip(z.archive), ARCHIVE_OK);
    return z;
}

static void
zip_open(struct zip *z)
{
    assert_int_equal(archive_write_open_memory(z->archive, z->bytes, ZIP_CAP, &z->len), ARCHIVE_OK);
}

static void
zip_add(struct zip *z, const char *name, const void *bytes, size_t len, size_t times)
{
    struct archive_entry *e = archive_entry_new();

    assert_non_null(e);
    archive_entry_set_pathname(e, name);
    archive_entry_set_size(e, (la_int64_t)(len * times));
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    assert_int_equal(archive_write_header(z->archive, e), ARCHIVE_OK);
    while (times-- > 0)
        assert_int_equal(archive_write_data(z->archive, bytes, len), (la_ssize_t)len);
    archive_entry_free(e);
}

static struct base_slice
zip_close(struct zip *z)
{
    assert_int_equal(archive_write_free(z->archive), ARCHIVE_OK);
    return (struct base_slice){ z->bytes, z->len };
}

static size_t
fixture(const char *file, uint8_t *out, size_t cap)
{
    char path[512];
    FILE *f;
    size_t n;

    (void)snprintf(path, sizeof path, "%s/topologies/%s", FIXTURES, file);
    f = fopen(path, "rb");
    assert_non_null(f);
    n = fread(out, 1, cap, f);
    assert_int_equal(fclose(f), 0);
    assert_true(n > 0 && n < cap);
    return n;
}

static struct zip
export_zip(void)
{
    static uint8_t doc[65536];
    size_t len = fixture("docitemset.xml", doc, sizeof doc);
    struct zip z = zip_new();

    zip_open(&z);
    zip_add(&z, "readme.txt", "no XML", 6, 1);
    zip_add(&z, "empty.xml", "", 0, 1);
    zip_add(&z, "Export/DocItemSet.xml", doc, len, 1);
    (void)zip_close(&z);
    return z;
}

#define WANT                                                                                       \
    "fe11.contoso.com:8060/fe-psom fe12.contoso.com:8060/fe-psom fe11.contoso.com:8061/fe-psom "   \
    "fe12.contoso.com:8061/fe-psom edge11.contoso.com:8057/edge-psom"

static void
test_export(void **state)
{
    struct zip z = export_zip();
    char path[] = "/tmp/inventory-archive-XXXXXX", got[1024];
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, z.bytes, (unsigned)z.len), z.len);
    assert_int_equal(close(fd), 0);
    for (int from_file = 0; from_file < 2; from_file++) {
        struct inventory *inv = inventory_new(NULL);
        bool ok = from_file ? inventory_add_topology_file(inv, path, BASE_TEXT_IN(why))
                            : inventory_add_topology(inv, (struct base_slice){ z.bytes, z.len },
                                                     "c.zip", BASE_TEXT_IN(why));

        if (!ok)
            fail_msg("%s", why);
        assert_string_equal(dump(inv, got, sizeof got), WANT);
        if (!from_file)
            assert_string_equal(origin_of(inventory_at(inv, 0)), "c.zip: pool19.contoso.com");
        inventory_free(inv);
    }
    assert_int_equal(unlink(path), 0);
    free(z.bytes);
}

static void
refused(struct base_slice bytes, const char *want)
{
    struct inventory *inv = inventory_new(NULL);

    assert_non_null(inv);
    why[0] = '\0';
    if (inventory_add_topology(inv, bytes, "c.zip", BASE_TEXT_IN(why)))
        fail_msg("taken, not \"%s\"", want);
    if (strncmp(why, want, strlen(want)) != 0)
        fail_msg("said \"%s\", not \"%s\"", why, want);
    inventory_free(inv);
}

static void
test_truncated(void **state)
{
    struct zip z = export_zip();

    (void)state;
    for (size_t n = 4; n < z.len; n += 7)
        refused((struct base_slice){ z.bytes, n }, "c.zip");
    refused((struct base_slice){ z.bytes, z.len / 2 }, "c.zip: not a whole ZIP archive: ");
    free(z.bytes);
}

/* A flipped byte of the packed XML is found by its checksum, or by the XML. */
static void
test_damaged(void **state)
{
    struct zip z = export_zip();

    (void)state;
    z.bytes[z.len / 2] ^= 0xFF;
    refused((struct base_slice){ z.bytes, z.len }, "c.zip/Export/DocItemSet.xml");
    free(z.bytes);
}

static void
test_entry_named(void **state)
{
    struct zip z = zip_new();

    (void)state;
    zip_open(&z);
    zip_add(&z, "a\x1b[31m.xml", "<a>\n</b>", 8, 1);
    refused(zip_close(&z), "c.zip/a\\x1b[31m.xml:2: not well-formed XML: ");
    free(z.bytes);
    z = zip_new();
    zip_open(&z);
    zip_add(&z, "a.txt", "text", 4, 1);
    refused(zip_close(&z), "c.zip: no XML in the ZIP archive, only a.txt. Give the output of ");
    free(z.bytes);
}

static void
test_encrypted(void **state)
{
    struct zip z = zip_new();

    (void)state;
    if (archive_write_set_options(z.archive, "zip:encryption=zipcrypt") != ARCHIVE_OK ||
        archive_write_set_passphrase(z.archive, "x") != ARCHIVE_OK)
        skip();
    zip_open(&z);
    zip_add(&z, "a.xml", "<a/>", 4, 1);
    refused(zip_close(&z), "c.zip/a.xml: encrypted; ");
    free(z.bytes);
}

/* 40 MiB of blanks in 40 KiB, each entry well-formed. */
static void
test_growth(void **state)
{
    static uint8_t blanks[1u << 20];
    struct zip z = zip_new();

    (void)state;
    memset(blanks, ' ', sizeof blanks);
    memcpy(blanks, "<a>", 3);
    memcpy(blanks + sizeof blanks - 4, "</a>", 4);
    zip_open(&z);
    for (int i = 0; i < 40; i++)
        zip_add(&z, "b.xml", blanks, sizeof blanks, 1);
    refused(zip_close(&z), "c.zip/b.xml: the ZIP archive expands more than 200 times");
    free(z.bytes);
}

static void
test_many_entries(void **state)
{
    struct zip z = zip_new();
    char name[32];

    (void)state;
    zip_open(&z);
    for (int i = 0; i < 1001; i++) {
        (void)snprintf(name, sizeof name, "%d.xml", i);
        zip_add(&z, name, "<a/>", 4, 1);
    }
    refused(zip_close(&z), "c.zip: more than 1000 files in the ZIP archive");
    free(z.bytes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_export),       cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_damaged),      cmocka_unit_test(test_entry_named),
        cmocka_unit_test(test_encrypted),    cmocka_unit_test(test_growth),
        cmocka_unit_test(test_many_entries),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
