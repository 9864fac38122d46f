/* SPDX-License-Identifier: MIT */
/* Reports and their schemas rely on these words. */
#include <probe/result.h>

#include "cmocka_prelude.h"

#include <string.h>

static bool
is_word(const char *name)
{
    return name[0] != '\0' && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name);
}

static void
names_classes(void **state)
{
    (void)state;
    assert_string_equal(probe_class_name(PROBE_OK), "ok");
    assert_string_equal(probe_class_name(PROBE_PEER_REFUSED_US), "peer-refused-us");
    assert_string_equal(probe_class_name(PROBE_RESOURCE), "resource");
    assert_string_equal(probe_class_about(PROBE_OK), "a certificate was obtained");
    assert_string_equal(probe_class_about(PROBE_REFUSED), "nothing listens on the port");
    for (unsigned i = 0; i < PROBE_CLASSES; i++) {
        assert_true(is_word(probe_class_name((enum probe_class)i)));
        assert_true(strlen(probe_class_about((enum probe_class)i)) > 0);
        for (unsigned j = 0; j < i; j++)
            assert_string_not_equal(probe_class_name((enum probe_class)i),
                                    probe_class_name((enum probe_class)j));
    }
}

/* What the next try may find otherwise; a refusal is an answer. */
static void
tells_what_may_pass(void **state)
{
    (void)state;
    for (unsigned i = 0; i < PROBE_CLASSES; i++)
        assert_int_equal(probe_class_may_pass((enum probe_class)i),
                         i == PROBE_TIMEOUT || i == PROBE_RESET);
}

static void
names_what_was_tried(void **state)
{
    (void)state;
    assert_string_equal(probe_tried_words(PROBE_TRIED_CLIENT_TLS10), "as TLS client with TLS 1.0");
    for (unsigned i = 0; i < PROBE_TRIEDS; i++)
        assert_true(strlen(probe_tried_words((enum probe_tried)i)) > 0);
}

static void
names_the_rest(void **state)
{
    (void)state;
    assert_string_equal(probe_stage_name(PROBE_STAGE_RESOLVE), "resolve");
    assert_string_equal(probe_stage_name(PROBE_STAGE_CONNECT), "connect");
    assert_string_equal(probe_stage_name(PROBE_STAGE_TLS), "tls");
    assert_string_equal(probe_role_name(PROBE_ROLE_SERVER), "server");
    assert_string_equal(probe_role_name(PROBE_ROLE_CLIENT), "client");
    assert_null(probe_role_name(PROBE_ROLE_UNKNOWN));
    assert_string_equal(probe_hello_name(PROBE_HELLO_AUTO), "auto");
    assert_string_equal(probe_hello_name(PROBE_HELLO_LIGHT), "light");
    assert_string_equal(probe_hello_name(PROBE_HELLO_WIDE), "wide");
    assert_string_equal(probe_hello_name(PROBE_HELLO_TLS10), "tls10");
    assert_string_equal(probe_engine_name(PROBE_ENGINE_AUTO), "auto");
    assert_string_equal(probe_engine_name(PROBE_ENGINE_HELLO), "hello");
    assert_string_equal(probe_engine_name(PROBE_ENGINE_OPENSSL), "openssl");
}

/* A number from outside, of a record of another release perhaps, ends nothing. */
static void
survives_what_is_none(void **state)
{
    static const int others[] = { PROBE_CLASSES, PROBE_TRIEDS + PROBE_CLASSES, INT32_MAX, -1,
                                  INT32_MIN };

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_string_equal(probe_class_name((enum probe_class)others[i]), "");
        assert_string_equal(probe_class_about((enum probe_class)others[i]), "");
        assert_false(probe_class_may_pass((enum probe_class)others[i]));
        assert_string_equal(probe_tried_words((enum probe_tried)others[i]), "");
        assert_string_equal(probe_stage_name((enum probe_stage)others[i]), "");
        assert_null(probe_role_name((enum probe_role)others[i]));
        assert_string_equal(probe_hello_name((enum probe_hello)others[i]), "");
        assert_string_equal(probe_engine_name((enum probe_engine)others[i]), "");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_classes),         cmocka_unit_test(tells_what_may_pass),
        cmocka_unit_test(names_what_was_tried),  cmocka_unit_test(names_the_rest),
        cmocka_unit_test(survives_what_is_none),
    };

    return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
