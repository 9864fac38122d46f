/* SPDX-License-Identifier: MIT */
/*
 * The driver's insides: one run, its targets in flight (jobs) and their
 * connections. Everything happens on the thread of the loop.
 *
 * Who owns what: the run owns all jobs; a job owns its flight (the memory that
 * only a target under way needs), its talker and its place in queues; a
 * connection outlives its job while the peer is still sending (job is NULL then).
 */
#ifndef PROBE_RUN_H
#define PROBE_RUN_H

#include <probe/probe.h>

#include "net/address.h"
#include "net/clock.h"
#include "plan/machine.h"
#include "openssl/openssl_engine.h"
#include "plan/plan.h"
#include "talkers/talker.h"

#include <ares.h>
#include <uv.h>

#define PROBE_WAITING_MAX 4096u    /* targets waiting for a slot of their address */
#define PROBE_SCRATCH 65536u       /* one read */
#define PROBE_BYTES_MAX (8u << 20) /* taken from one connection */
#define PROBE_LINGER_US 200000u    /* for the peer's end of stream after ours */
#define PROBE_LINGERING_MAX 512u
#define PROBE_HOST_BUCKETS 512u
#define PROBE_NAME_BUCKETS 512u

struct probe_job;

/* A first-in first-out list; a job is in one at most. */
struct probe_queue {
    struct probe_job *head, *tail;
    unsigned n;
};

#define PROBE_NEVER (-1)

/* What only a target under way needs. It is used again for the next, with its timer. */
#define PROBE_SAID_MAX 43 /* two headers, the version, a random (RFC 5246 6.2.1, 7.4.1.2) */

struct probe_flight {
    uv_timer_t timer;
    struct probe_job *job;
    struct probe_flight *next_free;
    struct probe_conn *conn;
    struct probe_talker *talker;
    uint64_t began_us, connected_us; /* this connection; 0: not yet */
    uint64_t window_us; /* how long the peer may take to speak first, or to refuse us at the end */
    uint64_t spent_us;  /* of the budget, when connected */
    uint64_t half_us;   /* when the first role has had its half of the time */
    uint64_t limit_us;  /* when the present state has had its time; 0: at the deadline */
    struct {            /* what makes TLS after a dialogue */
        struct probe_job *job;
        const char *sni; /* of sni_text, or NULL */
        char sni_text[256];
    } tls_of;
    int errno_value;
    struct probe_error last;      /* how the connection before this one ended; PROBE_OK: none did */
    uint8_t said[PROBE_SAID_MAX]; /* our first bytes as client, up to the hello's random */
    uint8_t said_n;
    bool heard, speaking, sni_sent, settling;
    bool looked; /* at the limit: what had arrived by then was read */
};

enum probe_ready { PROBE_NOTHING = 0, PROBE_READABLE = 1, PROBE_WRITABLE = 2 };

struct probe_conn {
    struct probe *run;
    struct probe_job *job;
    struct probe_conn *prev, *next; /* lingering ones; closed ones by next */
    uint64_t linger_until_us;
    size_t taken; /* bytes read */
    int fd;
    struct probe_host *host; /* whose slot it still occupies; NULL: none */
    struct base_slice first; /* the ClientHello's first bytes, for one call */
    uint8_t head[8];         /* first bytes, as long as they do not tell what they are */
    uint8_t head_len;
    void *readiness;         /* readiness.c's own */
    enum probe_ready events; /* watched */
    bool lingering;
    bool mute; /* sending failed */
    bool gone; /* the peer ended or reset it */
};

/* Targets to one address under way and waiting. */
struct probe_host {
    struct probe_host *next; /* in its bucket */
    struct probe_address address;
    unsigned active, lingering; /* the latter where options.exclusive */
    struct probe_queue waiting;
};

struct probe_job {
    struct probe *run;
    struct probe_job *prev, *next;             /* all of the run */
    struct probe_job *queue_prev, *queue_next; /* in `queue` */
    struct probe_queue *queue;
    struct probe_flight *flight; /* NULL while it waits for a slot */
    struct probe_host *host;     /* the slot held or waited for */
    struct probe_target target;
    struct probe_address addresses[PROBE_ADDRESSES_MAX];
    struct probe_plan plan;
    uint64_t clock_us;    /* running: the deadline; stopped: what is left */
    uint64_t short_since; /* since when it has waited for a descriptor or port; 0: it does not */
    int32_t short_errno;
    int32_t resolve_us, connect_us, tls_us; /* -1: did not happen */
    uint32_t attempts, budget_ms;
    struct probe_address *all; /* the name's, where they are several; all_n of them */
    size_t all_n;
    struct probe_srv *srv; /* srv.c; NULL: it was not asked for */
    uint8_t greeted;       /* enum probe_dialogue_id, of --starttls auto: as it greeted */
    uint8_t state;         /* enum probe_state */
    bool clock_runs, slot, connected;
    bool proxied;         /* connected counts from the proxy's yes */
    uint16_t tried;       /* bits of enum probe_tried */
    uint8_t seen_address; /* index of the address that the error or certificate is from */
    struct {
        bool tls, chain_cut;
        uint8_t role, requested, accepted, hello, engine;
        uint16_t version, cipher;
    } seen;
    struct probe_error error;
};

/* What a waiting target costs, beside the caller's own memory. */
_Static_assert(sizeof(struct probe_job) <= 576, "a waiting target is small");

struct probe {
    uv_loop_t loop;
    uv_timer_t rate_timer, starve_timer, linger_timer, dns_timer, grace_timer,
        gather_timer;
    uv_poll_t ready_poll;
    int ready_set;   /* a descriptor: the set of connections watched */
    bool serving;    /* the ready connections are being walked: none may be freed */
    uv_idle_t again; /* pulls more targets, or stops, after a turn of the loop */
    struct probe_options options;
    struct probe_openssl *openssl;
    struct probe_listener *listener; /* listen/; NULL: it dials */

    probe_next_fn *next;
    probe_done_fn *done;
    void *ctx;
    bool exhausted, stopping, pumping;

    struct probe_job *jobs;
    unsigned jobs_n, flights_n;
    struct probe_flight *free_flights;

    struct probe_queue ready;   /* have a slot, wait for a flight */
    struct probe_queue tokens;  /* wait for the rate */
    struct probe_queue starved; /* wait for a descriptor or port */
    struct probe_queue keyless; /* wait for our key */
    struct probe_queue finished; /* wait to be handed over */
    uv_work_t key_work;
    bool key_making;
    unsigned waiting_n;
    double rate_tokens;
    uint64_t rate_filled_us;
    struct probe_host *hosts[PROBE_HOST_BUCKETS];

    struct probe_conn *closed; /* while serving */
    struct probe_conn *lingering, *lingering_tail;
    unsigned lingering_n;

    ares_channel hosts_file, dns; /* dns.c */
    bool hosts_made, dns_made;
    struct probe_query *names[PROBE_NAME_BUCKETS]; /* asked for, and kept (resolve.c) */
    struct probe_query *grace, *grace_last, *kept, *kept_last;
    unsigned kept_n;
    struct dns_poll **dns_polls;
    size_t dns_polls_n;

    uint8_t scratch[PROBE_SCRATCH];
    char named[PROBE_NAMED_MAX][PROBE_ADDRESS_TEXT]; /* the addresses of a result */
};

/* run.c */
void probe_run_pump(struct probe *p);  /* start what there is room for */
void probe_run_later(struct probe *p); /* pump on the next turn of the loop */
struct probe_flight *probe_flight_new(struct probe *p, struct probe_job *job);
void probe_flight_free(struct probe *p, struct probe_flight *f);

/* queue.c */
void probe_queue_push(struct probe_queue *q, struct probe_job *job);
struct probe_job *probe_queue_pop(struct probe_queue *q);
void probe_queue_leave(struct probe_job *job); /* fine when in none */

/* job.c: after any of these the job may be gone */
bool probe_job_start(struct probe *p, const struct probe_target *target);
void probe_job_step(struct probe_job *job, enum probe_event e);
void probe_job_resolved(struct probe_job *job, const struct probe_address *all, size_t n);
void probe_job_blame(struct probe_job *job, const struct probe_error *e);
void probe_job_arm(struct probe_job *job); /* the timer: the state's limit or the deadline */
void probe_job_clock(struct probe_job *job, bool run);
uint64_t probe_job_spent_us(const struct probe_job *job); /* of the budget */
uint64_t probe_job_left_us(const struct probe_job *job);

/* hand_over.c */
void probe_job_finish(struct probe_job *job);
void probe_hand_over_some(struct probe *p); /* those that waited long enough: after serving */
void probe_hand_over_all(struct probe *p);

/* job_result.c */
void probe_job_result(struct probe_job *job, struct probe_result *r);

/* connect.c */
void probe_talk_connect(struct probe_job *job);
void probe_talk_connected(struct probe_job *job); /* or not: the socket says */

/* talk.c: what the states LISTENING and TALKING do */
void probe_talk_listen(struct probe_job *job);
void probe_talk_speak(struct probe_job *job);

const char *probe_job_dials(const struct probe_job *job); /* the target's host, or the proxy */

/* What is said in clear first. */
enum probe_dialogue_id probe_talk_dialogue(const struct probe_job *job);
void probe_talk_answer(struct probe_job *job);
void probe_talk_flush(struct probe_flight *f); /* send what the talker has to say */
void probe_talk_judge(struct probe_job *job);  /* act on the talker's outcome */
void probe_talk_result(struct probe_job *job, struct probe_result *out); /* of the talker */
void probe_talk_hang_up(struct probe_job *job); /* leave the connection, politely */
void probe_talk_drop(struct probe_job *job);    /* hang up, forget the talker */

/* A connection, or the try to make one, is over: blame, drop, ask the plan, step. */
void probe_talk_ended(struct probe_job *job, const struct probe_error *e, enum probe_talk talk,
                      enum probe_offer advice);
void probe_talk_fail(struct probe_job *job, const struct probe_error *e);

/* receive.c */
void probe_talk_io(struct probe_job *job, bool readable, bool writable);
void probe_receive(struct probe_job *job); /* read, and act on it */

/* limit.c */
void probe_talk_limit(struct probe_job *job); /* the state has had its time */
void probe_talk_time_out(struct probe_job *job, enum probe_state from);

/* readiness.c */
bool probe_readiness_init(struct probe *p, struct base_text *why);
void probe_readiness_close(struct probe *p);
int probe_readiness_set(struct probe_conn *c, enum probe_ready events); /* an errno value */
void probe_readiness_end(struct probe_conn *c);                         /* before it is closed */

/* conn.c */
void probe_conn_ready(struct probe_conn *c, bool readable, bool writable);
void probe_conn_reap(struct probe *p);
void probe_conn_pause(struct probe_conn *c); /* watch nothing for now */
int probe_conn_open(struct probe_job *job, const struct probe_address *a, struct probe_conn **out);
void probe_conn_watch(struct probe_conn *c, bool write);
void probe_conn_leave(struct probe_conn *c, bool politely);
void probe_conn_drop_lingering(struct probe *p, uint64_t now_us);

/* admission.c: who may connect when */
void probe_admission_enter(struct probe_job *job);
void probe_admission_starve(struct probe_job *job);
void probe_admission_leave(struct probe_job *job); /* give back slot and place in queues */
void probe_admission_keep(struct probe_conn *c, struct probe_job *job); /* options.exclusive */
void probe_admission_closed(struct probe_conn *c);
void probe_admission_freed(struct probe *p); /* a descriptor was given back */

/* key.c: our throw-away key, made on a thread of its own when it is first needed */
bool probe_key_is_there(const struct probe *p);
void probe_key_wait(struct probe_job *job);
void probe_key_free(struct probe *p);

/* dns.c: c-ares on the loop */
bool probe_dns_open(struct probe *p); /* fine when it is */
void probe_dns_arm(struct probe *p);  /* after a question: its timer */
void probe_dns_close(struct probe *p);

/* srv.c: XMPP domains */
bool probe_srv_is_for(const struct probe_job *job);
bool probe_srv_start(struct probe_job *job); /* then resolve.c goes on; false: no memory */
const char *probe_srv_host(const struct probe_job *job); /* NULL: the target's */
bool probe_srv_says_no(const struct probe_job *job);     /* the domain has no such service */
void probe_srv_forget(struct probe_job *job);

/* resolve.c */
void probe_resolve_start(struct probe_job *job);
void probe_resolve_free(struct probe *p);

#endif
