/* SPDX-License-Identifier: MIT */
/* Files of a drive by the names that its own machine gives them: in any case, never outside of it.
 */
#include "tree.h"

#include <os/file.h>

#include <errno.h>
#include <sys/stat.h>

#include "drive.h"

static struct machine_tree tree = { .root = drive, .letter = 'C' };

static int
opens(const char *path)
{
    int fd;

    errno = 0;
    fd = machine_tree_open(&tree, path);
    if (fd >= 0)
        (void)os_close(fd);
    return fd >= 0 ? 0 : errno;
}

static void
names_count_in_any_case(void **state)
{
    (void)state;
    put_on_drive("Windows/System32/Config/SOFTWARE", "x");
    assert_int_equal(opens("Windows\\System32\\Config\\SOFTWARE"), 0);
    assert_int_equal(opens("\\WINDOWS\\system32/config\\software"), 0);
    assert_int_equal(opens("Windows\\System32\\Config\\SOFT"), ENOENT);
    assert_int_equal(opens("Windows\\System32\\Config\\SOFTWARE2"), ENOENT);
    assert_int_equal(opens("Windows\\System32\\Config\\SOFTWARE\\x"), ENOENT);
    assert_int_equal(opens("Winnt\\x"), ENOENT);
}

/* The name as it is written goes before one that differs in its case. */
static void
the_name_itself_goes_first(void **state)
{
    uint8_t *bytes;
    size_t len;
    const char *why = NULL;

    (void)state;
    put_on_drive("a", "small");
    put_on_drive("A", "large");
    assert_int_equal(machine_tree_read(&tree, "C:\\A", 100, &bytes, &len, &why), MACHINE_YES);
    assert_memory_equal(bytes, "large", 5);
    free(bytes);
    assert_int_equal(machine_tree_read(&tree, "C:\\a", 100, &bytes, &len, &why), MACHINE_YES);
    assert_memory_equal(bytes, "small", 5);
    free(bytes);
}

/* Links name places of the drive's own machine, and .. leads out of it. */
static void
nothing_leads_out(void **state)
{
    (void)state;
    put_on_drive("a/b", "x");
    assert_int_equal(symlink("/etc", on_drive("etc")), 0);
    assert_int_equal(symlink("b", on_drive("a/link")), 0);
    assert_int_equal(opens("etc\\passwd"), ELOOP);
    assert_int_equal(opens("ETC\\passwd"), ELOOP);
    assert_int_equal(opens("a\\link"), ELOOP);
    assert_int_equal(opens("a\\..\\a\\b"), EINVAL);
    assert_int_equal(opens("..\\etc\\passwd"), EINVAL);
    assert_int_equal(opens("a\\.\\b"), EINVAL);
    assert_int_equal(opens("a\\\\b"), 0);
}

static void
what_is_no_file_is_not_opened(void **state)
{
    char path[8192];

    (void)state;
    put_on_drive("a/b", "x");
    assert_int_equal(mkfifo(on_drive("fifo"), 0600), 0);
    assert_int_equal(opens("a"), ENXIO);
    assert_int_equal(opens(""), ENXIO);
    assert_int_equal(opens("fifo"), ENXIO); /* without waiting for its other end */
    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    assert_int_equal(opens(path), ENAMETOOLONG);
}

static void
a_file_is_read_whole_or_not(void **state)
{
    uint8_t *bytes;
    size_t len;
    const char *why = NULL;

    (void)state;
    put_on_drive("a", "12345");
    put_on_drive("empty", "");
    assert_int_equal(machine_tree_read(&tree, "c:\\a", 5, &bytes, &len, &why), MACHINE_YES);
    assert_int_equal(len, 5);
    assert_memory_equal(bytes, "12345", 5);
    free(bytes);
    assert_int_equal(machine_tree_read(&tree, "C:\\empty", 5, &bytes, &len, &why), MACHINE_YES);
    assert_int_equal(len, 0);
    free(bytes);
    assert_null(why);
    assert_int_equal(machine_tree_read(&tree, "C:\\a", 4, &bytes, &len, &why), MACHINE_UNKNOWN);
    assert_string_equal(why, "the file is too large");
    why = NULL;
    assert_int_equal(machine_tree_read(&tree, "C:\\b", 4, &bytes, &len, &why), MACHINE_NO);
    assert_null(why);
    assert_int_equal(machine_tree_read(&tree, "C:\\", 4, &bytes, &len, &why), MACHINE_UNKNOWN);
    assert_string_equal(why, "not a regular file");
}

/* What is on another drive is not known; without a drive nothing is looked for, and nothing said.
 */
static void
another_drive_is_not_this_one(void **state)
{
    struct machine_tree none = { .letter = 'C' };
    uint8_t *bytes;
    size_t len;
    const char *why = NULL;

    (void)state;
    put_on_drive("a", "x");
    assert_int_equal(machine_tree_read(&none, "C:\\a", 4, &bytes, &len, &why), MACHINE_UNKNOWN);
    assert_null(why);
    assert_int_equal(machine_tree_read(&tree, "D:\\a", 4, &bytes, &len, &why), MACHINE_UNKNOWN);
    assert_string_equal(why, "on another drive, which is not available");
    assert_int_equal(machine_tree_read(&tree, "C\\a", 4, &bytes, &len, &why), MACHINE_UNKNOWN);
    assert_int_equal(machine_tree_read(&tree, "", 4, &bytes, &len, &why), MACHINE_UNKNOWN);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_drive, end_drive)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(names_count_in_any_case),     CASE(the_name_itself_goes_first),
        CASE(nothing_leads_out),           CASE(what_is_no_file_is_not_opened),
        CASE(a_file_is_read_whole_or_not), CASE(another_drive_is_not_this_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
