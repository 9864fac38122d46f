/* SPDX-License-Identifier: MIT */
#include <advice/sentences.h>

#include <base/text.h>

#include "cmocka_prelude.h"

/* Of these classes an error's own sentence about the peer says all that the class's does; beside
 * any other class both are told. A sentence that is reworded must not drop the one or double the
 * other. */
static const bool tells_of_the_peer[PROBE_CLASSES] = {
    [PROBE_RESET] = true,           [PROBE_CLOSED] = true,
    [PROBE_NOT_TLS] = true,         [PROBE_ALERT] = true,
    [PROBE_PROTOCOL] = true,        [PROBE_LIMIT] = true,
    [PROBE_PEER_REFUSED_US] = true, [PROBE_EMPTY_CERTIFICATE] = true,
};

static void
an_error_is_told_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < PROBE_CLASSES; i++) {
        struct probe_error e = { .kind = (enum probe_class)i };
        struct base_text t;

        base_text_init(&t, e.text, sizeof e.text);
        base_text_str(&t, "the peer left with close_notify");
        assert_int_equal(advice_error_is_whole(&e), tells_of_the_peer[i]);
        base_text_clear(&t);
        base_text_str(&t, "more than one HelloRequest");
        assert_false(advice_error_is_whole(&e));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(an_error_is_told_once) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
