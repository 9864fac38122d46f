/* SPDX-License-Identifier: MIT */
/* Connections from their opening to their end; sockets and what happens to jobs are wrapped by the
 * linker. */
#include "driver/run.h"

#include "net/sock.h"

#include "cmocka_prelude.h"

#include <errno.h>
#include <string.h>

static struct {
    int connect, readiness, received; /* what the calls return */
    size_t bytes;                     /* that a read takes */
    uint16_t port;
    enum probe_ready events;
    unsigned closed, ended, freed, later, kept, io;
    bool readable, writable;
} seen;

static struct probe *run;
static struct probe_job job;

int __wrap_probe_sock_connect(const struct probe_address *a, uint16_t port, int *fd);
int __wrap_probe_sock_recv(int fd, void *buf, size_t cap, size_t *n);
void __wrap_probe_sock_end(int fd);
void __wrap_probe_sock_close(int fd);
int __wrap_probe_readiness_set(struct probe_conn *c, enum probe_ready events);
void __wrap_probe_readiness_end(struct probe_conn *c);
void __wrap_probe_admission_keep(struct probe_conn *c, struct probe_job *j);
void __wrap_probe_admission_closed(struct probe_conn *c);
void __wrap_probe_admission_freed(struct probe *p);
void __wrap_probe_run_later(struct probe *p);
void __wrap_probe_talk_io(struct probe_job *j, bool readable, bool writable);

int
__wrap_probe_sock_connect(const struct probe_address *a, uint16_t port, int *fd)
{
    assert_ptr_equal(a, &job.addresses[1]);
    seen.port = port;
    *fd = 7;
    return seen.connect;
}

int
__wrap_probe_sock_recv(int fd, void *buf, size_t cap, size_t *n)
{
    assert_int_equal(fd, 7);
    assert_ptr_equal(buf, run->scratch);
    assert_int_equal(cap, PROBE_SCRATCH);
    *n = seen.bytes;
    return seen.received;
}

void
__wrap_probe_sock_end(int fd)
{
    assert_int_equal(fd, 7);
    seen.ended++;
}

void
__wrap_probe_sock_close(int fd)
{
    assert_int_equal(fd, 7);
    seen.closed++;
}

int
__wrap_probe_readiness_set(struct probe_conn *c, enum probe_ready events)
{
    assert_non_null(c);
    seen.events = events;
    return seen.readiness;
}

void
__wrap_probe_readiness_end(struct probe_conn *c)
{
    assert_int_equal(c->fd, 7); /* before it is closed */
}

void
__wrap_probe_admission_keep(struct probe_conn *c, struct probe_job *j)
{
    assert_non_null(c);
    assert_ptr_equal(j, &job);
    seen.kept++;
}

void
__wrap_probe_admission_closed(struct probe_conn *c)
{
    assert_non_null(c);
}

void
__wrap_probe_admission_freed(struct probe *p)
{
    assert_ptr_equal(p, run);
    seen.freed++;
}

void
__wrap_probe_run_later(struct probe *p)
{
    assert_ptr_equal(p, run);
    seen.later++;
}

void
__wrap_probe_talk_io(struct probe_job *j, bool readable, bool writable)
{
    assert_ptr_equal(j, &job);
    seen.io++;
    seen.readable = readable;
    seen.writable = writable;
}

static int
begin(void **state)
{
    struct probe_options o;
    char why[PROBE_TEXT_MAX];

    (void)state;
    probe_options_init(&o);
    memset(&seen, 0, sizeof seen);
    run = probe_new(&o, BASE_TEXT_IN(why));
    job = (struct probe_job){ .run = run, .target.port = 8057 };
    return run == NULL;
}

static int
end(void **state)
{
    (void)state;
    probe_conn_drop_lingering(run, UINT64_MAX);
    probe_free(run);
    return 0;
}

static struct probe_conn *
opened(void)
{
    struct probe_conn *c = NULL;

    assert_int_equal(probe_conn_open(&job, &job.addresses[1], &c), 0);
    assert_non_null(c);
    return c;
}

static void
opening_watches_for_the_connection(void **state)
{
    struct probe_conn *c;

    (void)state;
    seen.connect = EINPROGRESS;
    c = opened();
    assert_int_equal(seen.port, 8057);
    assert_int_equal(seen.events, PROBE_WRITABLE);
    assert_ptr_equal(c->job, &job);
    assert_int_equal(c->fd, 7);
    probe_conn_watch(c, true);
    assert_int_equal(seen.events, PROBE_READABLE | PROBE_WRITABLE);
    probe_conn_watch(c, false);
    assert_int_equal(seen.events, PROBE_READABLE);
    probe_conn_pause(c);
    assert_int_equal(seen.events, PROBE_NOTHING);
    probe_conn_leave(c, false);
    job.proxied = true; /* the port is the proxy's then */
    run->options.proxy.port = 3128;
    probe_conn_leave(opened(), false);
    assert_int_equal(seen.port, 3128);
}

static void
what_cannot_be_opened_is_told(void **state)
{
    struct probe_conn *c = NULL;

    (void)state;
    seen.connect = ECONNREFUSED;
    assert_int_equal(probe_conn_open(&job, &job.addresses[1], &c), ECONNREFUSED);
    assert_int_equal(seen.closed, 0); /* there is no socket */
    seen.connect = 0;
    seen.readiness = EMFILE;
    assert_int_equal(probe_conn_open(&job, &job.addresses[1], &c), ENOMEM);
    assert_int_equal(seen.closed, 1);
    assert_int_equal(seen.freed, 1);
    assert_null(c);
}

static void
jobs_hear_of_their_connections(void **state)
{
    struct probe_conn *c = opened();

    (void)state;
    probe_conn_ready(c, true, false);
    assert_true(seen.io == 1 && seen.readable && !seen.writable);
    probe_conn_ready(c, false, true);
    assert_true(seen.io == 2 && !seen.readable && seen.writable);
    c->job = NULL;
    probe_conn_ready(c, true, true);
    assert_int_equal(seen.io, 2);
    c->job = &job;
    probe_conn_leave(c, false);
}

/* Leaving politely: until the peer's end of stream. */
static void
polite_ones_linger(void **state)
{
    struct probe_conn *c = opened();

    (void)state;
    probe_conn_leave(c, true);
    assert_true(c->lingering && c->job == NULL);
    assert_int_equal(seen.kept, 1);
    assert_int_equal(seen.ended, 1);
    assert_int_equal(seen.events, PROBE_READABLE);
    assert_int_equal(run->lingering_n, 1);
    assert_true(uv_is_active((uv_handle_t *)&run->linger_timer));
    seen.bytes = 100;
    probe_conn_ready(c, true, false);
    seen.received = EAGAIN;
    probe_conn_ready(c, true, false);
    assert_int_equal(seen.closed, 0);
    assert_int_equal(c->taken, 100);
    seen.received = 0;
    seen.bytes = 0;
    probe_conn_ready(c, true, false);
    assert_int_equal(seen.closed, 1);
    assert_int_equal(seen.later, 1); /* the run may have waited for it */
    assert_int_equal(run->lingering_n, 0);
    assert_null(run->lingering);
    assert_null(run->lingering_tail);
    assert_false(uv_is_active((uv_handle_t *)&run->linger_timer));
}

static void
who_sends_too_much_is_left(void **state)
{
    struct probe_conn *c = opened();

    (void)state;
    probe_conn_leave(c, true);
    c->taken = PROBE_BYTES_MAX - 1;
    seen.bytes = 1;
    probe_conn_ready(c, true, false);
    assert_int_equal(seen.closed, 0);
    probe_conn_ready(c, true, false);
    assert_int_equal(seen.closed, 1);
    probe_conn_leave(c = opened(), true);
    seen.received = ECONNRESET;
    probe_conn_ready(c, true, false);
    assert_int_equal(seen.closed, 2);
}

/* options.exclusive: it holds its place for the whole time, whatever the peer does. */
static void
those_that_hold_a_place_stay(void **state)
{
    struct probe_conn *c = opened();
    struct probe_host host = { .active = 1 };

    (void)state;
    run->options.exclusive = true;
    probe_conn_leave(c, false); /* nothing was taken yet: it counts as none */
    assert_int_equal(seen.closed, 1);
    c = opened();
    c->taken = 1;
    probe_conn_leave(c, false);
    assert_true(c->lingering);
    c->host = &host;
    probe_conn_ready(c, true, false);
    assert_int_equal(seen.events, PROBE_NOTHING);
    assert_int_equal(seen.closed, 1);
    c->host = NULL;
    c = opened();
    run->stopping = true; /* then nobody waits */
    probe_conn_leave(c, true);
    assert_int_equal(seen.closed, 2);
}

static void
nobody_lingers_for_ever(void **state)
{
    struct probe_conn *first = opened(), *second = opened();

    (void)state;
    probe_conn_leave(first, true);
    probe_conn_leave(second, true);
    assert_true(first->linger_until_us <= probe_now_us() + PROBE_LINGER_US);
    second->linger_until_us = first->linger_until_us + 10;
    probe_conn_drop_lingering(run, first->linger_until_us - 1);
    assert_int_equal(seen.closed, 0);
    probe_conn_drop_lingering(run, first->linger_until_us);
    assert_int_equal(seen.closed, 1);
    assert_ptr_equal(run->lingering, second);
    assert_ptr_equal(run->lingering_tail, second);
    assert_null(second->prev);
    assert_true(uv_is_active((uv_handle_t *)&run->linger_timer));
}

/* The oldest makes room. */
static void
no_more_than_so_many_linger(void **state)
{
    struct probe_conn *second = NULL;

    (void)state;
    for (unsigned i = 0; i <= PROBE_LINGERING_MAX; i++) {
        struct probe_conn *c = opened();

        second = i == 1 ? c : second;
        probe_conn_leave(c, true);
    }
    assert_int_equal(run->lingering_n, PROBE_LINGERING_MAX);
    assert_int_equal(seen.closed, 1);
    assert_ptr_equal(run->lingering, second);
}

/* What the kernel has reported may still point to it. */
static void
closed_ones_are_kept_while_serving(void **state)
{
    struct probe_conn *c = opened();

    (void)state;
    run->serving = true;
    probe_conn_leave(c, false);
    assert_ptr_equal(run->closed, c);
    assert_int_equal(c->fd, -1);
    probe_conn_ready(c, true, true);
    assert_int_equal(seen.io, 0);
    run->serving = false;
    probe_conn_reap(run);
    assert_null(run->closed);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(opening_watches_for_the_connection),
        CASE(what_cannot_be_opened_is_told),
        CASE(jobs_hear_of_their_connections),
        CASE(polite_ones_linger),
        CASE(who_sends_too_much_is_left),
        CASE(those_that_hold_a_place_stay),
        CASE(nobody_lingers_for_ever),
        CASE(no_more_than_so_many_linger),
        CASE(closed_ones_are_kept_while_serving),
    };

    return cmocka_run_group_tests_name("conn", tests, NULL, NULL);
}
