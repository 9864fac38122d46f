/* SPDX-License-Identifier: MIT */
#include "template/deadline.h"

#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cmocka_prelude.h"

#define LONG_MS 3600000u /* never reached */

/* A read that nobody answers ends when the time is over, and not before there is a socket. */
static void
ends_a_blocked_read(void **state)
{
    struct deadline d;
    int ends[2];
    char octet;

    (void)state;
    for (int late = 0; late < 2; late++) { /* the socket before the time is set, or after it */
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
        assert_true(deadline_open(&d));
        if (late == 0)
            deadline_socket(&d, ends[0]);
        deadline_begin(&d, 1);
        if (late == 1)
            deadline_socket(&d, ends[0]);
        assert_true(read(ends[0], &octet, 1) <= 0);
        assert_true(deadline_expired(&d));
        assert_true(deadline_elapsed_ms(&d) >= 1);
        deadline_close(&d);
        close(ends[0]);
        close(ends[1]);
    }
}

/* It stays so: the next socket is of no use either. */
static void
what_has_expired_stays_so(void **state)
{
    struct deadline d;
    int first[2], next[2];
    char octet;

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, first), 0);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, next), 0);
    assert_true(deadline_open(&d));
    deadline_socket(&d, first[0]);
    deadline_begin(&d, 0);
    assert_true(read(first[0], &octet, 1) <= 0);
    deadline_begin(&d, LONG_MS);
    deadline_socket(&d, next[0]);
    assert_true(read(next[0], &octet, 1) <= 0);
    assert_true(deadline_expired(&d));
    deadline_close(&d);
    for (int i = 0; i < 2; i++) {
        close(first[i]);
        close(next[i]);
    }
}

/* A step in time leaves the socket alone, and each step has the whole time. */
static void
leaves_a_timely_socket_alone(void **state)
{
    struct deadline d;
    int ends[2];
    char octet = 0;

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_true(deadline_open(&d));
    assert_false(deadline_expired(&d));
    deadline_socket(&d, ends[0]);
    deadline_begin(&d, LONG_MS);
    deadline_begin(&d, LONG_MS + 999); /* a carry within the second */
    assert_true(d.expires.tv_nsec >= 0 && d.expires.tv_nsec < 1000000000);
    assert_int_equal((d.expires.tv_sec - d.begun.tv_sec) * 1000 +
                         (d.expires.tv_nsec - d.begun.tv_nsec) / 1000000,
                     LONG_MS + 999);
    assert_int_equal(write(ends[1], "x", 1), 1);
    assert_int_equal(read(ends[0], &octet, 1), 1);
    assert_false(deadline_expired(&d));
    assert_true(deadline_elapsed_ms(&d) < LONG_MS);
    assert_true(deadline_total_ms(&d) >= deadline_elapsed_ms(&d));
    deadline_close(&d); /* nor does the end of it all break one */
    assert_int_equal(write(ends[0], "x", 1), 1);
    close(ends[0]);
    close(ends[1]);
}

/* Its descriptor may soon be another file's. */
static void
forgets_a_socket_that_is_gone(void **state)
{
    struct deadline d;
    int ends[2];

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_true(deadline_open(&d));
    deadline_socket(&d, ends[0]);
    deadline_socket(&d, -1);
    deadline_begin(&d, 0);
    while (!deadline_expired(&d))
        sched_yield();
    deadline_close(&d);
    assert_int_equal(write(ends[0], "x", 1), 1);
    close(ends[0]);
    close(ends[1]);
}

static void
closes_without_a_step(void **state)
{
    struct deadline d;

    (void)state;
    assert_true(deadline_open(&d));
    assert_int_equal(d.fd, -1);
    deadline_close(&d);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_a_blocked_read),
        cmocka_unit_test(what_has_expired_stays_so),
        cmocka_unit_test(leaves_a_timely_socket_alone),
        cmocka_unit_test(forgets_a_socket_that_is_gone),
        cmocka_unit_test(closes_without_a_step),
    };

    return cmocka_run_group_tests_name("deadline", tests, NULL, NULL);
}
