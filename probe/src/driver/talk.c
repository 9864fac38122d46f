/* SPDX-License-Identifier: MIT */
/* Talking on a connection: what its talker wants sent, what it comes to. */
#include "run.h"

#include "talkers/dialogue_talker.h"
#include "plan/fail.h"
#include "net/proxy.h"
#include "net/sock.h"
#include "talkers/talkers.h"

#include <errno.h>
#include <string.h>

#define LISTEN_ROUND_TRIPS 4

/* ---- endings ---- */

void
probe_talk_ended(struct probe_job *job, const struct probe_error *e, enum probe_talk talk,
                 enum probe_offer advice)
{
    struct probe_flight *f = job->flight;
    struct probe_ending ending = { .kind = e->kind,
                                   .alert = e->alert,
                                   .talk = talk,
                                   .advice = advice,
                                   .connected = f->connected_us != 0,
                                   .heard = f->heard,
                                   .speaking = f->speaking,
                                   .sni_sent = f->sni_sent };

    if (!ending.connected && probe_job_left_us(job) <= (uint64_t)job->target.reserve_ms * 1000)
        job->plan.retries = 0;
    probe_job_blame(job, e);
    f->last = *e;
    probe_talk_drop(job);
    probe_job_step(job, probe_plan_after(&job->plan, &ending));
}

void
probe_talk_fail(struct probe_job *job, const struct probe_error *e)
{
    probe_talk_ended(job, e, PROBE_TALK_FAILED, PROBE_OFFERS);
}

static void
no_memory(struct probe_job *job)
{
    struct probe_error e;

    probe_fail_set(&e, PROBE_RESOURCE, PROBE_STAGE_TLS, "out of memory");
    probe_talk_fail(job, &e);
}

/* ---- sending ---- */

/* Over: the connection is left next, with what is still to be said. */
static bool
is_last(const struct probe_talker *t)
{
    return t->outcome == PROBE_TALK_DONE || t->outcome == PROBE_TALK_FAILED;
}

/* What an echo would give back. */
static void
remember(struct probe_flight *f, const uint8_t *sent, size_t n)
{
    size_t room = f->speaking ? sizeof f->said - f->said_n : 0;

    memcpy(f->said + f->said_n, sent, n < room ? n : room);
    f->said_n = (uint8_t)(f->said_n + (n < room ? n : room));
}

void
probe_talk_flush(struct probe_flight *f)
{
    struct probe_conn *c = f->conn;
    struct base_slice out;
    size_t n = 0;
    int err = 0;

    while (!c->mute && (out = f->talker->ops->output(f->talker)).len > 0) {
        err = probe_sock_send(c->fd, out.ptr, out.len, is_last(f->talker), &n);
        if (err != 0)
            break;
        remember(f, out.ptr, n);
        f->talker->ops->sent(f->talker, n);
    }
    /* Why a send failed is read from the other direction: an alert may wait there. */
    c->mute = c->mute || (err != 0 && err != EAGAIN);
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
        job->tls_us = (int32_t)(probe_job_spent_us(job) - f->spent_us);
    if (f->talker != NULL && !c->gone)
        probe_talk_flush(f);
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

void
probe_talk_result(struct probe_job *job, struct probe_result *out)
{
    struct probe_flight *f = job->flight;
    struct probe_circumstances c = { .heard = f->heard };

    f->talker->ops->result(f->talker, out);
    if (out->error.kind == PROBE_OK)
        return;
    c.peer_is_client = out->peer_role == PROBE_ROLE_CLIENT;
    c.shown = out->certificates_n > 0;
    out->error.stage = job->proxied && !job->connected ? PROBE_STAGE_CONNECT : PROBE_STAGE_TLS;
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
void
probe_talk_judge(struct probe_job *job)
{
    struct probe_flight *f = job->flight;
    struct probe_talker *t = f->talker;
    struct probe_result r = { 0 };

    if (!f->conn->gone)
        probe_talk_flush(f);
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
        probe_talk_ended(job, &r.error, t->outcome, t->advice);
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
    if (sni == NULL && probe_talk_dialogue(job) != PROBE_DIALOGUE_NONE)
        sni = job->run->options.domain;
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

enum probe_dialogue_id
probe_talk_dialogue(const struct probe_job *job)
{
    const struct probe_options *o = &job->run->options;

    enum probe_dialogue_id d =
        o->dialogue_by_port ? probe_dialogue_of_port(job->target.port) : o->dialogue;

    if (o->role == PROBE_ROLE_CLIENT) /* behind a dialogue with us it would be the server */
        return PROBE_DIALOGUE_NONE;
    if (d == PROBE_DIALOGUE_NONE)
        d = job->target.dialogue;
    return d != PROBE_DIALOGUE_NONE ? d : (enum probe_dialogue_id)job->greeted;
}

/* TLS begins, in this way. */
static void
note_try(struct probe_job *job, enum probe_tried way)
{
    const struct probe_options *o = &job->run->options;

    job->tried |= (uint16_t)(1u << way);
    if (o->cert_file != NULL || o->keystore != NULL || job->target.as != NULL)
        job->tried |= 1u << PROBE_TRIED_CERTIFICATE;
}

static enum probe_tried
spoken(const struct probe_job *job)
{
    switch (job->plan.offer) {
    case PROBE_OFFER_TLS13:
        return PROBE_TRIED_CLIENT_TLS13;
    case PROBE_OFFER_TLS10:
        return PROBE_TRIED_CLIENT_TLS10;
    default:
        return PROBE_TRIED_CLIENT;
    }
}

static struct probe_talker *
presenting(struct probe_talker *t, const struct probe_identity *as)
{
    if (t == NULL || probe_openssl_present(t, as))
        return t;
    t->ops->free(t);
    return NULL;
}

static struct probe_talker *
server_talker(const struct probe_job *job)
{
    struct probe *p = job->run;

    return job->target.as == NULL ? probe_talker_server(p->openssl, &p->options)
                                  : presenting(probe_openssl_server(p->openssl), job->target.as);
}

static struct probe_talker *
client_talker(const struct probe_job *job, const char *sni)
{
    struct probe *p = job->run;
    enum probe_offer offer = (enum probe_offer)job->plan.offer;
    const struct probe_target *t = &job->target;

    return t->as == NULL ? probe_talker_client(p->openssl, &p->options, offer, t->key, sni)
                         : presenting(probe_openssl_client(p->openssl, offer, t->key, sni), t->as);
}

/* A probe_talker_make_fn; ctx is the flight. Behind a dialogue it comes here once TLS may begin. */
static struct probe_talker *
make_tls(void *ctx)
{
    struct probe_flight *f = ctx;
    struct probe_job *job = f->tls_of.job;

    if (job->plan.turn == PROBE_TURN_LISTEN) { /* through a proxy, or it would be listened to */
        note_try(job, PROBE_TRIED_SERVER);
        return server_talker(job);
    }
    note_try(job, spoken(job));
    return client_talker(job, f->tls_of.sni);
}

static struct probe_talker *
talker_of(struct probe_job *job)
{
    const struct dialogue_script *script = dialogue_client_script(probe_talk_dialogue(job));
    const struct dialogue_script *proxy =
        job->proxied ? probe_proxy_script(&job->run->options) : NULL;
    const char *host = job->target.address != NULL ? job->target.address : job->target.host;
    struct probe_address ip;
    bool literal = probe_address_parse(host, &ip);
    struct dialogue_names names = { .host = host,
                                    .domain = job->run->options.domain != NULL
                                                  ? job->run->options.domain
                                                  : job->target.host,
                                    .port = job->target.port,
                                    .basic = job->run->options.proxy.basic };

    if (literal) {
        names.ip_len = ip.v6 ? 16 : 4;
        memcpy(names.ip, ip.ip, names.ip_len);
    }
    if (script != NULL)
        job->tried |= 1u << PROBE_TRIED_STARTTLS;
    else if (proxy == NULL)
        return make_tls(job->flight);
    return probe_dialogue_talker(proxy, script, &names, make_tls, job->flight);
}

void
probe_talk_speak(struct probe_job *job)
{
    struct probe_flight *f = job->flight;
    const char *sni = server_name(job, f->tls_of.sni_text);

    f->speaking = !job->proxied || job->plan.turn != PROBE_TURN_LISTEN;
    f->sni_sent = f->speaking && sni != NULL;
    if (f->speaking)
        job->plan.turn = PROBE_TURN_SPEAK;
    f->tls_of.job = job;
    f->tls_of.sni = sni;
    f->talker = talker_of(job);
    if (f->talker == NULL) {
        no_memory(job);
        return;
    }
    f->limit_us = job->plan.may_switch ? f->half_us : 0;
    probe_job_arm(job);
    probe_talk_judge(job);
}

void
probe_talk_listen(struct probe_job *job)
{
    struct probe_flight *f = job->flight;

    job->tried |= job->plan.turn == PROBE_TURN_WINDOW ? 1u << PROBE_TRIED_LISTENED_BRIEFLY
                                                      : 1u << PROBE_TRIED_LISTENED;
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
    note_try(job, PROBE_TRIED_SERVER);
    f->speaking = false;
    f->limit_us = 0;
    f->talker = server_talker(job);
    if (f->talker == NULL) {
        no_memory(job);
        return;
    }
    probe_job_arm(job);
    f->talker->ops->feed(f->talker, f->conn->first);
    probe_talk_judge(job);
}
