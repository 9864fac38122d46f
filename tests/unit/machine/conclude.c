/* SPDX-License-Identifier: MIT */
#include <machine/server.h>

#include "cmocka_prelude.h"

static struct machine_server server;

/* A Front End whose Data MCU runs on the first CLR, which has the check, or not. */
static void
front_end(enum machine_answer check)
{
    server = (struct machine_server){ .data_mcu = MACHINE_YES, .runtime = 0 };
    for (unsigned i = 0; i < MACHINE_RUNTIMES; i++)
        server.runtimes[i] = (struct machine_runtime){ .bits = i % 2 == 0 ? 64 : 32,
                                                       .installed = MACHINE_YES,
                                                       .has_check = check };
}

static void
opt_out(unsigned runtime, enum machine_answer set)
{
    server.opt_outs[server.opt_outs_n++] =
        (struct machine_opt_out){ .runtime = runtime, .set = set };
}

static void
concludes(enum machine_conclusion want)
{
    assert_string_equal(machine_conclusion_word(machine_server_conclude(&server)),
                        machine_conclusion_word(want));
}

static void
nothing_is_concluded_from_what_is_unknown(void **state)
{
    static const enum machine_answer answers[] = { MACHINE_NO, MACHINE_YES, MACHINE_UNKNOWN };
    static const enum machine_conclusion want[3][3] = {
        /* check: no, yes, unknown; by opt-out: no, yes, unknown */
        { MACHINE_DOES_NOT_CHECK, MACHINE_DOES_NOT_CHECK, MACHINE_DOES_NOT_CHECK },
        { MACHINE_CHECKS, MACHINE_OPTED_OUT, MACHINE_NOT_KNOWN },
        { MACHINE_NOT_KNOWN, MACHINE_OPTED_OUT, MACHINE_NOT_KNOWN },
    };

    (void)state;
    for (size_t check = 0; check < 3; check++)
        for (size_t out = 0; out < 3; out++) {
            front_end(answers[check]);
            opt_out(0, answers[out]);
            concludes(want[check][out]);
        }
}

static void
one_opt_out_is_enough_and_must_be_of_the_runtime(void **state)
{
    (void)state;
    front_end(MACHINE_YES);
    opt_out(0, MACHINE_UNKNOWN);
    opt_out(0, MACHINE_NO);
    concludes(MACHINE_NOT_KNOWN);
    opt_out(0, MACHINE_YES);
    concludes(MACHINE_OPTED_OUT);
    front_end(MACHINE_YES);
    opt_out(1, MACHINE_YES); /* of 32-bit programs */
    concludes(MACHINE_CHECKS);
}

static void
where_the_runtime_is_unknown_all_that_may_be_meant_agree(void **state)
{
    (void)state;
    front_end(MACHINE_YES);
    server.runtime = MACHINE_RUNTIMES;
    concludes(MACHINE_CHECKS);
    server.runtimes[2].has_check = MACHINE_NO;
    concludes(MACHINE_NOT_KNOWN);
    server.runtimes[2].installed = MACHINE_NO; /* then it is not meant */
    concludes(MACHINE_CHECKS);
    server.runtimes[0].installed = MACHINE_NO; /* none is left: of 32 bits no Data MCU is */
    concludes(MACHINE_NOT_KNOWN);
}

static void
without_a_data_mcu_nobody_checks(void **state)
{
    (void)state;
    front_end(MACHINE_YES);
    server.data_mcu = MACHINE_NO;
    concludes(MACHINE_NO_DATA_MCU);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_concluded_from_what_is_unknown),
        cmocka_unit_test(one_opt_out_is_enough_and_must_be_of_the_runtime),
        cmocka_unit_test(where_the_runtime_is_unknown_all_that_may_be_meant_agree),
        cmocka_unit_test(without_a_data_mcu_nobody_checks),
    };

    return cmocka_run_group_tests_name("conclude", tests, NULL, NULL);
}
