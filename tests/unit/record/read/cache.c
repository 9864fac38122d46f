/* SPDX-License-Identifier: MIT */
#include <record/cache.h>

#include <string.h>

#include "cmocka_prelude.h"

static struct record_cache cache;

static bool
has(uint64_t hash, const char *key, const char *text)
{
    struct base_slice found;

    return record_cache_get(&cache, hash, base_slice_str(key), &found) &&
           base_slice_eq_str(found, text);
}

static void
a_text_is_found_by_its_bytes(void **state)
{
    struct base_slice found;

    (void)state;
    assert_false(record_cache_get(&cache, 1, base_slice_str("a"), &found));
    record_cache_put(&cache, 1, base_slice_str("a"), base_slice_str("A"));
    assert_true(has(1, "a", "A"));
    assert_false(record_cache_get(&cache, 1, base_slice_str("b"), &found)); /* the same hash */
    record_cache_put(&cache, 1, base_slice_str("b"), base_slice_str("a longer text"));
    assert_true(has(1, "b", "a longer text"));
    assert_false(record_cache_get(&cache, 1, base_slice_str("a"), &found));
    record_cache_free(&cache);
    assert_false(record_cache_get(&cache, 1, base_slice_str("b"), &found));
}

static void
what_is_large_or_empty_is_not_kept(void **state)
{
    static const uint8_t large[RECORD_CACHE_MAX + 1];
    const struct base_slice all = { large, sizeof large }, most = { large, RECORD_CACHE_MAX - 1 };
    struct base_slice found;

    (void)state;
    record_cache_put(&cache, 2, all, base_slice_str("x"));
    assert_false(record_cache_get(&cache, 2, all, &found));
    record_cache_put(&cache, 2, base_slice_str("k"), all);
    record_cache_put(&cache, 2, base_slice_str("k"), (struct base_slice){ NULL, 0 });
    assert_false(record_cache_get(&cache, 2, base_slice_str("k"), &found));
    record_cache_put(&cache, 2, most, base_slice_str("x"));
    assert_true(record_cache_get(&cache, 2, most, &found));
    record_cache_free(&cache);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_found_by_its_bytes),
        cmocka_unit_test(what_is_large_or_empty_is_not_kept),
    };

    return cmocka_run_group_tests_name("cache", tests, NULL, NULL);
}
