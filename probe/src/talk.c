/* SPDX-License-Identifier: MIT */
/* Connecting, listening and talking: what a connection brings, told to the plan. */
#include "run.h"

#include "fail.h"
#include "sniff.h"
#include "sock.h"
#include "talkers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define LISTEN_ROUND_TRIPS 4

static int32_t
since_us(uint64_t then)
{
    uint64_t us = probe_now_us() - then;

    return us < INT32_MAX ? (int32_t)us : INT32_MAX;
}

/* ---- endings ---- */

static void
ended(struct probe_job *job, const struct probe_error *e, enum probe_talk talk,
      enum probe_offer advice)
{
    struct probe_flight *f = job->flight;
    struct probe_ending ending = { .class = e->class,
                                   .alert = e->alert,
                                   .talk = talk,
                                   .advice = advice,
                                   .connected = f->connected_us != 0,
                                   .heard = f->heard,
                                   .speaking = f->speaking,
                                   .sni_sent = f->sni_sent };

    probe_job_blame(job, e);
    probe_talk_drop(job);
    probe_job_step(job, probe_plan_after(&job->plan, &ending));
}

static void
fail(struct probe_job *job, const struct probe_error *e)
{
    ended(job, e, PROBE_TALK_FAILED, PROBE_OFFERS);
}

static void
no_memory(struct probe_job *job)
{
    struct probe_error e;

    probe_fail_set(&e, PROBE_RESOURCE, PROBE_STAGE_TLS, "out of memory");
    fail(job, &e);
}

/* ---- connecting ---- */

static void
connect_failed(struct probe_job *job, int err)
{
    static const enum probe_class classes[] = {
        [PROBE_TROUBLE_REFUSED] = PROBE_REFUSED, [PROBE_TROUBLE_UNROUTABLE] = PROBE_UNROUTABLE,
        [PROBE_TROUBLE_TIMEOUT] = PROBE_TIMEOUT, [PROBE_TROUBLE_RESET] = PROBE_RESET,
        [PROBE_TROUBLE_SHORT] = PROBE_RESOURCE,
    };
    enum probe_trouble trouble = probe_sock_trouble(err, &job->addresses[job->plan.address]);
    struct probe_error e;

    if (trouble == PROBE_TROUBLE_SHORT) {
        probe_talk_drop(job);
        job->short_errno = err;
        probe_job_step(job, PROBE_EVENT_SHORT);
        return;
    }
    job->attempts++;
    probe_fail_set(&e, classes[trouble], PROBE_STAGE_CONNECT, "%s",
                   uv_strerror(uv_translate_sys_error(err)));
    e.errno_value = err;
    fail(job, &e);
}

void
probe_talk_connect(struct probe_job *job)
{
    struct probe_flight *f = job->flight;
    int err;

    f->heard = f->speaking = f->sni_sent = f->settling = false;
    f->connected_us = 0;
    f->errno_value = 0;
    f->began_us = probe_now_us();
    err = probe_conn_open(job, &job->addresses[job->plan.address], &f->conn);
    if (err != 0) {
        connect_failed(job, err);
        return;
    }
    f->limit_us =
        f->began_us + probe_plan_connect_us(&job->plan,
                                            (uint64_t)job->run->options.connect_timeout_ms * 1000,
                                            probe_job_left_us(job));
    probe_job_arm(job);
}

/* Four round trips, at least listen_first_ms, never over a quarter of the time: as
 * much again is left for our own hello before the other role has its turn. */
static uint64_t
window_us(const struct probe_job *job)
{
    uint64_t least = (uint64_t)job->run->options.listen_first_ms * 1000;
    uint64_t trips = (uint64_t)probe_sock_round_trip_us(job->flight->conn->fd) * LISTEN_ROUND_TRIPS;
    uint64_t most = probe_job_left_us(job) / 4, window = trips > least ? trips : least;

    return window < most ? window : most;
}

/* What ended a connection that there was: Linux calls a SYN
 * that is answered by RST refused. */
static void
reset_at_once(struct probe_job *job, int err)
{
    struct probe_error e;

    job->flight->conn->gone = true;
    probe_fail_set(&e, PROBE_RESET, PROBE_STAGE_TLS,
                   "the peer reset the connection before a word was said");
    e.errno_value = err;
    fail(job, &e);
}

static void
connected(struct probe_job *job)
{
    struct probe_flight *f = job->flight;
    int err = probe_sock_error(f->conn->fd);
    bool reset = err == ECONNRESET || err == EPIPE;

    if (err != 0 && !reset) {
        connect_failed(job, err);
        return;
    }
    job->attempts++;
    job->connected = true;
    job->short_since = 0;
    job->connect_us = since_us(f->began_us);
    f->connected_us = probe_now_us();
    f->half_us = f->connected_us + probe_job_left_us(job) / 2;
    if (reset) {
        reset_at_once(job, err);
        return;
    }
    probe_job_step(job, job->plan.turn == PROBE_TURN_SPEAK ? PROBE_EVENT_CONNECTED_SPEAK
                                                           : PROBE_EVENT_CONNECTED_LISTEN);
}

/* ---- sending ---- */

static void
flush(struct probe_flight *f)
{
    struct probe_conn *c = f->conn;
    struct base_slice out;
    size_t n = 0;
    int err = 0;

    while (!c->mute && (out = f->talker->ops->output(f->talker)).len > 0) {
        err = probe_sock_send(c->fd, out.ptr, out.len, &n);
        if (err != 0)
            break;
        f->talker->ops->sent(f->talker, n);
    }
    /* Why a send failed is read from the other direction: an alert may wait there. */
    c->mute = c->mute || (err != 0 && err != EAGAIN);
    if ((err == EAGAIN) != c->watching_write)
        probe_conn_watch(c, err == EAGAIN);
}

void
probe_talk_hang_up(struct probe_job *job)
{
    struct probe_flight *f = job->flight;
    struct probe_conn *c = f->conn;

    if (c == NULL)
        return;
    if (f->connected_us != 0)
        job->tls_us = since_us(f->connected_us);
    if (f->talker != NULL && !c->gone)
        flush(f);
    f->conn = NULL;
    probe_conn_leave(c, f->connected_us != 0 && !c->gone);
}

void
probe_talk_drop(struct probe_job *job)
{
    struct probe_flight *f = job->flight;

    probe_talk_hang_up(job);
    if (f->talker != NULL)
        f->talker->ops->free(f->talker);
    f->talker = NULL;
}

/* ---- talking ---- */

void
probe_talk_result(struct probe_job *job, struct probe_result *out)
{
    struct probe_flight *f = job->flight;
    struct probe_circumstances c = { .heard = f->heard };

    f->talker->ops->result(f->talker, out);
    if (out->error.class == PROBE_OK)
        return;
    c.peer_is_client = out->peer_role == PROBE_ROLE_CLIENT;
    c.shown = out->certificates_n > 0;
    out->error.stage = PROBE_STAGE_TLS;
    out->error.errno_value = f->errno_value;
    probe_fail_describe(&out->error, &c);
}

/* From the end of the handshake on, the peer has one window to object. */
static void
settle(struct probe_job *job)
{
    struct probe_flight *f = job->flight;

    if (f->settling)
        return;
    f->settling = true;
    f->looked = false;
    f->limit_us = probe_now_us() + window_us(job);
    probe_job_arm(job);
}

/* Act on what the talker has come to. */
static void
judge(struct probe_job *job)
{
    struct probe_flight *f = job->flight;
    struct probe_talker *t = f->talker;
    struct probe_result r = { 0 };

    if (!f->conn->gone)
        flush(f);
    switch (t->outcome) {
    case PROBE_TALK_MORE:
        return;
    case PROBE_TALK_SETTLE:
        settle(job);
        return;
    case PROBE_TALK_DONE:
        probe_job_step(job, PROBE_EVENT_OBTAINED);
        return;
    case PROBE_TALK_OFFER:
    case PROBE_TALK_REVERSED:
    case PROBE_TALK_FAILED:
    default:
        probe_talk_result(job, &r);
        ended(job, &r.error, t->outcome, t->advice);
    }
}

/* A name worth sending: RFC 6066 section 3 knows neither literals nor a final dot. */
static const char *
server_name(const struct probe_job *job, char buf[256])
{
    const char *sni = job->run->options.sni;
    struct probe_address literal;
    size_t n;

    if (job->plan.without_sni)
        return NULL;
    if (sni == NULL)
        sni = job->target.host;
    n = strlen(sni);
    if (n > 0 && sni[n - 1] == '.')
        n--;
    if (n == 0 || n > 253 || probe_address_parse(sni, &literal))
        return NULL;
    memcpy(buf, sni, n);
    buf[n] = '\0';
    return buf;
}

void
probe_talk_speak(struct probe_job *job)
{
    struct probe_flight *f = job->flight;
    char buf[256];
    const char *sni = server_name(job, buf);

    f->speaking = true;
    f->sni_sent = sni != NULL;
    job->plan.turn = PROBE_TURN_SPEAK;
    f->talker = probe_talker_client(job->run->openssl, (enum probe_offer)job->plan.offer, sni);
    if (f->talker == NULL) {
        no_memory(job);
        return;
    }
    f->limit_us = job->plan.may_switch ? f->half_us : 0;
    probe_conn_watch(f->conn, false);
    probe_job_arm(job);
    judge(job);
}

void
probe_talk_listen(struct probe_job *job)
{
    struct probe_flight *f = job->flight;

    if (job->plan.turn == PROBE_TURN_WINDOW)
        f->limit_us = f->connected_us + window_us(job);
    else if (probe_plan_may_provoke(&job->plan))
        f->limit_us = f->half_us;
    probe_conn_watch(f->conn, false);
    probe_job_arm(job);
}

/* The peer is the TLS client; its first bytes are in the run's scratch. */
void
probe_talk_answer(struct probe_job *job)
{
    struct probe_flight *f = job->flight;

    if (f->talker != NULL) /* the client we had been, to provoke it */
        f->talker->ops->free(f->talker);
    f->speaking = false;
    f->limit_us = 0;
    f->talker = probe_talker_server(job->run->openssl, &job->run->options);
    if (f->talker == NULL) {
        no_memory(job);
        return;
    }
    uv_update_time(&job->run->loop); /* the first time a key was made: 145 ms */
    probe_job_arm(job);
    f->talker->ops->feed(f->talker, f->conn->first);
    judge(job);
}

/* ---- receiving ---- */

static void
not_tls(struct probe_job *job, struct base_slice s)
{
    struct probe_error e;

    job->flight->heard = true;
    probe_sniff_blame(s, &e);
    fail(job, &e);
}

/* While listening: an alert, or a record that no one asked for. */
static void
unasked(struct probe_job *job, struct base_slice s)
{
    struct probe_error e;

    if (s.len >= 7 && s.ptr[0] == 21) {
        probe_fail_set(&e, PROBE_ALERT, PROBE_STAGE_TLS,
                       "the peer sent alert %u before anything was said", s.ptr[6]);
        e.alert = s.ptr[6];
    } else {
        probe_fail_set(&e, PROBE_PROTOCOL, PROBE_STAGE_TLS,
                       "the peer began with a TLS record of type %u, not a ClientHello", s.ptr[0]);
    }
    job->flight->heard = true;
    fail(job, &e);
}

static void
reversed(struct probe_job *job)
{
    struct probe_error e;

    if (probe_sock_is_own_echo(job->flight->conn->fd)) {
        job->connected = false;
        probe_fail_set(&e, PROBE_REFUSED, PROBE_STAGE_CONNECT,
                       "nothing listens on the port: the connection met itself");
        fail(job, &e);
        return;
    }
    job->flight->heard = true;
    probe_fail_set(&e, PROBE_PROTOCOL, PROBE_STAGE_TLS,
                   "the peer sent a ClientHello where a ServerHello was due: it plays the TLS "
                   "client");
    ended(job, &e, PROBE_TALK_REVERSED, PROBE_OFFERS);
}

/* The peer's first bytes, as far as they are here. */
static void
first_bytes(struct probe_job *job, struct base_slice s)
{
    struct probe_flight *f = job->flight;
    struct probe_conn *c = f->conn;

    switch (probe_sniff(s)) {
    case PROBE_OPENING_SHORT:
        c->head_len = (uint8_t)s.len;
        memcpy(c->head, s.ptr, s.len);
        return;
    case PROBE_OPENING_OTHER:
        not_tls(job, s);
        return;
    case PROBE_OPENING_CLIENT_HELLO:
        if (f->speaking && !job->plan.provoking) {
            reversed(job);
            return;
        }
        f->heard = true;
        c->first = s;
        probe_job_step(job, PROBE_EVENT_CLIENT_HELLO);
        return;
    case PROBE_OPENING_TLS:
    default:
        if (!f->speaking) {
            unasked(job, s);
            return;
        }
        f->heard = true;
        f->talker->ops->feed(f->talker, s);
        judge(job);
    }
}

static void
on_bytes(struct probe_job *job, size_t n)
{
    struct probe_flight *f = job->flight;
    struct probe_conn *c = f->conn;
    struct base_slice s = { job->run->scratch, c->head_len + n };
    struct probe_error e;

    c->taken += n;
    c->head_len = 0;
    if (c->taken > PROBE_BYTES_MAX) {
        probe_fail_set(&e, PROBE_LIMIT, PROBE_STAGE_TLS, "the peer sent over %u bytes",
                       PROBE_BYTES_MAX);
        fail(job, &e);
    } else if (!f->heard) {
        first_bytes(job, s);
    } else {
        f->talker->ops->feed(f->talker, s);
        judge(job);
    }
}

/* End of stream (err 0) or a reset. */
static void
on_end(struct probe_job *job, int err)
{
    struct probe_flight *f = job->flight;
    enum probe_class class = err == 0 ? PROBE_CLOSED : PROBE_RESET;
    struct base_slice head = { f->conn->head, f->conn->head_len };
    struct probe_error e;

    f->conn->gone = true;
    f->errno_value = err;
    f->heard = f->heard || head.len > 0;
    if (head.len > 0 && !probe_sniff_begins_record(head)) {
        not_tls(job, head);
    } else if (f->talker != NULL) {
        if (head.len > 0)
            f->talker->ops->feed(f->talker, head);
        f->talker->ops->end(f->talker, class);
        judge(job);
    } else {
        probe_fail_set(&e, class, PROBE_STAGE_TLS, "the peer %s the connection %s",
                       err == 0 ? "closed" : "reset",
                       head.len > 0 ? "within its first record" : "before a word was said");
        e.errno_value = err;
        fail(job, &e);
    }
}

/* The job may be gone afterwards. */
static void
receive(struct probe_job *job)
{
    struct probe_conn *c = job->flight->conn;
    uint8_t *scratch = job->run->scratch;
    size_t n = 0;
    int err;

    memcpy(scratch, c->head, c->head_len);
    err = probe_sock_recv(c->fd, scratch + c->head_len, PROBE_SCRATCH - c->head_len, &n);
    if (err == EAGAIN)
        return;
    if (err != 0 || n == 0)
        on_end(job, err);
    else
        on_bytes(job, n);
}

void
probe_talk_io(struct probe_job *job, bool readable, bool writable)
{
    struct probe_flight *f = job->flight;

    if (job->state == PROBE_STATE_CONNECTING) {
        if (writable)
            connected(job);
        return;
    }
    if (writable && f->talker != NULL)
        flush(f);
    if (readable)
        receive(job);
}

/* ---- time ---- */

static void
connect_timed_out(struct probe_job *job)
{
    char waited[PROBE_DURATION_TEXT];
    struct probe_error e;

    job->attempts++;
    probe_fail_duration((uint64_t)since_us(job->flight->began_us), waited);
    probe_fail_set(&e, PROBE_TIMEOUT, PROBE_STAGE_CONNECT, "no answer to TCP connect within %s",
                   waited);
    e.errno_value = ETIMEDOUT;
    fail(job, &e);
}

static void
silence_error(const struct probe_job *job, struct probe_error *e)
{
    char waited[PROBE_DURATION_TEXT];

    probe_fail_duration((uint64_t)since_us(job->flight->connected_us), waited);
    probe_fail_set(e, PROBE_TIMEOUT, PROBE_STAGE_TLS,
                   job->flight->speaking ? "no answer to our ClientHello within %s"
                                         : "no ClientHello from the peer within %s",
                   waited);
}

/* It has begun to speak, if slowly: the deadline decides. */
static void
wait_on(struct probe_job *job)
{
    job->flight->limit_us = 0;
    job->flight->looked = false;
    probe_job_arm(job);
}

static void
talk_limit(struct probe_job *job)
{
    struct probe_flight *f = job->flight;
    struct probe_error e;

    f->limit_us = 0;
    if (f->talker->outcome == PROBE_TALK_SETTLE) {
        f->talker->ops->end(f->talker, PROBE_TIMEOUT);
        judge(job);
    } else if (f->heard || f->conn->head_len > 0) {
        wait_on(job);
    } else {
        silence_error(job, &e);
        fail(job, &e);
    }
}

static void
listen_limit(struct probe_job *job)
{
    struct probe_error e;

    if (job->flight->conn->head_len > 0) {
        wait_on(job);
    } else if (job->plan.turn == PROBE_TURN_WINDOW) {
        probe_job_step(job, PROBE_EVENT_SILENCE);
    } else {
        silence_error(job, &e);
        fail(job, &e);
    }
}

/* A peer's last word may have come while this thread was busy elsewhere: read what
 * is here, once, and then be as strict with those who never stop. */
static void
look(struct probe_job *job)
{
    job->flight->looked = true;
    probe_job_arm(job);
    receive(job);
}

void
probe_talk_limit(struct probe_job *job)
{
    if (job->state == PROBE_STATE_CONNECTING)
        connect_timed_out(job);
    else if (!job->flight->looked)
        look(job);
    else if (probe_job_left_us(job) == 0)
        probe_job_step(job, PROBE_EVENT_DEADLINE);
    else if (job->state == PROBE_STATE_TALKING)
        talk_limit(job);
    else
        listen_limit(job);
}

/* Both roles were tried: say so in one sentence. */
static bool
add_to_silence(struct probe_job *job, const struct probe_error *e)
{
    size_t n = strlen(job->error.text);

    if (job->error.class != PROBE_TIMEOUT || job->error.stage != PROBE_STAGE_TLS ||
        e->class != PROBE_TIMEOUT)
        return false;
    (void)snprintf(job->error.text + n, sizeof job->error.text - n, ", and %s", e->text);
    return true;
}

void
probe_talk_time_out(struct probe_job *job, enum probe_state from)
{
    struct probe_flight *f = job->flight;
    struct probe_result r = { 0 };
    char budget[PROBE_DURATION_TEXT];
    struct probe_error *e = &r.error;

    probe_fail_duration((uint64_t)job->run->options.timeout_ms * 1000, budget);
    if (from == PROBE_STATE_TALKING && f->heard) {
        f->talker->ops->end(f->talker, PROBE_TIMEOUT);
        probe_talk_result(job, &r);
    } else if (from == PROBE_STATE_TALKING || from == PROBE_STATE_LISTENING) {
        silence_error(job, e);
        if (add_to_silence(job, e))
            return;
    } else {
        probe_fail_set(e, PROBE_TIMEOUT, probe_state_stage(from), "%s within %s",
                       from == PROBE_STATE_RESOLVING ? "the name was not resolved"
                                                     : "no answer to TCP connect",
                       budget);
    }
    if (e->class != PROBE_OK)
        probe_job_blame(job, e);
}
