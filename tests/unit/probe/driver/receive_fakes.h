/* SPDX-License-Identifier: MIT */
/* What is wrapped for receive.c: sockets, a talker, and what follows. */
#ifndef RECEIVE_FAKES_H
#define RECEIVE_FAKES_H

#include "empty_run.h"

#include "talkers/dialogue_talker.h"
#include "net/sock.h"

#include "cmocka_prelude.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum did { NONE, FAILED, ENDED, STEPPED, JUDGED, CONNECTED };

static struct {
    enum did did;
    unsigned flushed, peeks;
    bool dropped, own_echo, keyless, through;
    enum probe_event event;
    enum probe_talk talk;
    struct probe_error error;
    enum probe_dialogue_id dialogue;
    enum probe_class ended; /* what the talker was told */
    uint8_t fed[64];
    size_t fed_n;
} seen;

/* What the socket has. */
static struct {
    const uint8_t *bytes;
    size_t len;
    int err, peek_err;
} peer;

static struct probe_conn conn;
static struct probe_talker talker;
static struct probe_flight flight;
static struct probe_job job;

int __wrap_probe_sock_recv(int fd, void *buf, size_t cap, size_t *n);
int __wrap_probe_sock_peek(int fd, void *buf, size_t cap, size_t *n);
bool __wrap_probe_sock_is_own_echo(int fd);
bool __wrap_probe_key_is_there(const struct probe *p);
void __wrap_probe_talk_fail(struct probe_job *j, const struct probe_error *e);
void __wrap_probe_talk_ended(struct probe_job *j, const struct probe_error *e, enum probe_talk talk,
                             enum probe_offer advice);
void __wrap_probe_talk_judge(struct probe_job *j);
void __wrap_probe_talk_drop(struct probe_job *j);
void __wrap_probe_talk_connected(struct probe_job *j);
void __wrap_probe_talk_flush(struct probe_flight *f);
enum probe_dialogue_id __wrap_probe_talk_dialogue(const struct probe_job *j);
void __wrap_probe_job_step(struct probe_job *j, enum probe_event e);
bool __wrap_probe_dialogue_is_through(const struct probe_talker *t);

static void
note(const struct probe_job *j, enum did did)
{
    assert_ptr_equal(j, &job);
    assert_int_equal(seen.did, NONE);
    seen.did = did;
}

int
__wrap_probe_sock_recv(int fd, void *buf, size_t cap, size_t *n)
{
    assert_int_equal(fd, 7);
    *n = peer.len < cap ? peer.len : cap;
    if (*n > 0)
        memcpy(buf, peer.bytes, *n);
    return peer.err;
}

int
__wrap_probe_sock_peek(int fd, void *buf, size_t cap, size_t *n)
{
    seen.peeks++;
    (void)__wrap_probe_sock_recv(fd, buf, cap, n);
    return peer.peek_err;
}

bool
__wrap_probe_sock_is_own_echo(int fd)
{
    assert_int_equal(fd, 7);
    return seen.own_echo;
}

bool
__wrap_probe_key_is_there(const struct probe *p)
{
    assert_ptr_equal(p, run);
    return !seen.keyless;
}

void
__wrap_probe_talk_fail(struct probe_job *j, const struct probe_error *e)
{
    note(j, FAILED);
    seen.error = *e;
}

void
__wrap_probe_talk_ended(struct probe_job *j, const struct probe_error *e, enum probe_talk talk,
                        enum probe_offer advice)
{
    note(j, ENDED);
    seen.error = *e;
    seen.talk = talk;
    assert_int_equal(advice, PROBE_OFFERS);
}

void
__wrap_probe_talk_judge(struct probe_job *j)
{
    note(j, JUDGED);
}

void
__wrap_probe_talk_drop(struct probe_job *j)
{
    assert_ptr_equal(j, &job);
    seen.dropped = true;
}

void
__wrap_probe_talk_connected(struct probe_job *j)
{
    note(j, CONNECTED);
}

void
__wrap_probe_talk_flush(struct probe_flight *f)
{
    assert_ptr_equal(f, &flight);
    seen.flushed++;
}

enum probe_dialogue_id
__wrap_probe_talk_dialogue(const struct probe_job *j)
{
    assert_ptr_equal(j, &job);
    return seen.dialogue;
}

void
__wrap_probe_job_step(struct probe_job *j, enum probe_event e)
{
    note(j, STEPPED);
    seen.event = e;
}

bool
__wrap_probe_dialogue_is_through(const struct probe_talker *t)
{
    assert_ptr_equal(t, &talker);
    return seen.through;
}

static void
feed(struct probe_talker *t, struct base_slice bytes)
{
    assert_ptr_equal(t, &talker);
    assert_true(seen.fed_n + bytes.len <= sizeof seen.fed);
    memcpy(seen.fed + seen.fed_n, bytes.ptr, bytes.len);
    seen.fed_n += bytes.len;
    seen.through = true;
}

static void
end_talk(struct probe_talker *t, enum probe_class why)
{
    assert_ptr_equal(t, &talker);
    seen.ended = why;
}

/* A job that speaks, or listens. */
static void
given(bool speaking)
{
    static const struct probe_talker_ops ops = { .feed = feed, .end = end_talk };

    memset(&seen, 0, sizeof seen);
    memset(&peer, 0, sizeof peer);
    talker = (struct probe_talker){ .ops = &ops };
    conn = (struct probe_conn){ .fd = 7 };
    flight = (struct probe_flight){ .conn = &conn,
                                    .talker = speaking ? &talker : NULL,
                                    .speaking = speaking };
    job = (struct probe_job){ .run = run, .flight = &flight, .connected = true };
    job.state = speaking ? PROBE_STATE_TALKING : PROBE_STATE_LISTENING;
}

static void
sends(const char *bytes, size_t n)
{
    peer.bytes = (const uint8_t *)bytes;
    peer.len = n;
    probe_receive(&job);
}

#define SENDS(text) sends(text, sizeof(text) - 1)
#define SERVER_HELLO "\x16\x03\x03\x00\x31\x02\x00\x00\x2d\x03\x03"
#define CLIENT_HELLO "\x16\x03\x01\x00\x31\x01\x00\x00\x2d\x03\x03"

static void
failed_with(enum probe_class kind, const char *part)
{
    assert_true(seen.did == FAILED || seen.did == ENDED);
    assert_int_equal(seen.error.kind, kind);
    if (strstr(seen.error.text, part) == NULL)
        fail_msg("%s", seen.error.text);
}

#endif
