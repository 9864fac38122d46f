/* SPDX-License-Identifier: MIT */
#include "server.h"

#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ACCEPTS_AT_ONCE 64

static void on_readable(uv_poll_t *poll, int status, int events);

static void
complain_errno(const char *where, int error)
{
    char why[128];

    (void)snprintf(why, sizeof why, "%s", strerror(error));
    why[0] = (char)tolower((unsigned char)why[0]);
    lab_complain("%s: %s", where, why);
}

static void
rest(struct lab_server *server)
{
    server->resting = true;
    for (size_t i = 0; i < server->listeners_n; i++)
        (void)uv_poll_stop(&server->listeners[i].poll);
}

void
lab_server_room(struct lab_server *server)
{
    if (!server->resting || server->stopping || server->connections >= LAB_CONNECTIONS_MAX)
        return;
    server->resting = false;
    for (size_t i = 0; i < server->listeners_n; i++)
        (void)uv_poll_start(&server->listeners[i].poll, UV_READABLE, on_readable);
}

static void
on_readable(uv_poll_t *poll, int status, int events)
{
    struct lab_listener *listener = poll->data;
    struct lab_server *server = listener->server;

    (void)status;
    (void)events;
    for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
        struct sockaddr_storage peer = { 0 };
        socklen_t len = sizeof peer;
        int fd;

        if (server->connections >= LAB_CONNECTIONS_MAX) {
            rest(server);
            return;
        }
        fd = accept4(listener->fd, (struct sockaddr *)&peer, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            (void)lab_connection_start(listener, fd, &peer);
        } else if (errno != EINTR && errno != ECONNABORTED) {
            if (errno != EAGAIN && server->connections > 0)
                rest(server); /* out of descriptors: one will come back */
            return;
        }
    }
}

/* The bound socket, or -1 with errno set. */
static int
listen_on(const struct lab_spec *spec)
{
    int fd = socket(spec->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int on = 1, error;

    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (spec->address.ss_family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (bind(fd, (const struct sockaddr *)&spec->address, spec->address_len) == 0 &&
        listen(fd, SOMAXCONN) == 0)
        return fd;
    error = errno;
    (void)close(fd);
    errno = error;
    return -1;
}

static bool
needs_tls(const struct lab_spec *spec)
{
    return spec->kind == LAB_CERTIFICATE || spec->kind == LAB_EMPTY;
}

/* False after a complaint; the listener then holds nothing. */
static bool
open_listener(struct lab_listener *listener, const char *certs)
{
    const struct lab_spec *spec = listener->spec;
    struct sockaddr_storage address;
    socklen_t len = sizeof address;

    lab_where(&spec->address, listener->where);
    if (needs_tls(spec) && (listener->ctx = lab_tls_new(spec, certs)) == NULL)
        return false;
    listener->fd = listen_on(spec);
    if (listener->fd >= 0 && getsockname(listener->fd, (struct sockaddr *)&address, &len) == 0 &&
        uv_poll_init(listener->server->loop, &listener->poll, listener->fd) == 0) {
        lab_where(&address, listener->where);
        listener->poll.data = listener;
        (void)uv_poll_start(&listener->poll, UV_READABLE, on_readable);
        return true;
    }
    complain_errno(listener->where, errno);
    if (listener->fd >= 0)
        (void)close(listener->fd);
    SSL_CTX_free(listener->ctx);
    return false;
}

static bool
say_ready(const struct lab_server *server)
{
    for (size_t i = 0; i < server->listeners_n; i++) {
        const struct lab_listener *l = &server->listeners[i];

        (void)printf("listening %s scenario=%s roles=%s tls=%s\n", l->where, l->spec->scenario,
                     lab_roles_name(l->spec->roles), l->spec->version->name);
    }
    if (printf("ready\n") > 0 && fflush(stdout) == 0)
        return true;
    complain_errno("standard output", errno);
    return false;
}

bool
lab_server_start(struct lab_server *server, uv_loop_t *loop, const struct lab_options *options)
{
    *server = (struct lab_server){ .loop = loop,
                                   .quiet = options->quiet,
                                   .timeout_ms = options->timeout_ms };
    server->listeners = calloc(options->specs_n, sizeof *server->listeners);
    if (server->listeners == NULL) {
        lab_complain("out of memory");
        return false;
    }
    for (size_t i = 0; i < options->specs_n; i++) {
        server->listeners[i].server = server;
        server->listeners[i].spec = &options->specs[i];
        if (!open_listener(&server->listeners[i], options->certs))
            return false;
        server->listeners_n++;
    }
    return say_ready(server);
}

static void
on_closed(uv_handle_t *handle)
{
    struct lab_listener *listener = handle->data;

    (void)close(listener->fd);
    SSL_CTX_free(listener->ctx);
}

void
lab_server_stop(struct lab_server *server)
{
    if (server->stopping)
        return;
    server->stopping = true;
    for (size_t i = 0; i < server->listeners_n; i++)
        uv_close((uv_handle_t *)&server->listeners[i].poll, on_closed);
    while (server->first != NULL)
        lab_connection_stop(server->first);
}

void
lab_server_clear(struct lab_server *server)
{
    if (server->unsaid > 0)
        lab_complain("%lu lines were not printed: nobody read them", server->unsaid);
    free(server->listeners);
    *server = (struct lab_server){ 0 };
}
