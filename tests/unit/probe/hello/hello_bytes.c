/* SPDX-License-Identifier: MIT */
/* Growing buffers, and the cursor that never reads past the end. */
#include "wire.h"

#include "cmocka_prelude.h"

#include <string.h>

static void
check(struct probe_hello_bytes *b, const char *bytes, size_t n)
{
    assert_false(b->failed);
    assert_int_equal(b->len, n);
    assert_memory_equal(b->ptr, bytes, n);
    hello_bytes_free(b);
}

static void
writes_big_endian(void **state)
{
    static const uint16_t numbers[] = { 0x1234, 0xFFFF };
    struct probe_hello_bytes b = { 0 };

    (void)state;
    hello_put8(&b, 0x1FF);
    hello_put16(&b, 0x12345);
    hello_put24(&b, 0x1ABCDEF);
    check(&b, "\xff\x23\x45\xab\xcd\xef", 6);
    hello_put_numbers(&b, numbers, 2);
    hello_put_numbers(&b, numbers, 0);
    check(&b, "\0\4\x12\x34\xff\xff\0\0", 8);
}

static void
fills_in_lengths(void **state)
{
    struct probe_hello_bytes b = { 0 };
    size_t outer = hello_open(&b, 3), inner = hello_open(&b, 1);

    (void)state;
    hello_put(&b, "abc", 3);
    hello_close(&b, 1, inner);
    inner = hello_open(&b, 2);
    hello_close(&b, 2, inner);
    hello_close(&b, 3, outer);
    check(&b, "\0\0\6\3abc\0\0", 9);
}

/* What has arrived is kept, and at most as much again is reserved. */
static void
grows_with_what_comes(void **state)
{
    struct probe_hello_bytes b = { 0 };
    unsigned grown = 0;

    (void)state;
    hello_put(&b, NULL, 0);
    assert_null(b.ptr);
    for (unsigned i = 0; i < 5000; i++) {
        grown += b.len == b.cap;
        hello_put8(&b, i % 251);
        assert_true(b.cap >= b.len && (b.cap <= 512 || b.cap < 2 * b.len));
    }
    assert_int_equal(grown, 5); /* 512, 1024, ... 8192 */
    for (unsigned i = 0; i < 5000; i++)
        assert_int_equal(b.ptr[i], i % 251);
    assert_true(hello_reserve(&b, 100000));
    assert_true(b.cap - b.len >= 100000);
    assert_int_equal(b.len, 5000);
    hello_bytes_free(&b);
    assert_true(b.ptr == NULL && b.len == 0 && b.cap == 0);
    hello_bytes_free(&b);
}

static void
writes_nothing_after_a_failure(void **state)
{
    struct probe_hello_bytes b = { .failed = true };
    size_t list = hello_open(&b, 2);

    (void)state;
    assert_false(hello_reserve(&b, 0));
    hello_put(&b, "abc", 3);
    hello_put24(&b, 1);
    hello_close(&b, 2, list);
    assert_true(b.failed && b.ptr == NULL && b.len == 0);
    hello_bytes_free(&b);
    assert_false(b.failed);
}

static struct hello_cursor
cursor_of(const char *bytes, size_t n)
{
    return hello_cursor((struct base_slice){ (const uint8_t *)bytes, n });
}

static void
reads_numbers_and_vectors(void **state)
{
    struct hello_cursor c = cursor_of("\x80\x12\x34\xff\xff\xff\2ab\0\0\0\1z", 14);
    struct base_slice s;

    (void)state;
    assert_int_equal(hello_get(&c, 1), 0x80);
    assert_int_equal(hello_get(&c, 2), 0x1234);
    assert_int_equal(hello_get(&c, 3), 0xFFFFFF);
    s = hello_get_vector(&c, 1);
    assert_true(base_slice_eq(s, base_slice_str("ab")));
    assert_int_equal(hello_get_vector(&c, 1).len, 0);
    s = hello_get_vector(&c, 3);
    assert_true(base_slice_eq(s, base_slice_str("z")));
    assert_true(c.left == 0 && !c.bad);
    assert_int_equal(hello_get_bytes(&c, 0).len, 0);
    assert_false(c.bad);
}

/* Once beyond the end nothing is read any more, not even what would fit. */
static void
never_reads_past_the_end(void **state)
{
    struct hello_cursor c = cursor_of("\3ab", 3), n = cursor_of("\1\2", 2),
                        none = cursor_of(NULL, 0);
    struct base_slice s = hello_get_vector(&c, 1);

    (void)state;
    assert_true(c.bad && s.ptr == NULL && s.len == 0);
    assert_int_equal(hello_get(&c, 1), 0);
    assert_int_equal(hello_get_bytes(&c, 1).len, 0);
    assert_int_equal(hello_get(&n, 3), 0);
    assert_true(n.bad);
    assert_int_equal(hello_get(&n, 1), 0);
    assert_int_equal(hello_get_bytes(&none, 0).len, 0);
    assert_false(none.bad);
    assert_int_equal(hello_get_bytes(&none, SIZE_MAX).len, 0);
    assert_true(none.bad);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_big_endian),
        cmocka_unit_test(fills_in_lengths),
        cmocka_unit_test(grows_with_what_comes),
        cmocka_unit_test(writes_nothing_after_a_failure),
        cmocka_unit_test(reads_numbers_and_vectors),
        cmocka_unit_test(never_reads_past_the_end),
    };

    return cmocka_run_group_tests_name("hello_bytes", tests, NULL, NULL);
}
