/* SPDX-License-Identifier: MIT */
/* What a port is taken for; callers themselves are the tests' of whole runs. */
#include "fixture.h"

#include <assess/inbound.h>

static const char *
guessed_on(uint16_t port, bool *guessed)
{
    struct assess_listen_port d = { .at = { .port = port } };

    assess_listen_port_guess(&d);
    *guessed = d.guessed;
    return d.profile->name;
}

static void
test_a_port_that_asks_for_clients_is_known_by_its_number(void **state)
{
    bool guessed;

    (void)state;
    assert_string_equal(guessed_on(8057, &guessed), "edge-psom");
    assert_false(guessed);
    assert_string_equal(guessed_on(443, &guessed), "mtls");
    assert_true(guessed);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_port_that_asks_for_clients_is_known_by_its_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
