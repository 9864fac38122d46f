/* SPDX-License-Identifier: MIT */
/* libarchive is there whole once it was loaded; where it cannot be, why names the package. */
#include <late/libarchive.h>

#include "cmocka_prelude.h"

#include <string.h>

#ifndef LATE_LINKS

#include "missing.h"

static void
what_is_missing_is_named(void **state)
{
    char why[256] = "";
    bool loaded;

    (void)state;
    missing = true;
    loaded = late_libarchive_load(BASE_TEXT_IN(why));
    missing = false;
    assert_false(loaded);
    assert_non_null(strstr(why, "libarchive cannot be loaded: install it"));
    assert_non_null(strstr(why, "libarchive13"));
}

#endif

static void
every_function_is_there(void **state)
{
    char why[256] = "";

    (void)state;
    assert_true(late_libarchive_load(BASE_TEXT_IN(why))); /* a later call tries again */
    assert_true(late_libarchive_load(BASE_TEXT_IN(why)));
    assert_string_equal(why, "");
#define LATE(function) assert_true(libarchive.function != NULL);
#include <late/libarchive.def>
#undef LATE
}

/* A ZIP of one stored file, "a" with "hi" in it (APPNOTE.TXT 4.3). */
static const char zip[] = "PK\3\4\x0a\0\0\0\0\0\0\0\x21\0\xac\x2a\x93\xd8\2\0\0\0\2\0\0\0\1\0\0\0"
                          "ahi"
                          "PK\1\2\x0a\0\x0a\0\0\0\0\0\0\0\x21\0\xac\x2a\x93\xd8\2\0\0\0\2\0\0\0\1\0"
                          "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0a"
                          "PK\5\6\0\0\0\0\1\0\1\0\x2f\0\0\0\x21\0\0\0\0\0";

/* Each under its own name. */
static void
they_are_what_they_are_called(void **state)
{
    char why[256], data[8] = "";
    struct archive *a;
    struct archive_entry *entry;

    (void)state;
    assert_true(late_libarchive_load(BASE_TEXT_IN(why)));
    a = libarchive.archive_read_new();
    assert_non_null(a);
    assert_int_equal(libarchive.archive_read_support_format_zip_seekable(a), ARCHIVE_OK);
    assert_int_equal(libarchive.archive_read_open_memory(a, zip, sizeof zip - 1), ARCHIVE_OK);
    if (libarchive.archive_read_next_header(a, &entry) != ARCHIVE_OK)
        fail_msg("%s", libarchive.archive_error_string(a));
    assert_string_equal(libarchive.archive_entry_pathname_utf8(entry), "a");
    assert_false(libarchive.archive_entry_is_encrypted(entry));
    assert_int_equal(libarchive.archive_entry_filetype(entry), AE_IFREG);
    assert_int_equal(libarchive.archive_read_data(a, data, sizeof data), 2);
    assert_string_equal(data, "hi");
    assert_int_equal(libarchive.archive_read_next_header(a, &entry), ARCHIVE_EOF);
    assert_int_equal(libarchive.archive_read_free(a), ARCHIVE_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#ifndef LATE_LINKS
        cmocka_unit_test(what_is_missing_is_named),
#endif
        cmocka_unit_test(every_function_is_there),
        cmocka_unit_test(they_are_what_they_are_called),
    };

    return cmocka_run_group_tests_name("libarchive", tests, NULL, NULL);
}
