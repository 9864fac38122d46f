/* SPDX-License-Identifier: MIT */
#include "test_peers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void
on_caller(void *ctx, const struct probe_caller *caller)
{
    struct listening *r = ctx;

    assert_string_equal(caller->address, "127.0.0.1");
    assert_true(r->n < PEERS_MAX);
    r->kinds[r->n] = caller->result->error.kind;
    (void)snprintf(r->texts[r->n], sizeof r->texts[0], "%s", caller->result->error.text);
    if (++r->n == r->stop_after)
        probe_stop(r->probe);
}

void
listening_open(struct listening *r, enum probe_dialogue_id dialogue, unsigned timeout_ms,
               unsigned connections, unsigned per_address)
{
    struct probe_options o;
    char text[256];
    struct base_text why;

    *r = (struct listening){ .port = { .address = "127.0.0.1", .dialogue = dialogue } };
    probe_options_init(&o);
    o.timeout_ms = timeout_ms;
    base_text_init(&why, text, sizeof text);
    r->probe = probe_new(&o, &why);
    assert_non_null(r->probe);
    assert_true(probe_listen_open(r->probe,
                                  &(struct probe_listen_options){ .ports = &r->port,
                                                                  .ports_n = 1,
                                                                  .connections = connections,
                                                                  .per_address = per_address },
                                  &why));
    assert_int_not_equal(r->port.port, 0);
}

int
listening_peer(const struct listening *r, const void *bytes, size_t n)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_port = htons(r->port.port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(send(fd, bytes, n, MSG_NOSIGNAL), (ssize_t)n);
    return fd;
}

void
listening_serve(struct listening *r, unsigned results)
{
    r->stop_after = results;
    probe_listen_run(r->probe, on_caller, r);
    assert_int_equal(r->n, results);
    assert_int_equal(probe_listen_open_n(r->probe), 0);
}

void
listening_close(struct listening *r)
{
    probe_free(r->probe);
}
