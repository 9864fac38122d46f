/* SPDX-License-Identifier: MIT */
/* Lists and topologies as files, standard input among them, and what cannot be read. */
#define _POSIX_C_SOURCE 200809L
#include "dump.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char why[BASE_WHY_MAX];

static const struct {
    const char *file, *want;
} files[] = {
    { "get-cscomputer.csv",
      BARE("edge01.contoso.com") " " BARE("edge02.contoso.com") " " BARE("fe01.contoso.com") },
    { "get-cscomputer-utf16.txt",
      BARE("edge01.contoso.com") " " BARE("edge02.contoso.com") " " BARE("fe01.contoso.com") },
    { "get-cscomputer-table.txt",
      BARE("edge01.contoso.com") " " BARE("edge02.contoso.com") " " BARE("fe01.contoso.com") },
    { "get-cspool.txt",
      BARE("edge01.contoso.com") " " BARE("edge02.contoso.com") " " BARE(
          "fe01.contoso.com") " " BARE("fe02.contoso.com") " " BARE("fe03.contoso.com") },
    { "get-cspool-table.txt",
      BARE("fe01.contoso.com") " " BARE("fe02.contoso.com") " " BARE("se01.contoso.com") },
    { "get-cspool-joined.csv", BARE("edge01.contoso.com") " " BARE("edge02.contoso.com") " " BARE(
                                   "fe01.contoso.com") " " BARE("fe02.contoso.com") },
    { "get-cspool-types.csv", BARE("fepool.contoso.com") " " BARE("edgepool.contoso.com") },
    { "get-csservice.txt", "edgepool.contoso.com:8057/edge-psom fepool.contoso.com:8060/fe-psom "
                           "fepool.contoso.com:8061/fe-psom" },
    { "get-csservice-semicolon.csv",
      "edgepool.contoso.com:8057/edge-psom fepool.contoso.com:8060/fe-psom "
      "fepool.contoso.com:8061/fe-psom" },
};

static void
test_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct inventory *inv = inventory_new(NULL);
        char path[512], got[2048];

        assert_non_null(inv);
        (void)snprintf(path, sizeof path, "%s/lists/%s", FIXTURES, files[i].file);
        if (!inventory_add_list_file(inv, path, BASE_TEXT_IN(why)))
            fail_msg("%s", why);
        assert_string_equal(dump(inv, got, sizeof got), files[i].want);
        inventory_free(inv);
    }
}

static void
test_unreadable(void **state)
{
    struct inventory *inv = inventory_new(NULL);

    (void)state;
    assert_non_null(inv);
    assert_false(inventory_add_list_file(inv, "/nonexistent/hosts", BASE_TEXT_IN(why)));
    assert_string_equal(why, "'/nonexistent/hosts': cannot be read: No such file or directory");
    assert_false(inventory_add_list_file(inv, FIXTURES, BASE_TEXT_IN(why)));
    assert_non_null(strstr(why, "cannot be read: Is a directory"));
    assert_false(inventory_add_list_file(inv, "/dev/null", BASE_TEXT_IN(why)));
    assert_non_null(strstr(why, "/dev/null: empty"));
    assert_false(inventory_add_list_file(inv, "/dev/zero", BASE_TEXT_IN(why)));
    assert_non_null(strstr(why, "/dev/zero: over 64 MiB"));
    inventory_free(inv);
}

/* "-" is standard input, for lists and topologies. */
static void
test_standard_input(void **state)
{
    static const struct {
        const char *file, *origin;
        bool (*add)(struct inventory *, const char *, struct base_text *);
        size_t want;
    } inputs[] = {
        { FIXTURES "/lists/get-cscomputer.csv", "standard input:3", inventory_add_list_file, 9 },
        { FIXTURES "/topologies/sfb2019.xml", "standard input: pool19.contoso.com",
          inventory_add_topology_file, 5 },
    };
    int was = dup(STDIN_FILENO);

    (void)state;
    assert_true(was >= 0);
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        struct inventory *inv = inventory_new(NULL);
        int fd = open(inputs[i].file, O_RDONLY);

        assert_non_null(inv);
        assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
        assert_int_equal(close(fd), 0);
        if (!inputs[i].add(inv, "-", BASE_TEXT_IN(why)))
            fail_msg("%s", why);
        assert_int_equal(inventory_count(inv), inputs[i].want);
        assert_string_equal(origin_of(inventory_at(inv, 0)), inputs[i].origin);
        inventory_free(inv);
    }
    assert_int_equal(dup2(was, STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(close(was), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_standard_input),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
