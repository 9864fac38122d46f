/* SPDX-License-Identifier: MIT */
/* The reader of .mo files: what msgfmt makes is found, and what is cut short or lies is refused. */
#include <output/catalogue.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TEXTS 3
#define FILE_MAX 512

static const char *const originals[TEXTS] = { "", "%u file", "ready" };

static void
put(uint8_t *file, size_t at, size_t n)
{
    for (unsigned i = 0; i < 4; i++)
        file[at + i] = (uint8_t)(n >> 8 * i);
}

static size_t
make(uint8_t file[FILE_MAX], const char *header)
{
    const char *const translations[TEXTS] = { header, "%u 個", "準備完了" };
    size_t at = 28 + 16 * TEXTS;

    memset(file, 0, FILE_MAX);
    put(file, 0, 0x950412deu);
    put(file, 8, TEXTS);
    put(file, 12, 28);
    put(file, 16, 28 + 8 * TEXTS);
    for (size_t i = 0; i < 2 * TEXTS; i++) {
        const char *text = i < TEXTS ? originals[i] : translations[i - TEXTS];

        put(file, 28 + 8 * i, strlen(text));
        put(file, 32 + 8 * i, at);
        memcpy(file + at, text, strlen(text) + 1);
        at += strlen(text) + 1;
    }
    return at;
}

static void
finds_what_is_there(void **state)
{
    struct output_catalogue c;
    uint8_t file[FILE_MAX];
    size_t n = make(file, "Plural-Forms: nplurals=1; plural=0;\n");

    (void)state;
    assert_true(output_catalogue_open(&c, (struct base_slice){ file, n }));
    assert_string_equal(output_catalogue_find(&c, "ready"), "準備完了");
    assert_string_equal(output_catalogue_find(&c, "%u file"), "%u 個");
    assert_null(output_catalogue_find(&c, "breaks"));
}

static void
refuses_several_plurals(void **state)
{
    struct output_catalogue c;
    uint8_t file[FILE_MAX];
    size_t n = make(file, "Plural-Forms: nplurals=2; plural=n!=1;\n");

    (void)state;
    assert_false(output_catalogue_open(&c, (struct base_slice){ file, n }));
    assert_null(output_catalogue_find(&c, "ready"));
}

/* Cut at any byte, and with any length that points out of it: nothing is read beyond. */
static void
stays_within_the_file(void **state)
{
    struct output_catalogue c;
    uint8_t file[FILE_MAX];
    size_t n = make(file, "Plural-Forms: nplurals=1; plural=0;\n");

    (void)state;
    for (size_t cut = 0; cut < n; cut++)
        if (output_catalogue_open(&c, (struct base_slice){ file, cut }))
            (void)output_catalogue_find(&c, "ready");
    for (size_t at = 8; at < 28 + 16 * TEXTS; at += 4) {
        (void)make(file, "Plural-Forms: nplurals=1; plural=0;\n");
        put(file, at, 0xFFFFFFF0u);
        if (output_catalogue_open(&c, (struct base_slice){ file, n }))
            (void)output_catalogue_find(&c, "ready");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_is_there),
        cmocka_unit_test(refuses_several_plurals),
        cmocka_unit_test(stays_within_the_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
