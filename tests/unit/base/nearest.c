/* SPDX-License-Identifier: MIT */
#include <base/nearest.h>

#include <string.h>

#include "cmocka_prelude.h"

static const char *
word(const void *ctx, size_t i)
{
    static const char *const words[] = { "format", "force", "fallback", "tls-role", "q" };

    (void)ctx;
    return i < sizeof words / sizeof words[0] ? words[i] : NULL;
}

static void
slips_of_the_pen_are_met(void **state)
{
    static const struct {
        const char *typed, *want; /* NULL: nothing is near */
    } rows[] = {
        { "formt", "format" },
        { "fromat", "format" },
        { "FORMAT", "format" },
        { "froce", "force" },
        { "fallbak", "fallback" },
        { "tlsrole", "tls-role" },
        { "x", NULL },
        { "quantum", NULL },
        { "", NULL },
        { "formatformat", NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *found = base_nearest(base_slice_str(rows[i].typed), word, NULL);

        if (rows[i].want == NULL)
            assert_null(found);
        else
            assert_string_equal(found == NULL ? "" : found, rows[i].want);
    }
}

static void
long_words_are_near_to_nothing(void **state)
{
    char typed[300];

    (void)state;
    memset(typed, 'f', sizeof typed);
    assert_null(base_nearest((struct base_slice){ (uint8_t *)typed, sizeof typed }, word, NULL));
}

static void
a_suggestion_is_a_clause(void **state)
{
    char room[64];
    struct base_text t;

    (void)state;
    base_text_init(&t, room, sizeof room);
    base_suggest(&t, base_slice_str("formt"), word, NULL);
    base_suggest(&t, base_slice_str("quantum"), word, NULL);
    assert_string_equal(room, "; did you mean format?");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips_of_the_pen_are_met),
        cmocka_unit_test(long_words_are_near_to_nothing),
        cmocka_unit_test(a_suggestion_is_a_clause),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
