/* SPDX-License-Identifier: MIT */
/* Doors and room: what cannot be bound, and who is let in when there is little room. */
#include "guests.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define GUESTS 6

/* Why these doors cannot be opened; failed as probe_listen_open says. */
static void
refused(struct probe_door *doors, size_t n, size_t failed, const char *want)
{
    struct probe_listen_options o = { .doors = doors, .doors_n = n };
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
    struct room r;

    (void)state;
    room_open(&r, PROBE_DIALOGUE_NONE, 1000, 0, 0);
    (void)snprintf(taken, sizeof taken, "cannot listen on 127.0.0.1:%u: the port is in use",
                   r.door.port);
    refused((struct probe_door[]){ { .address = "127.0.0.1" },
                                   { .address = "127.0.0.1", .port = r.door.port } },
            2, 1, taken);
    room_close(&r);
    refused(&(struct probe_door){ .address = "localhost", .port = 5 }, 1, 0,
            "cannot listen on localhost:5: not an IPv4 or IPv6 address");
    refused(&(struct probe_door){ .address = "192.0.2.1", .port = 0 }, 1, 0,
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
    struct room r;
    int fds[GUESTS];
    unsigned cut = 0;

    room_open(&r, PROBE_DIALOGUE_NONE, 1200, connections, per_address);
    for (unsigned i = 0; i < GUESTS; i++)
        fds[i] = room_guest(&r, "\x16\3", 2);
    room_serve(&r, GUESTS);
    for (unsigned i = 0; i < GUESTS; i++) {
        if (r.kinds[i] != PROBE_LIMIT && r.kinds[i] != PROBE_TIMEOUT)
            fail_msg("%u: %s", r.kinds[i], r.texts[i]);
        cut += r.kinds[i] == PROBE_LIMIT && strstr(r.texts[i], words) != NULL;
        (void)close(fds[i]);
    }
    assert_true(cut > 0);
    room_close(&r);
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
    struct room r;
    int fds[GUESTS];

    (void)state;
    room_open(&r, PROBE_DIALOGUE_NONE, 30000, 0, 0);
    for (unsigned i = 0; i < GUESTS; i++)
        fds[i] = room_guest(&r, "x", 1);
    room_serve(&r, GUESTS);
    for (unsigned i = 0; i < GUESTS; i++) {
        assert_int_not_equal(r.kinds[i], PROBE_OK);
        (void)close(fds[i]);
    }
    room_close(&r);
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
