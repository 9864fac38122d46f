/* SPDX-License-Identifier: MIT */
#include "server.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>

enum state {
    STATE_DELAY,  /* not begun; only the peer's leaving is noticed */
    STATE_TALK,   /* handshake */
    STATE_OPEN,   /* handshake complete: read until the peer has had enough */
    STATE_DRAIN,  /* all is said: wait for the peer's FIN, so that ours is no RST */
    STATE_SILENT, /* as STATE_DELAY, for ever */
};

struct lab_connection {
    uv_poll_t poll;
    uv_timer_t timer;
    struct lab_connection *next, **link;
    struct lab_listener *listener;
    SSL *ssl;
    int fd;
    unsigned handles; /* libuv handles that are not closed yet */
    enum state state;
    bool complete;
    struct lab_seen seen;
    char end[160];
    char peer[LAB_WHERE_MAX];
};

static void on_event(uv_poll_t *poll, int status, int events);
static void finish(struct lab_connection *c);

/* ---- the line a connection */

static const char *
certificate_word(const struct lab_connection *c)
{
    if (c->seen.shown)
        return "shown";
    if (c->seen.empty)
        return "empty";
    if (c->complete && c->listener->spec->roles == LAB_REVERSED)
        return "not-asked-for";
    return "not-shown";
}

/* A reader that went to sleep must not stop the lab: what does not fit into the
 * pipe at once is dropped and counted. */
static void
say(struct lab_server *server, const char *line, size_t len)
{
    struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

    if (poll(&out, 1, 0) != 1 || write(STDOUT_FILENO, line, len) != (ssize_t)len)
        server->unsaid++;
}

static void
say_connection(const struct lab_connection *c)
{
    const struct lab_spec *spec = c->listener->spec;
    char line[512], alert[64] = "";
    int n;

    if (c->listener->server->quiet)
        return;
    if (c->seen.alert >= 0)
        (void)snprintf(alert, sizeof alert, "the peer sent alert %d %s, ", c->seen.alert,
                       SSL_alert_desc_string_long(c->seen.alert));
    n = snprintf(line, sizeof line,
                 "connection %s from %s scenario=%s roles=%s tls=%s certificate=%s peer=%s: "
                 "%s%s%s\n",
                 c->listener->where, c->peer, spec->scenario, lab_roles_name(spec->roles),
                 lab_tls_version(c->ssl), certificate_word(c),
                 c->seen.peer_shown ? "shown" : "not-shown",
                 c->complete ? "handshake complete, " : "", alert, c->end);
    if (n > 0 && (size_t)n < sizeof line)
        say(c->listener->server, line, (size_t)n);
}

/* ---- how it ends; the first cause stays */

static void
end_words(struct lab_connection *c, const char *words)
{
    if (c->end[0] == '\0')
        (void)snprintf(c->end, sizeof c->end, "%s", words);
}

static void
end_errno(struct lab_connection *c, int error)
{
    if (error == ECONNRESET)
        end_words(c, "the peer reset the connection");
    else
        end_words(c, error == 0 ? "the peer closed" : strerror(error));
}

static void
on_handle_closed(uv_handle_t *handle)
{
    struct lab_connection *c = handle->data;

    if (--c->handles > 0)
        return;
    SSL_free(c->ssl);
    (void)close(c->fd);
    free(c);
}

static void
finish(struct lab_connection *c)
{
    struct lab_server *server = c->listener->server;

    if (uv_is_closing((uv_handle_t *)&c->timer))
        return;
    say_connection(c);
    *c->link = c->next;
    if (c->next != NULL)
        c->next->link = c->link;
    server->connections--;
    lab_server_room(server);
    uv_close((uv_handle_t *)&c->poll, on_handle_closed);
    uv_close((uv_handle_t *)&c->timer, on_handle_closed);
}

void
lab_connection_stop(struct lab_connection *c)
{
    end_words(c, "the lab was stopped");
    finish(c);
}

/* ---- the talk */

static void
watch(struct lab_connection *c, int events)
{
    if (uv_poll_start(&c->poll, events, on_event) != 0) {
        end_words(c, "the lab cannot watch the socket");
        finish(c);
    }
}

static void
drain(struct lab_connection *c)
{
    char buf[4096];
    ssize_t n;

    do
        n = recv(c->fd, buf, sizeof buf, 0);
    while (n > 0 || (n < 0 && errno == EINTR));
    if (n < 0 && errno == EAGAIN) {
        watch(c, UV_READABLE);
        return;
    }
    end_errno(c, n < 0 ? errno : 0);
    finish(c);
}

static void
leave(struct lab_connection *c)
{
    (void)shutdown(c->fd, SHUT_WR);
    c->state = STATE_DRAIN;
    drain(c);
}

static void
fail(struct lab_connection *c, int error)
{
    unsigned long code = ERR_peek_error();
    const char *why = ERR_reason_error_string(code);

    if (ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
        end_errno(c, 0);
    else if (code == 0)
        end_errno(c, error);
    else if (c->seen.alert < 0)
        end_words(c, why == NULL ? "TLS failed" : why);
    leave(c);
}

static void
wait_or_end(struct lab_connection *c, int result, int error)
{
    switch (SSL_get_error(c->ssl, result)) {
    case SSL_ERROR_WANT_READ:
        watch(c, UV_READABLE);
        break;
    case SSL_ERROR_WANT_WRITE:
        watch(c, UV_WRITABLE);
        break;
    case SSL_ERROR_ZERO_RETURN:
        end_words(c, "the peer closed with close_notify");
        (void)SSL_shutdown(c->ssl);
        leave(c);
        break;
    default:
        fail(c, error);
        break;
    }
}

/* Read and forget; a peer that streams without end meets the timer. */
static void
read_open(struct lab_connection *c)
{
    char buf[4096];
    int n;

    ERR_clear_error();
    errno = 0;
    n = SSL_read(c->ssl, buf, sizeof buf);
    if (n > 0)
        watch(c, SSL_pending(c->ssl) > 0 ? UV_READABLE | UV_WRITABLE : UV_READABLE);
    else
        wait_or_end(c, n, errno);
}

static void
shake_hands(struct lab_connection *c)
{
    int result;

    ERR_clear_error();
    errno = 0;
    result = SSL_do_handshake(c->ssl);
    if (result != 1) {
        wait_or_end(c, result, errno);
        return;
    }
    c->complete = true;
    c->state = STATE_OPEN;
    read_open(c);
}

static void
on_event(uv_poll_t *poll, int status, int events)
{
    struct lab_connection *c = poll->data;

    (void)status; /* an error is on the socket still, behind what came before it */
    (void)events;
    switch (c->state) {
    case STATE_TALK:
        shake_hands(c);
        break;
    case STATE_OPEN:
        read_open(c);
        break;
    case STATE_DRAIN:
        drain(c);
        break;
    default: /* the peer left while we were silent */
        end_words(c, "the peer closed");
        finish(c);
        break;
    }
}

static void
begin(struct lab_connection *c)
{
    switch (c->listener->spec->kind) {
    case LAB_PLAIN:
        c->state = STATE_DRAIN;
        drain(c);
        break;
    case LAB_CLOSE:
        end_words(c, "closed at once");
        finish(c);
        break;
    case LAB_SILENT:
        c->state = STATE_SILENT;
        watch(c, UV_DISCONNECT);
        break;
    default:
        c->state = STATE_TALK;
        shake_hands(c);
        break;
    }
}

static void
on_timer(uv_timer_t *timer)
{
    struct lab_connection *c = timer->data;

    if (c->state == STATE_DELAY) {
        (void)uv_timer_start(timer, on_timer, c->listener->server->timeout_ms, 0);
        begin(c);
        return;
    }
    end_words(c, "the lab's time for a connection ran out");
    finish(c);
}

/* Both handles are initialised, or none is. */
static bool
init_handles(struct lab_connection *c, uv_loop_t *loop)
{
    if (uv_poll_init(loop, &c->poll, c->fd) != 0)
        return false;
    (void)uv_timer_init(loop, &c->timer); /* cannot fail */
    c->poll.data = c;
    c->timer.data = c;
    c->handles = 2;
    return true;
}

static void
enlist(struct lab_connection *c)
{
    struct lab_server *server = c->listener->server;

    c->link = &server->first;
    c->next = server->first;
    if (c->next != NULL)
        c->next->link = &c->next;
    server->first = c;
    server->connections++;
}

/* A connection that has no handles yet, or NULL; fd stays the caller's. */
static struct lab_connection *
new_connection(struct lab_listener *listener, int fd, const struct sockaddr_storage *peer)
{
    struct lab_connection *c = calloc(1, sizeof *c);

    if (c == NULL)
        return NULL;
    c->listener = listener;
    c->fd = fd;
    c->seen.alert = -1;
    lab_where(peer, c->peer);
    if (listener->ctx == NULL)
        return c;
    c->ssl = lab_tls_talk(listener->ctx, listener->spec, fd, &c->seen);
    if (c->ssl != NULL)
        return c;
    free(c);
    return NULL;
}

bool
lab_connection_start(struct lab_listener *listener, int fd, const struct sockaddr_storage *peer)
{
    struct lab_connection *c = new_connection(listener, fd, peer);

    if (c == NULL || !init_handles(c, listener->server->loop)) {
        if (c != NULL)
            SSL_free(c->ssl);
        free(c);
        (void)close(fd);
        return false;
    }
    enlist(c);
    c->state = STATE_DELAY;
    if (listener->spec->delay_ms == 0) {
        on_timer(&c->timer);
        return true;
    }
    /* The loop's time is that of its last turn, in whole milliseconds: never too soon by it. */
    uv_update_time(listener->server->loop);
    (void)uv_timer_start(&c->timer, on_timer, listener->spec->delay_ms + 1, 0);
    watch(c, UV_DISCONNECT);
    return true;
}
