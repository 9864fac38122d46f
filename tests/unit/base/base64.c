/* SPDX-License-Identifier: MIT */
#include <base/base64.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

/* RFC 4648 10. */
static void
writes_and_reads_as_published(void **state)
{
    static const struct {
        const char *bytes, *text;
    } rows[] = {
        { "", "" },
        { "f", "Zg==" },
        { "fo", "Zm8=" },
        { "foo", "Zm9v" },
        { "foob", "Zm9vYg==" },
        { "fooba", "Zm9vYmE=" },
        { "foobar", "Zm9vYmFy" },
        { "\xfb\xff\xbf", "+/+/" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct base_slice bytes = base_slice_str(rows[i].bytes);
        char text[16] = { 0 };
        uint8_t back[16];
        size_t len = 0;

        base_base64_write(bytes, text);
        assert_string_equal(text, rows[i].text);
        assert_int_equal(strlen(text), BASE_BASE64_LEN(bytes.len));
        assert_true(base_base64_read(base_slice_str(text), back, &len));
        assert_true(base_slice_eq((struct base_slice){ back, len }, bytes));
    }
}

static void
is_whole_or_refused(void **state)
{
    static const struct {
        const char *text, *want; /* NULL: refused */
    } rows[] = {
        { " Y W\r\nJj\n", "abc" }, { "YWJjZA==", "abcd" }, { "YQ", NULL },   { "YQ=", NULL },
        { "YQ===", NULL },         { "YQ==YQ==", NULL },   { "Y*==", NULL }, { "=", NULL },
        { "YWJjZ", NULL },         { "YWJjZA", NULL },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct base_slice text = base_slice_str(rows[i].text);
        uint8_t *out = malloc(text.len / 4 * 3 + (text.len < 4)); /* no more: overruns are seen */
        size_t len;
        bool ok = base_base64_read(text, out, &len);

        assert_int_equal(ok, rows[i].want != NULL);
        if (ok)
            assert_true(base_slice_eq_str((struct base_slice){ out, len }, rows[i].want));
        free(out);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_and_reads_as_published),
        cmocka_unit_test(is_whole_or_refused),
    };

    return cmocka_run_group_tests_name("base64", tests, NULL, NULL);
}
