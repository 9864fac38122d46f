/* SPDX-License-Identifier: MIT */
/* Ports and room: what cannot be bound, and who is let in when there is little room. */
#include "test_peers.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define PEERS 6

/* Why these ports cannot be opened; failed as probe_listen_open says. */
static void
refused(struct probe_listen_port *ports, size_t n, size_t failed, const char *want)
{
    struct probe_listen_options o = { .ports = ports, .ports_n = n };
    struct probe_options options;
    char text[256];
    struct base_text why;
    struct probe *p;

    probe_options_init(&options);
    base_text_init(&why, text, sizeof text);
    p = probe_new(&options, &why);
    assert_non_null(p);
    assert_false(probe_listen_open(p, &o, &why));
    assert_int_equal(o.failed, failed);
    assert_string_equal(text, want);
    probe_free(p);
}

static void
says_which_door_and_why(void **state)
{
    char taken[96];
    struct listening r;

    (void)state;
    listening_open(&r, PROBE_DIALOGUE_NONE, 1000, 0, 0);
    (void)snprintf(taken, sizeof taken, "cannot listen on 127.0.0.1:%u: the port is in use",
                   r.port.port);
    refused((struct probe_listen_port[]){ { .address = "127.0.0.1" },
                                          { .address = "127.0.0.1", .port = r.port.port } },
            2, 1, taken);
    listening_close(&r);
    refused(&(struct probe_listen_port){ .address = "localhost", .port = 5 }, 1, 0,
            "cannot listen on localhost:5: not an IPv4 or IPv6 address");
    refused(&(struct probe_listen_port){ .address = "192.0.2.1", .port = 0 }, 1, 0,
            "cannot listen on 192.0.2.1:0: this machine does not have the address");
}

static void
plays_what_has_a_server(void **state)
{
    (void)state;
    assert_true(probe_listen_plays(PROBE_DIALOGUE_NONE));
    assert_true(probe_listen_plays(PROBE_DIALOGUE_SMTP));
    assert_false(probe_listen_plays(PROBE_DIALOGUE_IMAP));
}

/* Silent ones, more than there is room for: each has its result all the same, and those that
 * stood still longest made room. */
static void
crowd(unsigned connections, unsigned per_address, const char *words)
{
    struct listening r;
    int fds[PEERS];
    unsigned cut = 0;

    listening_open(&r, PROBE_DIALOGUE_NONE, 1200, connections, per_address);
    for (unsigned i = 0; i < PEERS; i++)
        fds[i] = listening_peer(&r, "\x16\3", 2);
    listening_serve(&r, PEERS);
    for (unsigned i = 0; i < PEERS; i++) {
        if (r.kinds[i] != PROBE_LIMIT && r.kinds[i] != PROBE_TIMEOUT)
            fail_msg("%u: %s", r.kinds[i], r.texts[i]);
        cut += r.kinds[i] == PROBE_LIMIT && strstr(r.texts[i], words) != NULL;
        (void)close(fds[i]);
    }
    assert_true(cut > 0);
    listening_close(&r);
}

static void
makes_room(void **state)
{
    (void)state;
    crowd(2, 2, "other peers needed the room");
    crowd(8, 1, "other peers needed the room");
}

static void
takes_all_that_come(void **state)
{
    struct listening r;
    int fds[PEERS];

    (void)state;
    listening_open(&r, PROBE_DIALOGUE_NONE, 30000, 0, 0);
    for (unsigned i = 0; i < PEERS; i++)
        fds[i] = listening_peer(&r, "x", 1);
    listening_serve(&r, PEERS);
    for (unsigned i = 0; i < PEERS; i++) {
        assert_int_not_equal(r.kinds[i], PROBE_OK);
        (void)close(fds[i]);
    }
    listening_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_which_door_and_why),
        cmocka_unit_test(plays_what_has_a_server),
        cmocka_unit_test(makes_room),
        cmocka_unit_test(takes_all_that_come),
    };

    return cmocka_run_group_tests_name("listen", tests, NULL, NULL);
}
