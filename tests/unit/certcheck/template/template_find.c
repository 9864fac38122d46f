/* SPDX-License-Identifier: MIT */
#include "building.h"

static struct certcheck_template three[] = {
    { .name = "Web", .display = "Edge", .oid = "1.2.3" },
    { .name = "Edge", .display = "Web", .oid = "1.2.4" },
    { .name = "Bare" },
};
static const struct certcheck_templates all = { .at = three, .n = ROWS(three) };

/* NULL: none; -1 is told from the first. */
static int
at(const struct certcheck_template *t)
{
    return t == NULL ? -1 : (int)(t - three);
}

static void
by_name(void **state)
{
    (void)state;
    assert_int_equal(at(certcheck_template_named(&all, SLICE("web"))), 0); /* CN before display */
    assert_int_equal(at(certcheck_template_named(&all, SLICE("EDGE"))), 1);
    assert_int_equal(at(certcheck_template_named(&all, SLICE("We"))), -1);
    assert_int_equal(at(certcheck_template_named(&(struct certcheck_templates){ 0 }, SLICE("Web"))),
                     -1);
    three[1].name[0] = 'X';
    assert_int_equal(at(certcheck_template_named(&all, SLICE("edge"))),
                     0); /* as consoles show it */
    three[1].name[0] = 'E';
}

static void
by_what_a_request_names(void **state)
{
    static const struct {
        struct base_slice oid, name;
        int want;
    } rows[] = {
        { BYTES("\x2a\x03"), BYTES(""), 0 },
        { BYTES("\x2a\x03"),
          BYTES("\x0c\x04"
                "Edge"),
          0 }, /* the OID stays when the template is renamed */
        { BYTES("\x2a\x05"),
          BYTES("\x0c\x04"
                "Edge"),
          1 },
        { BYTES(""), BYTES("\x1e\x08\0e\0D\0G\0E"), 1 },
        { BYTES(""),
          BYTES("\x0c\x04"
                "None"),
          -1 },
        { BYTES(""), BYTES(""), -1 },         /* not the one without an OID */
        { BYTES("\x2a\x83"), BYTES(""), -1 }, /* no OID */
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct certcheck_template_ref ref = { .oid = rows[i].oid, .name = rows[i].name };
        int got = at(certcheck_template_by_ref(&all, &ref));

        if (got != rows[i].want)
            fail_msg("row %zu: %d", i, got);
    }
}

/* Cut to its room, a long name would be another one. */
static void
no_name_is_cut_to_fit(void **state)
{
    static struct certcheck_template t;
    static uint8_t name[4 + CERTCHECK_TEMPLATE_TEXT_MAX] = { 0x0c, 0x82, 0x01, 0x00 };
    const struct certcheck_templates one = { .at = &t, .n = 1 };

    (void)state;
    memset(t.name, 'a', sizeof t.name - 1);
    memset(name + 4, 'a', CERTCHECK_TEMPLATE_TEXT_MAX);
    assert_null(certcheck_template_by_ref(
        &one, &(struct certcheck_template_ref){ .name = { name, sizeof name } }));
    name[2] = 0;
    name[3] = 0xff;
    assert_ptr_equal(
        certcheck_template_by_ref(
            &one, &(struct certcheck_template_ref){ .name = { name, sizeof name - 1 } }),
        &t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_name),
        cmocka_unit_test(by_what_a_request_names),
        cmocka_unit_test(no_name_is_cut_to_fit),
    };

    return cmocka_run_group_tests_name("template_find", tests, NULL, NULL);
}
