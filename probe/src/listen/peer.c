/* SPDX-License-Identifier: MIT */
/* One peer that connected: from its first byte to its result, and its polite end. */
#include "listener.h"

#include "talkers/dialogue_talker.h"
#include "plan/fail.h"
#include "net/sock.h"
#include "talkers/talkers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- the connection ---- */

static void
on_closed(uv_handle_t *handle)
{
    struct listen_peer *g = handle->data;

    probe_sock_close(g->fd);
    free(g);
}

void
listen_peer_drop(struct listen_peer *g)
{
    struct probe_listener *listener = g->port->listener;

    listen_list_remove(g->left ? &listener->leaving : &listener->here, g);
    if (!g->left)
        listen_address_remove(g);
    if (g->talker != NULL)
        g->talker->ops->free(g->talker);
    uv_close((uv_handle_t *)&g->poll, on_closed);
}

static void on_ready(uv_poll_t *poll, int status, int events);

static void
watch(struct listen_peer *g, int events)
{
    if (g->watched == events)
        return;
    g->watched = events;
    (void)uv_poll_start(&g->poll, events, on_ready);
}

static void
flush(struct listen_peer *g)
{
    struct probe_talker *t = g->talker;
    struct base_slice out;
    size_t n = 0;
    int err = 0;

    while (!g->mute && !g->gone && (out = t->ops->output(t)).len > 0) {
        bool last = t->outcome == PROBE_TALK_DONE || t->outcome == PROBE_TALK_FAILED;

        err = probe_sock_send(g->fd, out.ptr, out.len, last, &n);
        if (err != 0)
            break;
        t->ops->sent(t, n);
    }
    g->mute = g->mute || (err != 0 && err != EAGAIN);
    watch(g, err == EAGAIN ? UV_READABLE | UV_WRITABLE : UV_READABLE);
}

/* Say what is to be said, end our side, and take what still comes for a short while: closing
 * with bytes unread would make the kernel send a reset. */
static void
leave(struct listen_peer *g)
{
    struct probe_listener *listener = g->port->listener;

    if (g->talker != NULL) {
        flush(g);
        g->talker->ops->free(g->talker);
        g->talker = NULL;
    }
    if (g->gone) {
        listen_peer_drop(g);
        return;
    }
    probe_sock_end(g->fd);
    listen_list_remove(&listener->here, g);
    listen_address_remove(g);
    if (listener->leaving.n == LISTEN_LEAVING_MAX)
        listen_peer_drop(listener->leaving.first);
    g->left = true;
    g->leave_us = probe_now_us() + PROBE_LINGER_US;
    listen_list_add(&listener->leaving, g);
    watch(g, UV_READABLE);
}

/* ---- the result ---- */

static void
tell_result(struct listen_peer *g, struct probe_result *r)
{
    struct probe_listener *listener = g->port->listener;
    struct probe_caller caller = { .port = g->port->number, .result = r };

    memcpy(r->address, g->port->address, sizeof r->address);
    r->connected = true;
    r->dialogue = g->port->dialogue;
    r->attempts = 1;
    r->timing = (struct probe_timing){ .resolve_us = -1,
                                       .connect_us = -1,
                                       .tls_us = probe_since_us(g->began_us),
                                       .total_us = probe_since_us(g->began_us) };
    probe_address_format(&g->peer, caller.address);
    if (!listener->run->stopping)
        listener->done(listener->ctx, &caller);
}

static struct probe_result
nothing_yet(void)
{
    return (struct probe_result){ .client_certificate_requested = PROBE_UNKNOWN,
                                  .accepted_us = PROBE_UNKNOWN,
                                  .error = { .alert = -1 } };
}

/* The talk is over: its outcome, in words. */
static void
conclude(struct listen_peer *g)
{
    struct probe_circumstances c = { .peer_is_client = true, .heard = true };
    struct probe_result r = nothing_yet();

    g->talker->ops->result(g->talker, &r);
    if (r.error.kind != PROBE_OK) {
        c.shown = r.certificates_n > 0;
        r.error.stage = PROBE_STAGE_TLS;
        probe_fail_describe(&r.error, &c);
    }
    tell_result(g, &r);
    leave(g);
}

static void
fail(struct listen_peer *g, const struct probe_error *e)
{
    struct probe_result r = nothing_yet();

    r.error = *e;
    tell_result(g, &r);
    leave(g);
}

static void
no_memory(struct listen_peer *g)
{
    struct probe_error e;

    probe_fail_set(&e, PROBE_RESOURCE, PROBE_STAGE_TLS, "out of memory");
    fail(g, &e);
}

/* Act on the talker's outcome. Having something to send counts as progress. */
static void
judge(struct listen_peer *g)
{
    struct probe_listener *listener = g->port->listener;

    if (g->talker->outcome != PROBE_TALK_MORE) {
        conclude(g);
        return;
    }
    if (g->talker->ops->output(g->talker).len == 0)
        return;
    listen_list_remove(&listener->here, g);
    g->stepped_us = probe_now_us();
    listen_list_add(&listener->here, g);
    flush(g);
}

/* ---- talking ---- */

/* A probe_talker_make_fn. The hello engine's own chain must be RSA. */
static struct probe_talker *
make_tls(void *ctx)
{
    const struct listen_peer *g = ctx;
    struct probe *run = g->port->listener->run;
    enum probe_engine engine = run->options.engine;

    if (engine == PROBE_ENGINE_OPENSSL ||
        (engine == PROBE_ENGINE_AUTO && !probe_openssl_is_rsa(run->openssl)))
        return probe_openssl_server(run->openssl);
    return probe_hello_talker_server(run->openssl, engine == PROBE_ENGINE_AUTO);
}

static struct probe_talker *
make_dialogue(struct listen_peer *g, const struct dialogue_script *script)
{
    const char *domain = g->port->listener->run->options.domain;
    const struct dialogue_names names = { .host = domain != NULL ? domain : "localhost",
                                          .domain = domain,
                                          .us = domain };

    return probe_dialogue_talker(NULL, script, &names, make_tls, g);
}

static void
begin(struct listen_peer *g, struct probe_talker *t, struct base_slice first)
{
    g->talker = t;
    if (t == NULL) {
        no_memory(g);
        return;
    }
    if (first.len > 0)
        t->ops->feed(t, first);
    judge(g);
}

static void
not_tls(struct listen_peer *g, struct base_slice s, enum probe_opening opening)
{
    struct probe_error e;

    if (opening == PROBE_OPENING_TLS)
        probe_fail_set(&e, PROBE_PROTOCOL, PROBE_STAGE_TLS,
                       "the peer began with a TLS record of type %u, not a ClientHello", s.ptr[0]);
    else
        probe_sniff_blame(s, &e);
    fail(g, &e);
}

/* A peer that begins with a ClientHello speaks TLS, whatever dialogue the port has: for XMPP, LDAP
 * and PostgreSQL ports are used for both. */
static void
first_bytes(struct listen_peer *g, struct base_slice s)
{
    const struct dialogue_script *script = dialogue_server_script(g->port->dialogue);
    enum probe_opening opening = probe_sniff(s);

    if (opening == PROBE_OPENING_SHORT) {
        g->head_n = (uint8_t)s.len;
        memcpy(g->head, s.ptr, s.len);
    } else if (opening == PROBE_OPENING_CLIENT_HELLO) {
        begin(g, make_tls(g), s);
    } else if (script != NULL) {
        begin(g, make_dialogue(g, script), s);
    } else {
        not_tls(g, s, opening);
    }
}

static void
end(struct listen_peer *g, enum probe_class why)
{
    struct base_slice head = { g->head, g->head_n };
    struct probe_error e;

    if (g->talker != NULL) {
        g->talker->ops->end(g->talker, why);
        conclude(g);
    } else if (head.len > 0 && !probe_sniff_begins_record(head)) {
        not_tls(g, head, PROBE_OPENING_OTHER);
    } else {
        probe_fail_set(&e, why, PROBE_STAGE_TLS,
                       why == PROBE_TIMEOUT
                           ? "the peer connected and said nothing: it may wait for a greeting "
                             "(name what it speaks with --starttls or a profile)"
                           : "the peer connected and left %s",
                       head.len > 0 ? "within its first record" : "without a word");
        fail(g, &e);
    }
}

static void
take(struct listen_peer *g, size_t n)
{
    struct probe *run = g->port->listener->run;
    struct base_slice s = { run->scratch, g->head_n + n };
    struct probe_error e;

    g->taken += n;
    g->head_n = 0;
    if (g->taken > PROBE_BYTES_MAX) {
        probe_fail_set(&e, PROBE_LIMIT, PROBE_STAGE_TLS, "the peer sent over %u bytes",
                       PROBE_BYTES_MAX);
        fail(g, &e);
    } else if (g->talker == NULL) {
        first_bytes(g, s);
    } else {
        g->talker->ops->feed(g->talker, s);
        judge(g);
    }
}

static void
receive(struct listen_peer *g)
{
    uint8_t *scratch = g->port->listener->run->scratch;
    size_t n = 0;
    int err;

    memcpy(scratch, g->head, g->head_n);
    err = probe_sock_recv(g->fd, scratch + g->head_n, PROBE_SCRATCH - g->head_n, &n);
    if (err == EAGAIN)
        return;
    g->gone = err != 0 || n == 0;
    if (g->left) {
        g->taken += n;
        if (g->gone || g->taken > PROBE_BYTES_MAX)
            listen_peer_drop(g);
    } else if (g->gone) {
        end(g, err == 0 ? PROBE_CLOSED : PROBE_RESET);
    } else {
        take(g, n);
    }
}

static void
on_ready(uv_poll_t *poll, int status, int events)
{
    struct listen_peer *g = poll->data;

    if (status == 0 && (events & UV_WRITABLE) != 0 && g->talker != NULL)
        flush(g);
    if (status != 0 || (events & UV_READABLE) != 0)
        receive(g);
}

void
listen_peer_time_out(struct listen_peer *g)
{
    end(g, PROBE_TIMEOUT);
}

void
listen_peer_cut_off(struct listen_peer *g)
{
    struct probe_error e;

    probe_fail_set(&e, PROBE_LIMIT, PROBE_STAGE_TLS,
                   "disconnected after %u ms without progress: other peers needed the room",
                   (unsigned)(probe_since_us(g->stepped_us) / 1000));
    fail(g, &e);
}

void
listen_peer_arrive(struct listen_port *port, int fd, const struct probe_address *peer)
{
    const struct dialogue_script *script = dialogue_server_script(port->dialogue);
    struct probe_listener *listener = port->listener;
    struct listen_peer *g = calloc(1, sizeof *g);

    if (g == NULL || uv_poll_init_socket(&listener->run->loop, &g->poll, (uv_os_sock_t)fd) != 0) {
        free(g);
        probe_sock_close(fd);
        return;
    }
    g->poll.data = g;
    g->port = port;
    g->fd = fd;
    g->peer = *peer;
    g->began_us = g->stepped_us = probe_now_us();
    listen_list_add(&listener->here, g);
    listen_address_add(listener, g);
    watch(g, UV_READABLE);
    if (script != NULL && dialogue_speaks_first(script))
        begin(g, make_dialogue(g, script), (struct base_slice){ 0 });
}
