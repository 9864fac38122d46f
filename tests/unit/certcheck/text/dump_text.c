/* SPDX-License-Identifier: MIT */
#include "text/dump_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

static void
oids_stand_alone(void **state)
{
    static const struct {
        const char *line, *want;
    } rows[] = {
        { "    1.3.6.1.5.5.7.3.1 Serverauthentifizierung", "1.3.6.1.5.5.7.3.1" },
        { "Server Authentication (1.3.6.1.5.5.7.3.1)", "1.3.6.1.5.5.7.3.1" },
        { "2.5.29.37: Flags = 0", "2.5.29.37" },
        { "version 1.2, not an OID", NULL },
        { "v1.2.3", NULL },
        { "1.2.3a", NULL },
        { "1.2.3.", NULL },
        { "10.0.0.1-dc", NULL },
        { "", NULL },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct base_slice oid;
        bool found = dump_oid(base_slice_str(rows[i].line), &oid);

        assert_int_equal(found, rows[i].want != NULL);
        if (found)
            assert_true(base_slice_eq_str(oid, rows[i].want));
    }
}

static void
hex_dumps_end_at_the_gap(void **state)
{
    static const struct {
        const char *line;
        size_t before, want_len;
    } rows[] = {
        { "0000  30 0a 06 08 2b 06 01 05  05 07 03 01                ....", 0, 12 },
        { "    0010  05   aa", 16, 17 },
        { "    0010  05   aa", 0, 0 }, /* the middle of another dump */
        { "0000  05   aa", 16, 16 },   /* and its beginning */
        { "0000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f   ab cd", 0, 16 },
        { "ffffffffffffffffff  30", 0, 0 },
        { "000  30", 0, 0 },
        { "0000  zz", 0, 0 },
        { "0000", 0, 0 },
        { "", 0, 0 },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        uint8_t out[64];
        size_t len = rows[i].before;

        assert_int_equal(dump_hex(base_slice_str(rows[i].line), out, sizeof out, &len),
                         rows[i].want_len > rows[i].before);
        assert_int_equal(len, rows[i].want_len);
    }
}

static void
hex_dumps_stop_where_room_does(void **state)
{
    uint8_t *out = malloc(4); /* so that a sanitizer sees what is written beyond it */
    size_t len = 0;

    (void)state;
    assert_non_null(out);
    assert_false(dump_hex(SLICE("0000  30 14 06 08 2b"), out, 4, &len));
    assert_int_equal(len, 4);
    assert_memory_equal(out, "\x30\x14\x06\x08", 4);
    free(out);
}

/* EKU holds OIDs, Application Policies each in a SEQUENCE of its own. */
static void
lists_the_oids_of_a_value(void **state)
{
    static const struct {
        struct base_slice value;
        unsigned want_n;
        bool want_cut;
    } rows[] = {
        { BYTES("\x30\x08\x06\x02\x2a\x03\x06\x02\x2a\x04"), 2, false },
        { BYTES("\x30\x08\x06\x02\x2a\x03\x06\x02\x2a\x03"), 1, false }, /* twice is once */
        { BYTES("\x30\x0c\x30\x04\x06\x02\x2a\x03\x30\x04\x06\x02\x2a\x04"), 2, false },
        { BYTES("\x30\x04\x06\x02\x2a\x03!"), 1, false },
        { BYTES("\x30\x06\x05\x00\x06\x02\x2a\x03"), 1, false },
        { BYTES("\x30\x00"), 0, false },
        { BYTES("\x30\x04\x06\x02\x2a\x83"), 0, true },         /* no OID */
        { BYTES("\x30\x06\x06\x02\x2a\x03\x06\x02"), 1, true }, /* the second one is cut off */
        { BYTES("\x30\x08\x06\x02\x2a\x03"), 0, true },
        { BYTES("\x31\x04\x06\x02\x2a\x03"), 0, true },
        { BYTES(""), 0, true },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct synthetic_oids out = { .n = 0 };

        dump_oids_of(rows[i].value, &out);
        if (out.n != rows[i].want_n || out.cut != rows[i].want_cut || !out.present)
            fail_msg("row %zu: %u, cut %d", i, out.n, out.cut);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(oids_stand_alone),
        cmocka_unit_test(hex_dumps_end_at_the_gap),
        cmocka_unit_test(hex_dumps_stop_where_room_does),
        cmocka_unit_test(lists_the_oids_of_a_value),
    };

    return cmocka_run_group_tests_name("dump_text", tests, NULL, NULL);
}
