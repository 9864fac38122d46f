/* SPDX-License-Identifier: MIT */
/* What is wrapped for talk.c: sockets, talkers, and what follows. */
#ifndef TALK_FAKES_H
#define TALK_FAKES_H

#include "empty_run.h"

#include "talkers/dialogue_talker.h"
#include "talkers/talkers.h"
#include "net/sock.h"

#include "cmocka_prelude.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct {
    unsigned armed, freed, left, sends;
    bool stepped, blamed, polite, write, last, server, client, openssl, dialogue;
    enum probe_event event;
    struct probe_error error;
    enum probe_offer offer;
    enum probe_key key;
    char sni[64];
    struct dialogue_names names;
    const struct dialogue_script *proxy, *script;
    probe_talker_make_fn *make;
    size_t sent;
    uint8_t fed[16];
    size_t fed_n;
} seen;

/* What the talker says and the socket takes. */
static struct {
    const char *output;
    size_t room;
    int err;
    bool no_memory, presents;
    uint32_t round_trip_us;
} given_by;

static struct probe_conn conn;
static struct probe_talker talker;
static struct probe_result told;
static struct probe_flight flight;
static struct probe_job job;

int __wrap_probe_sock_send(int fd, const void *buf, size_t len, bool last, size_t *n);
uint32_t __wrap_probe_sock_round_trip_us(int fd);
void __wrap_probe_conn_watch(struct probe_conn *c, bool write);
void __wrap_probe_conn_leave(struct probe_conn *c, bool politely);
void __wrap_probe_job_arm(struct probe_job *j);
void __wrap_probe_job_blame(struct probe_job *j, const struct probe_error *e);
void __wrap_probe_job_step(struct probe_job *j, enum probe_event e);
struct probe_talker *__wrap_probe_talker_client(struct probe_openssl *e,
                                                const struct probe_options *o,
                                                enum probe_offer offer, enum probe_key key,
                                                const char *sni);
struct probe_talker *__wrap_probe_talker_server(struct probe_openssl *e,
                                                const struct probe_options *o);
struct probe_talker *__wrap_probe_openssl_client(struct probe_openssl *e, enum probe_offer offer,
                                                 enum probe_key key, const char *sni);
struct probe_talker *__wrap_probe_openssl_server(struct probe_openssl *e);
bool __wrap_probe_openssl_present(struct probe_talker *t, const struct probe_identity *id);
struct probe_talker *__wrap_probe_dialogue_talker(const struct dialogue_script *proxy,
                                                  const struct dialogue_script *dialogue,
                                                  const struct dialogue_names *names,
                                                  probe_talker_make_fn *make, void *ctx);

int
__wrap_probe_sock_send(int fd, const void *buf, size_t len, bool last, size_t *n)
{
    assert_int_equal(fd, 7);
    assert_non_null(buf);
    seen.sends++;
    seen.last = last;
    *n = len < given_by.room ? len : given_by.room;
    given_by.room -= *n;
    return *n == 0 ? given_by.err : 0;
}

uint32_t
__wrap_probe_sock_round_trip_us(int fd)
{
    assert_int_equal(fd, 7);
    return given_by.round_trip_us;
}

void
__wrap_probe_conn_watch(struct probe_conn *c, bool write)
{
    assert_ptr_equal(c, &conn);
    seen.write = write;
}

void
__wrap_probe_conn_leave(struct probe_conn *c, bool politely)
{
    assert_ptr_equal(c, &conn);
    seen.left++;
    seen.polite = politely;
}

void
__wrap_probe_job_arm(struct probe_job *j)
{
    assert_ptr_equal(j, &job);
    seen.armed++;
}

void
__wrap_probe_job_blame(struct probe_job *j, const struct probe_error *e)
{
    assert_ptr_equal(j, &job);
    seen.blamed = true;
    seen.error = *e;
}

void
__wrap_probe_job_step(struct probe_job *j, enum probe_event e)
{
    assert_ptr_equal(j, &job);
    assert_false(seen.stepped);
    seen.stepped = true;
    seen.event = e;
}

static struct probe_talker *
made(const char *sni)
{
    seen.sni[0] = '\0';
    if (sni != NULL && strlen(sni) < sizeof seen.sni)
        memcpy(seen.sni, sni, strlen(sni) + 1);
    return given_by.no_memory ? NULL : &talker;
}

struct probe_talker *
__wrap_probe_talker_client(struct probe_openssl *e, const struct probe_options *o,
                           enum probe_offer offer, enum probe_key key, const char *sni)
{
    assert_ptr_equal(e, run->openssl);
    assert_ptr_equal(o, &run->options);
    seen.client = true;
    seen.offer = offer;
    seen.key = key;
    return made(sni);
}

struct probe_talker *
__wrap_probe_talker_server(struct probe_openssl *e, const struct probe_options *o)
{
    assert_ptr_equal(e, run->openssl);
    assert_ptr_equal(o, &run->options);
    seen.server = true;
    return made(NULL);
}

struct probe_talker *
__wrap_probe_openssl_client(struct probe_openssl *e, enum probe_offer offer, enum probe_key key,
                            const char *sni)
{
    seen.openssl = true;
    return __wrap_probe_talker_client(e, &run->options, offer, key, sni);
}

struct probe_talker *
__wrap_probe_openssl_server(struct probe_openssl *e)
{
    seen.openssl = true;
    return __wrap_probe_talker_server(e, &run->options);
}

bool
__wrap_probe_openssl_present(struct probe_talker *t, const struct probe_identity *id)
{
    assert_ptr_equal(t, &talker);
    assert_ptr_equal(id, &seen);
    return given_by.presents;
}

struct probe_talker *
__wrap_probe_dialogue_talker(const struct dialogue_script *proxy,
                             const struct dialogue_script *dialogue,
                             const struct dialogue_names *names, probe_talker_make_fn *make,
                             void *ctx)
{
    assert_ptr_equal(ctx, &flight);
    seen.dialogue = true;
    seen.proxy = proxy;
    seen.script = dialogue;
    seen.names = *names;
    seen.make = make;
    return made(NULL);
}

static struct base_slice
output(struct probe_talker *t)
{
    assert_ptr_equal(t, &talker);
    return (struct base_slice){ (const uint8_t *)given_by.output + seen.sent,
                                strlen(given_by.output) - seen.sent };
}

static void
note_sent(struct probe_talker *t, size_t n)
{
    assert_ptr_equal(t, &talker);
    seen.sent += n;
}

static void
feed(struct probe_talker *t, struct base_slice bytes)
{
    assert_ptr_equal(t, &talker);
    seen.fed_n = bytes.len;
    memcpy(seen.fed, bytes.ptr, bytes.len);
}

static void
tell_result(struct probe_talker *t, struct probe_result *out)
{
    assert_ptr_equal(t, &talker);
    *out = told;
}

static void
free_talker(struct probe_talker *t)
{
    assert_ptr_equal(t, &talker);
    seen.freed++;
}

#define LEFT_US 8000000u

/* A job with eight of its ten seconds left, connected a second ago. */
static void
given(bool with_talker)
{
    static const struct probe_talker_ops ops = { .output = output,
                                                 .sent = note_sent,
                                                 .feed = feed,
                                                 .result = tell_result,
                                                 .free = free_talker };

    memset(&seen, 0, sizeof seen);
    memset(&given_by, 0, sizeof given_by);
    given_by.output = "";
    given_by.room = 1000;
    told = (struct probe_result){ .error.alert = -1 };
    talker = (struct probe_talker){ .ops = &ops };
    conn = (struct probe_conn){ .fd = 7 };
    flight = (struct probe_flight){ .conn = &conn, .talker = with_talker ? &talker : NULL };
    flight.connected_us = flight.began_us = probe_now_us() - 1000000;
    flight.spent_us = 1000000;
    flight.half_us = 77;
    memset(&run->options, 0, sizeof run->options);
    probe_options_init(&run->options);
    run->options.listen_first_ms = 300;
    job = (struct probe_job){
        .run = run, .flight = &flight, .connected = true, .clock_us = LEFT_US, .budget_ms = 10000
    };
    job.target.host = "a.example";
    job.target.port = 443;
}

#endif
