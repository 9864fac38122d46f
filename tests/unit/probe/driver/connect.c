/* SPDX-License-Identifier: MIT */
/* What a connection's beginning comes to; sockets and what follows are wrapped by the linker. */
#include "driver/run.h"

#include "net/sock.h"

#include "cmocka_prelude.h"

#include <errno.h>
#include <string.h>

static struct {
    int open, error; /* what the calls return */
    enum probe_trouble trouble;
    bool armed, dropped, failed, stepped;
    enum probe_event event;
    struct probe_error told;
} seen;

static struct probe run;
static struct probe_conn conn;
static struct probe_flight flight;
static struct probe_job job;

int __wrap_probe_conn_open(struct probe_job *j, const struct probe_address *a,
                           struct probe_conn **out);
int __wrap_probe_sock_error(int fd);
enum probe_trouble __wrap_probe_sock_trouble(int err, const struct probe_address *a);
void __wrap_probe_talk_drop(struct probe_job *j);
void __wrap_probe_talk_fail(struct probe_job *j, const struct probe_error *e);
void __wrap_probe_job_step(struct probe_job *j, enum probe_event e);
void __wrap_probe_job_arm(struct probe_job *j);

int
__wrap_probe_conn_open(struct probe_job *j, const struct probe_address *a, struct probe_conn **out)
{
    assert_ptr_equal(j, &job);
    assert_ptr_equal(a, &job.addresses[2]);
    *out = &conn;
    return seen.open;
}

int
__wrap_probe_sock_error(int fd)
{
    assert_int_equal(fd, 7);
    return seen.error;
}

enum probe_trouble
__wrap_probe_sock_trouble(int err, const struct probe_address *a)
{
    assert_int_equal(err, seen.open != 0 ? seen.open : seen.error);
    assert_ptr_equal(a, &job.addresses[2]);
    return seen.trouble;
}

void
__wrap_probe_talk_drop(struct probe_job *j)
{
    assert_ptr_equal(j, &job);
    seen.dropped = true;
}

void
__wrap_probe_talk_fail(struct probe_job *j, const struct probe_error *e)
{
    assert_ptr_equal(j, &job);
    assert_false(seen.failed || seen.stepped);
    seen.failed = true;
    seen.told = *e;
}

void
__wrap_probe_job_step(struct probe_job *j, enum probe_event e)
{
    assert_ptr_equal(j, &job);
    assert_false(seen.failed || seen.stepped);
    seen.stepped = true;
    seen.event = e;
}

void
__wrap_probe_job_arm(struct probe_job *j)
{
    assert_ptr_equal(j, &job);
    seen.armed = true;
}

#define LEFT_US 8000000u

/* A job with eight of its ten seconds left, at its third and last address. */
static void
given(void)
{
    memset(&seen, 0, sizeof seen);
    conn = (struct probe_conn){ .fd = 7 };
    flight = (struct probe_flight){ .conn = &conn };
    probe_options_init(&run.options);
    job = (struct probe_job){
        .run = &run, .flight = &flight, .clock_us = LEFT_US, .budget_ms = 10000
    };
    job.plan.address = 2;
    job.plan.addresses = 3;
}

static void
a_try_begins_with_nothing_known(void **state)
{
    (void)state;
    given();
    flight = (struct probe_flight){ .said_n = 9,
                                    .heard = true,
                                    .speaking = true,
                                    .sni_sent = true,
                                    .settling = true,
                                    .looked = true,
                                    .connected_us = 5,
                                    .errno_value = 5 };
    probe_talk_connect(&job);
    assert_ptr_equal(flight.conn, &conn);
    assert_true(flight.said_n == 0 && flight.connected_us == 0 && flight.errno_value == 0);
    assert_false(flight.heard || flight.speaking || flight.sni_sent || flight.settling ||
                 flight.looked);
    assert_true(seen.armed);
    assert_true(flight.limit_us - flight.began_us == 5000000); /* --connect-timeout */
}

/* Of the time left, what is reserved is not spent on connecting. */
static void
a_reserve_is_not_spent(void **state)
{
    (void)state;
    given();
    job.target.reserve_ms = 6000;
    probe_talk_connect(&job);
    assert_true(flight.limit_us - flight.began_us == 2000000);
    given();
    job.target.reserve_ms = 9000;
    probe_talk_connect(&job);
    assert_int_equal(flight.limit_us - flight.began_us, 0);
}

static void
troubles_have_their_classes(void **state)
{
    static const struct {
        enum probe_trouble trouble;
        enum probe_class kind;
    } rows[] = { { PROBE_TROUBLE_REFUSED, PROBE_REFUSED },
                 { PROBE_TROUBLE_UNROUTABLE, PROBE_UNROUTABLE },
                 { PROBE_TROUBLE_TIMEOUT, PROBE_TIMEOUT },
                 { PROBE_TROUBLE_RESET, PROBE_RESET } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        given();
        seen.open = ECONNREFUSED;
        seen.trouble = rows[i].trouble;
        probe_talk_connect(&job);
        assert_true(seen.failed && !seen.armed);
        assert_int_equal(seen.told.kind, rows[i].kind);
        assert_int_equal(seen.told.stage, PROBE_STAGE_CONNECT);
        assert_int_equal(seen.told.errno_value, ECONNREFUSED);
        assert_string_equal(seen.told.text, probe_sock_error_text(ECONNREFUSED));
        assert_int_equal(job.attempts, 1);
    }
}

/* Out of descriptors: no try at all, it is made again later. */
static void
who_is_short_waits(void **state)
{
    (void)state;
    given();
    seen.open = EMFILE;
    seen.trouble = PROBE_TROUBLE_SHORT;
    probe_talk_connect(&job);
    assert_true(seen.dropped && seen.stepped);
    assert_int_equal(seen.event, PROBE_EVENT_SHORT);
    assert_int_equal(job.short_errno, EMFILE);
    assert_int_equal(job.attempts, 0);
}

static void
a_connection_is_noted(void **state)
{
    (void)state;
    given();
    flight.began_us = probe_now_us() - 1500;
    job.short_since = 5;
    job.plan.turn = PROBE_TURN_SPEAK;
    probe_talk_connected(&job);
    assert_int_equal(seen.event, PROBE_EVENT_CONNECTED_SPEAK);
    assert_true(job.connected && job.short_since == 0);
    assert_int_equal(job.attempts, 1);
    assert_true(job.connect_us >= 1500);
    assert_true(flight.connected_us >= flight.began_us + 1500);
    assert_true(flight.half_us - flight.connected_us == LEFT_US / 2);
    assert_true(flight.spent_us == 2000000);
}

/* A peer that may speak first is listened to, but no proxy. */
static void
who_speaks_first_is_planned(void **state)
{
    (void)state;
    given();
    job.plan.turn = PROBE_TURN_WINDOW;
    probe_talk_connected(&job);
    assert_int_equal(seen.event, PROBE_EVENT_CONNECTED_LISTEN);
    given();
    job.plan.turn = PROBE_TURN_LISTEN;
    job.proxied = true;
    probe_talk_connected(&job);
    assert_int_equal(seen.event, PROBE_EVENT_CONNECTED_SPEAK);
    assert_false(job.connected); /* the proxy has not said yes */
}

/* Had it answered our SYN by RST, it would be refused. */
static void
a_reset_is_behind_the_connection(void **state)
{
    static const int resets[] = { ECONNRESET, EPIPE };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        given();
        seen.error = resets[i];
        probe_talk_connected(&job);
        assert_true(seen.failed && conn.gone && job.connected);
        assert_int_equal(seen.told.kind, PROBE_RESET);
        assert_int_equal(seen.told.stage, PROBE_STAGE_TLS);
        assert_int_equal(seen.told.errno_value, resets[i]);
    }
    given();
    seen.error = ECONNREFUSED;
    seen.trouble = PROBE_TROUBLE_REFUSED;
    probe_talk_connected(&job);
    assert_int_equal(seen.told.kind, PROBE_REFUSED);
    assert_false(job.connected || conn.gone);
    assert_int_equal(job.attempts, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_try_begins_with_nothing_known),
        cmocka_unit_test(a_reserve_is_not_spent),
        cmocka_unit_test(troubles_have_their_classes),
        cmocka_unit_test(who_is_short_waits),
        cmocka_unit_test(a_connection_is_noted),
        cmocka_unit_test(who_speaks_first_is_planned),
        cmocka_unit_test(a_reset_is_behind_the_connection),
    };

    return cmocka_run_group_tests_name("connect", tests, NULL, NULL);
}
