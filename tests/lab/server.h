/* SPDX-License-Identifier: MIT */
/*
 * The running lab: listeners and connections on one libuv loop, one thread.
 * A connection lives at most its delay and timeout_ms; at LAB_CONNECTIONS_MAX the
 * listeners rest until one has ended.
 */
#ifndef LAB_SERVER_H
#define LAB_SERVER_H

#include <uv.h>

#include "tls.h"

struct lab_connection;

struct lab_listener {
    uv_poll_t poll;
    struct lab_server *server;
    const struct lab_spec *spec;
    SSL_CTX *ctx; /* NULL: a scenario without TLS */
    int fd;
    char where[LAB_WHERE_MAX];
};

struct lab_server {
    uv_loop_t *loop;
    struct lab_listener *listeners;
    size_t listeners_n;
    struct lab_connection *first;
    size_t connections;
    bool resting;  /* the listeners are not watched */
    bool stopping; /* no new connections, the loop drains */
    bool quiet;
    unsigned timeout_ms;
    unsigned long unsaid; /* lines dropped because nobody reads our output */
};

/* Listen on every spec and print the `listening' lines and `ready'. False after
 * a complaint on stderr; the server may be stopped and cleared all the same. */
bool lab_server_start(struct lab_server *server, uv_loop_t *loop,
                      const struct lab_options *options);
void lab_server_stop(struct lab_server *server);  /* close all; the loop then runs dry */
void lab_server_clear(struct lab_server *server); /* after the loop has run dry */

/* For connections: there may be room again. */
void lab_server_room(struct lab_server *server);

/* Take fd over; peer is who connected. False: no memory, fd is closed. */
bool lab_connection_start(struct lab_listener *listener, int fd,
                          const struct sockaddr_storage *peer);
void lab_connection_stop(struct lab_connection *connection);

#endif
