/* SPDX-License-Identifier: MIT */
#include "certcheck/read/reading.h"

#include "writer.h"

#define NAME "3000"
#define ALG "3000"
#define TIME "170d3136303130313030303030305a"
#define OID "06032a0304"

static const struct {
    const char *hex;
    enum read_shape want;
} rows[] = {
    /* signed: what stands first within the first item */
    { "3009 3007 a000 0201 05 3000", READ_SHAPE_CERTIFICATE },
    { "300b 3009 0201 05" ALG NAME "3000", READ_SHAPE_CERTIFICATE }, /* version 1 */
    { "300b 3009 0201 00" NAME "3000 a000", READ_SHAPE_REQUEST },
    { "3009 3007 0201 00" NAME "3000", READ_SHAPE_REQUEST }, /* without attributes */
    { "3018 3016 0201 01" ALG NAME TIME, READ_SHAPE_CRL },
    { "3015 3013" ALG NAME TIME, READ_SHAPE_CRL }, /* version 1 */
    { "3017 3015" ALG NAME "180f32303136303130313030303030305a", READ_SHAPE_CRL },
    { "300b 3009" ALG NAME "0c03 313631", READ_SHAPE_CERTIFICATE },
    /* numbered */
    { "3005 0201 03 3000", READ_SHAPE_PKCS12 },
    { "3005 0201 00 3000", READ_SHAPE_KEY },    /* PKCS#8 */
    { "3006 0201 00 0201 05", READ_SHAPE_KEY }, /* RSA */
    { "3006 0201 03 0401 05", READ_SHAPE_KEY }, /* not PKCS#12's version alone */
    { "3003 0201 05", READ_SHAPE_CERTIFICATE }, /* nothing behind it */
    { "3005 0201 ff 3000", READ_SHAPE_CERTIFICATE },
    /* others */
    { "3005" OID, READ_SHAPE_CMS },
    { "3080" OID "0000", READ_SHAPE_CMS }, /* of an indefinite length */
    { "3080 0201 03 3080 0000 0000", READ_SHAPE_PKCS12 },
    { "300a 3005" OID "0401 05", READ_SHAPE_KEY }, /* encrypted */
    { "3005 3000 0401 05", READ_SHAPE_CERTIFICATE },
    { "300c 3005" OID "0401 05 0500", READ_SHAPE_CERTIFICATE },
    { "3000", READ_SHAPE_CERTIFICATE },
    { "3002 3000", READ_SHAPE_CERTIFICATE },
    { "3004 3000 0500", READ_SHAPE_CERTIFICATE },
    { "3102 0500", READ_SHAPE_CERTIFICATE },
    { "", READ_SHAPE_CERTIFICATE },
    /* cut off: by the first bytes alone */
    { "30820400" OID, READ_SHAPE_CMS },
    { "308180" OID, READ_SHAPE_CMS },
    { "3080" OID, READ_SHAPE_CMS },
    { "3020" OID, READ_SHAPE_CMS },
    { "30820400 0201 03 30", READ_SHAPE_PKCS12 },
    { "30820400 0201 03", READ_SHAPE_PKCS12 },
    { "30820400 0201", READ_SHAPE_CERTIFICATE },
    { "30820400 0201 00 30", READ_SHAPE_CERTIFICATE },
    { "30820400 0202 03 30", READ_SHAPE_CERTIFICATE },
    { "30820400", READ_SHAPE_CERTIFICATE },
    { "3082", READ_SHAPE_CERTIFICATE },
    { "30ff", READ_SHAPE_CERTIFICATE },
    { "30", READ_SHAPE_CERTIFICATE },
};

static void
tells_structures(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer w = { 0 };
        uint8_t *copy; /* so that a sanitizer sees what is read beyond it */
        enum read_shape got;

        writer_hex(&w, rows[i].hex);
        copy = malloc(w.len + (w.len == 0));
        assert_non_null(copy);
        if (w.len > 0)
            memcpy(copy, w.at, w.len);
        got = read_shape_of((struct base_slice){ copy, w.len });
        if (got != rows[i].want)
            fail_msg("row %zu: %s is %d", i, rows[i].hex, (int)got);
        free(copy);
        writer_free(&w);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_structures),
    };

    return cmocka_run_group_tests_name("read_shape", tests, NULL, NULL);
}
