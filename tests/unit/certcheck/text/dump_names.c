/* SPDX-License-Identifier: MIT */
#include "text/dump_text.h"

#include <base/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

#define CLIENT "1.3.6.1.5.5.7.3.2"

static void
learns_from_lines(void **state)
{
    static const struct {
        const char *text, *name;
        const char *want; /* NULL: not learnt */
    } rows[] = {
        { "    Client Authentication (" CLIENT ")\n", "Client Authentication", CLIENT },
        { CLIENT " Client Authentication\r\n", "Client Authentication", CLIENT },
        { "x\n\n  Authentification du client (" CLIENT ")", "Authentification du client", CLIENT },
        { "(both) Client (" CLIENT ")", "(both) Client", CLIENT },
        { "Client (" CLIENT ")", "client", NULL }, /* as it is written */
        { "Client (" CLIENT ") and more", "Client", NULL },
        { "Client (" CLIENT, "Client", NULL },
        { "Client " CLIENT ")", "Client", NULL },
        { "Client " CLIENT, "Client", NULL },
        { CLIENT ": Flags = 0", ": Flags = 0", NULL },
        { "(" CLIENT ")", "", NULL },
        { CLIENT "  ", "", NULL },
        { "Client (1.2)", "Client", NULL },
        { "", "", NULL },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct dump_names names = { .n = 0 };
        struct base_slice oid;
        bool found;

        dump_names_learn(&names, base_slice_str(rows[i].text));
        found = dump_names_find(&names, base_slice_str(rows[i].name), &oid);
        if (found != (rows[i].want != NULL) || (found && !base_slice_eq_str(oid, rows[i].want)))
            fail_msg("row %zu: %d", i, found);
    }
}

static void
the_first_oid_of_a_name_stays(void **state)
{
    struct dump_names names = { .n = 0 };
    struct base_slice oid;

    (void)state;
    dump_names_learn(&names, SLICE("Web (1.2.3)\nWeb (1.2.4)\n1.2.5 Web\n"));
    assert_int_equal(names.n, 1);
    assert_true(dump_names_find(&names, SLICE("Web"), &oid));
    assert_true(base_slice_eq_str(oid, "1.2.3"));
    dump_names_learn(&names, SLICE("1.2.6 Mail")); /* more is learnt beside it */
    assert_true(dump_names_find(&names, SLICE("Mail"), &oid));
    assert_int_equal(names.n, 2);
}

static void
holds_no_more_than_its_room(void **state)
{
    struct dump_names names = { .n = 0 };
    struct base_slice oid;
    char text[4096];
    struct base_text t;

    (void)state;
    base_text_init(&t, text, sizeof text);
    for (unsigned i = 0; i <= DUMP_NAMES_MAX; i++) {
        base_text_str(&t, "1.2.3 name");
        base_text_u64(&t, i);
        base_text_byte(&t, '\n');
    }
    assert_false(t.cut);
    dump_names_learn(&names, base_slice_str(text));
    assert_int_equal(names.n, DUMP_NAMES_MAX);
    assert_true(dump_names_find(&names, SLICE("name63"), &oid));
    assert_false(dump_names_find(&names, SLICE("name64"), &oid));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(learns_from_lines),
        cmocka_unit_test(the_first_oid_of_a_name_stays),
        cmocka_unit_test(holds_no_more_than_its_room),
    };

    return cmocka_run_group_tests_name("dump_names", tests, NULL, NULL);
}
