/* SPDX-License-Identifier: MIT */
/* One peer: what its first bytes come to, and how it ends. */
#include "test_peers.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define PATIENT_MS 30000u
#define HASTY_MS 400u
#define SAYS(s) (s), sizeof(s) - 1

static void
expect(const struct listening *r, unsigned i, enum probe_class kind, const char *words)
{
    if (r->kinds[i] != kind)
        fail_msg("%u, not %u: %s", r->kinds[i], kind, r->texts[i]);
    if (strstr(r->texts[i], words) == NULL)
        fail_msg("\"%s\" has no \"%s\"", r->texts[i], words);
}

static void
leaves_in_its_own_way(void **state)
{
    static const struct {
        const char *says;
        size_t n;
        enum probe_class kind;
        const char *words;
    } rows[] = {
        { SAYS(""), PROBE_CLOSED, "left without a word" },
        { SAYS("\x16\3"), PROBE_CLOSED, "within its first record" },
        { SAYS("\x16\3\1\0\5\1\0"), PROBE_CLOSED, "" },
        { SAYS("\x17\3\3\0\1a"), PROBE_PROTOCOL, "type 23" },
        { SAYS("\x16\3\3\0\4\2\0\0\0"), PROBE_PROTOCOL, "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct listening r;
        int fd;

        listening_open(&r, PROBE_DIALOGUE_NONE, PATIENT_MS, 0, 0);
        fd = listening_peer(&r, rows[i].says, rows[i].n);
        assert_int_equal(shutdown(fd, SHUT_WR), 0);
        listening_serve(&r, 1);
        expect(&r, 0, rows[i].kind, rows[i].words);
        (void)close(fd);
        listening_close(&r);
    }
}

static void
speaks_no_tls(void **state)
{
    struct listening r;
    int fd;

    (void)state;
    listening_open(&r, PROBE_DIALOGUE_NONE, PATIENT_MS, 0, 0);
    fd = listening_peer(&r, SAYS("GET / HTTP/1.1\r\n\r\n"));
    listening_serve(&r, 1);
    assert_int_not_equal(r.kinds[0], PROBE_OK);
    assert_non_null(strstr(r.texts[0], "GET / HTTP/1.1"));
    (void)close(fd);
    listening_close(&r);
}

static void
resets(void **state)
{
    const struct linger now = { .l_onoff = 1 };
    struct listening r;
    int fd;

    (void)state;
    listening_open(&r, PROBE_DIALOGUE_NONE, PATIENT_MS, 0, 0);
    fd = listening_peer(&r, SAYS(""));
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now), 0);
    (void)close(fd);
    listening_serve(&r, 1);
    expect(&r, 0, PROBE_RESET, "left");
    listening_close(&r);
}

/* Its budget is for all that it does, not for each step. */
static void
is_silent(void **state)
{
    struct listening r;
    int fd;

    (void)state;
    listening_open(&r, PROBE_DIALOGUE_NONE, HASTY_MS, 0, 0);
    fd = listening_peer(&r, SAYS("\x16\3"));
    listening_serve(&r, 1);
    assert_int_equal(r.kinds[0], PROBE_TIMEOUT);
    (void)close(fd);
    listening_close(&r);
}

static void
is_greeted(void **state)
{
    struct listening r;
    char heard[128];
    ssize_t n;
    int fd;

    (void)state;
    listening_open(&r, PROBE_DIALOGUE_SMTP, PATIENT_MS, 0, 0);
    fd = listening_peer(&r, SAYS("EHLO a\r\n"));
    assert_int_equal(shutdown(fd, SHUT_WR), 0);
    listening_serve(&r, 1);
    expect(&r, 0, PROBE_CLOSED, "SMTP: ");
    n = recv(fd, heard, sizeof heard - 1, MSG_WAITALL);
    assert_true(n > 0);
    heard[n] = '\0';
    assert_int_equal(strncmp(heard, "220 ", 4), 0);
    assert_non_null(strstr(heard, "250 STARTTLS\r\n"));
    (void)close(fd);
    listening_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_in_its_own_way),
        cmocka_unit_test(speaks_no_tls),
        cmocka_unit_test(resets),
        cmocka_unit_test(is_silent),
        cmocka_unit_test(is_greeted),
    };

    return cmocka_run_group_tests_name("peer", tests, NULL, NULL);
}
