/* SPDX-License-Identifier: MIT */
/* Files are given back in the order they came, each once and to its own path. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <kept.h>

static struct base_slice
slice(const char *text)
{
    return (struct base_slice){ (const uint8_t *)text, strlen(text) };
}

static void
assert_taken(struct cli_kept *k, const char *path, const char *bytes)
{
    struct base_slice out;

    assert_true(cli_kept_take(k, path, &out));
    assert_int_equal(out.len, strlen(bytes));
    assert_memory_equal(out.ptr, bytes, out.len);
}

static void
files_come_back_in_order(void **state)
{
    struct cli_kept k = { 0 };
    struct base_slice out;

    (void)state;
    assert_false(cli_kept_take(&k, "d/a", &out));
    cli_kept_add(&k, "d/a", slice("first"));
    cli_kept_add(&k, "d/b", slice(""));
    cli_kept_add(&k, "d/c", slice("third"));
    assert_taken(&k, "d/a", "first");
    assert_false(cli_kept_take(&k, "d/a", &out));
    assert_false(cli_kept_take(&k, "d/c", &out)); /* b was to come first */
    assert_false(cli_kept_take(&k, "d/bb", &out));
    assert_taken(&k, "d/b", "");
    assert_taken(&k, "d/c", "third");
    assert_false(cli_kept_take(&k, "d/c", &out));
    cli_kept_free(&k);
}

static void
what_has_no_room_ends_it(void **state)
{
    static uint8_t zeros[4096];
    const struct base_slice large = { zeros, sizeof zeros };
    struct cli_kept k = { 0 };
    struct base_slice out;
    size_t n = 0, taken = 0;

    (void)state;
    for (; cli_kept_has_room(&k, "f", sizeof zeros); n++)
        cli_kept_add(&k, "f", large);
    assert_in_range(n, 200, 256);
    cli_kept_add(&k, "f", large);
    cli_kept_add(&k, "small", slice("x")); /* behind one that is not kept: nothing is */
    while (cli_kept_take(&k, "f", &out))
        taken++;
    assert_int_equal(taken, n);
    assert_false(cli_kept_take(&k, "small", &out));
    cli_kept_free(&k);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_come_back_in_order),
        cmocka_unit_test(what_has_no_room_ends_it),
    };

    return cmocka_run_group_tests_name("kept", tests, NULL, NULL);
}
