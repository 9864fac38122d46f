/* SPDX-License-Identifier: MIT */
/* What comes in on a connection, and what its first bytes are. */
#include "run.h"

#include "talkers/dialogue_talker.h"
#include "plan/fail.h"
#include "plan/sniff.h"
#include "net/sock.h"

#include <errno.h>
#include <string.h>

/* --starttls auto: a peer that greets in a protocol of dialogues.def is answered in that protocol,
 * once. */
static bool
speak_as_greeted(struct probe_job *job, struct base_slice s)
{
    enum probe_dialogue_id as = probe_sniff_dialogue(s);

    if (!job->run->options.dialogue_by_port || as == PROBE_DIALOGUE_NONE ||
        probe_talk_dialogue(job) != PROBE_DIALOGUE_NONE)
        return false;
    job->greeted = (uint8_t)as;
    probe_plan_speak(&job->plan);
    probe_talk_drop(job);
    probe_job_step(job, PROBE_EVENT_AGAIN);
    return true;
}

static void
not_tls(struct probe_job *job, struct base_slice s)
{
    struct probe_error e;

    if (speak_as_greeted(job, s))
        return;
    job->flight->heard = true;
    probe_sniff_blame(s, &e);
    probe_talk_fail(job, &e);
}

/* While we listen first: an alert, or a record that nothing asked for. */
static void
unasked(struct probe_job *job, struct base_slice s)
{
    struct probe_error e;

    if (s.len >= 7 && s.ptr[0] == 21) {
        probe_fail_set(&e, PROBE_ALERT, PROBE_STAGE_TLS,
                       "the peer sent alert %u before anything else", s.ptr[6]);
        e.alert = s.ptr[6];
    } else {
        probe_fail_set(&e, PROBE_PROTOCOL, PROBE_STAGE_TLS,
                       "the peer began with a TLS record of type %u, not a ClientHello", s.ptr[0]);
    }
    job->flight->heard = true;
    probe_talk_fail(job, &e);
}

/* No peer chooses the same random as we: these are our own bytes, echoed. */
static bool
is_echo(const struct probe_flight *f, struct base_slice s)
{
    return f->said_n == sizeof f->said && s.len >= sizeof f->said &&
           memcmp(s.ptr, f->said, sizeof f->said) == 0;
}

static void
reversed(struct probe_job *job, struct base_slice s)
{
    struct probe_error e;

    if (probe_sock_is_own_echo(job->flight->conn->fd)) {
        job->connected = false;
        probe_fail_set(&e, PROBE_REFUSED, PROBE_STAGE_CONNECT,
                       "nothing listens on the port: the connection reached itself");
        probe_talk_fail(job, &e);
        return;
    }
    job->flight->heard = true;
    if (is_echo(job->flight, s)) {
        probe_fail_set(&e, PROBE_NOT_TLS, PROBE_STAGE_TLS,
                       "the peer sends back what it is sent: an echo service, not TLS");
        probe_talk_fail(job, &e);
        return;
    }
    probe_fail_set(&e, PROBE_PROTOCOL, PROBE_STAGE_TLS,
                   "the peer sent a ClientHello where a ServerHello was expected: it acts as "
                   "the TLS client");
    probe_talk_ended(job, &e, PROBE_TALK_REVERSED, PROBE_OFFERS);
}

/* Those of the peer's first bytes that have arrived. */
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
            reversed(job, s);
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
        probe_talk_judge(job);
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
        probe_talk_fail(job, &e);
    } else if (job->proxied && !probe_dialogue_is_through(f->talker)) {
        f->talker->ops->feed(f->talker, s);
        job->connected = probe_dialogue_is_through(f->talker);
        probe_talk_judge(job);
    } else if (!f->heard && !job->proxied && probe_talk_dialogue(job) == PROBE_DIALOGUE_NONE) {
        first_bytes(job, s);
    } else {
        f->heard = true;
        f->talker->ops->feed(f->talker, s);
        probe_talk_judge(job);
    }
}

/* End of stream (err 0) or a reset. */
static void
on_end(struct probe_job *job, int err)
{
    struct probe_flight *f = job->flight;
    enum probe_class kind = err == 0 ? PROBE_CLOSED : PROBE_RESET;
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
        f->talker->ops->end(f->talker, kind);
        probe_talk_judge(job);
    } else {
        probe_fail_set(&e, kind, PROBE_STAGE_TLS, "the peer %s the connection %s",
                       err == 0 ? "closed" : "reset",
                       head.len > 0 ? "within its first record" : "before anything was sent");
        e.errno_value = err;
        probe_talk_fail(job, &e);
    }
}

/* Would we answer a ClientHello now, if we had a key? */
static bool
lacks_key(const struct probe_job *job)
{
    const struct probe_flight *f = job->flight;

    return !f->heard && (!f->speaking || job->plan.provoking) && !probe_key_is_there(job->run);
}

/* If so, the ClientHello is left in the socket until there is a key. Returns an errno: the kernel
 * reports a pending error only once, so it must not be lost here. */
static int
look_for_hello(struct probe_job *job, bool *hello)
{
    struct probe_conn *c = job->flight->conn;
    uint8_t first[sizeof c->head + PROBE_SNIFF_MAX];
    size_t n = 0;
    int err;

    memcpy(first, c->head, c->head_len);
    err = probe_sock_peek(c->fd, first + c->head_len, PROBE_SNIFF_MAX, &n);
    *hello = err == 0 && probe_sniff((struct base_slice){ first, c->head_len + n }) ==
                             PROBE_OPENING_CLIENT_HELLO;
    return err;
}

static int
take(struct probe_job *job, size_t *n)
{
    struct probe_conn *c = job->flight->conn;
    uint8_t *scratch = job->run->scratch;

    memcpy(scratch, c->head, c->head_len);
    return probe_sock_recv(c->fd, scratch + c->head_len, PROBE_SCRATCH - c->head_len, n);
}

void
probe_receive(struct probe_job *job)
{
    bool keyless = false;
    size_t n = 0;
    int err = lacks_key(job) ? look_for_hello(job, &keyless) : 0;

    if (err == 0 && !keyless)
        err = take(job, &n);
    if (err == EAGAIN)
        return;
    if (keyless)
        probe_job_step(job, PROBE_EVENT_KEYLESS);
    else if (err != 0 || n == 0)
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
            probe_talk_connected(job);
        return;
    }
    if (writable && f->talker != NULL)
        probe_talk_flush(f);
    if (readable)
        probe_receive(job);
}
