/* SPDX-License-Identifier: MIT */
/* Buffers that grow onto the disk hold what buffers in memory hold. */
#include "cmocka_prelude.h"

#include <output/bytes.h>
#include <output/spool.h>

#include <signal.h>
#include <sys/resource.h>

#define LARGE (6u << 20)

static uint32_t
word_at(const struct output_bytes *b, size_t i)
{
    uint32_t v;

    memcpy(&v, b->ptr + i * sizeof v, sizeof v);
    return v;
}

static void
fill(struct output_bytes *b, uint32_t from, size_t bytes)
{
    for (uint32_t i = 0; i < bytes / sizeof i; i++) {
        uint32_t v = from + i;

        output_add(b, &v, sizeof v);
    }
}

static void
expect(const struct output_bytes *b, uint32_t from, size_t bytes)
{
    assert_false(b->no_memory);
    assert_int_equal(b->len, bytes);
    for (uint32_t i = 0; i < bytes / sizeof i; i++)
        if (word_at(b, i) != from + i)
            fail_msg("byte %zu differs", i * sizeof i);
}

static void
what_is_on_disk_is_what_was_appended(void **state)
{
    struct output_bytes a = { 0 }, b = { 0 }, copy = { 0 };

    (void)state;
    fill(&a, 7, LARGE);
    fill(&b, 1000000, LARGE);
    expect(&a, 7, LARGE);
    expect(&b, 1000000, LARGE);
    output_spool_let_go();
    expect(&a, 7, LARGE);
    output_add(&copy, a.ptr, a.len);
    expect(&copy, 7, LARGE);
    assert_true(copy.file != 0);
    output_bytes_free(&a);
    expect(&b, 1000000, LARGE);
    output_bytes_free(&b);
    output_bytes_free(&copy);
}

/* A limit on file sizes is as good as a full disk, and can be lifted again. */
static void
a_full_disk_leaves_it_in_memory(void **state)
{
    struct rlimit before, small;
    struct output_bytes a = { 0 };

    (void)state;
    (void)signal(SIGXFSZ, SIG_IGN);
    fill(&a, 0, LARGE / 2);
    assert_true(a.file != 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = LARGE / 2;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    fill(&a, LARGE / 2 / 4, LARGE / 2);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    expect(&a, 0, LARGE);
    assert_int_equal(a.file, 0);
    output_bytes_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_on_disk_is_what_was_appended),
        cmocka_unit_test(a_full_disk_leaves_it_in_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
