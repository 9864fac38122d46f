/* SPDX-License-Identifier: MIT */
/*
 * Names through c-ares on the loop: hosts file, search list and servers as the
 * system has them. Targets that ask for a name already asked for share the answer.
 */
#include "run.h"

#include "fail.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 253 /* RFC 1035 2.3.4, in text */
#define ANSWERS_MAX 64   /* looked at, of one answer */

struct probe_query {
    struct probe *run;
    struct probe_query *prev, *next;
    struct probe_queue waiting;
    uint64_t hash, began_us;
    char name[];
};

/* ---- answers ---- */

static size_t
take_addresses(const struct ares_addrinfo *answer, struct probe_address out[ANSWERS_MAX])
{
    size_t n = 0;

    for (const struct ares_addrinfo_node *a = answer->nodes; a != NULL && n < ANSWERS_MAX;
         a = a->ai_next) {
        struct probe_address *to = &out[n];

        *to = (struct probe_address){ 0 };
        if (a->ai_family == AF_INET && a->ai_addrlen >= sizeof(struct sockaddr_in)) {
            const struct sockaddr_in *v4 = (const void *)a->ai_addr;

            memcpy(to->ip, &v4->sin_addr, 4);
            n++;
        } else if (a->ai_family == AF_INET6 && a->ai_addrlen >= sizeof(struct sockaddr_in6)) {
            const struct sockaddr_in6 *v6 = (const void *)a->ai_addr;

            memcpy(to->ip, &v6->sin6_addr, 16);
            to->scope = v6->sin6_scope_id;
            to->v6 = 1;
            n++;
        }
    }
    return n;
}

static void
blame_resolver(int status, struct probe_error *e)
{
    const char *text;
    enum probe_class class = PROBE_RESOLVE;

    switch (status) {
    case ARES_ENOTFOUND:
    case ARES_ENONAME:
        text = "the name does not exist";
        break;
    case ARES_ENODATA:
        text = "the name has no address";
        break;
    case ARES_EBADNAME:
        text = "this is not a host name";
        break;
    case ARES_ECONNREFUSED:
        text = "no name server could be reached";
        break;
    case ARES_ETIMEOUT:
        class = PROBE_TIMEOUT;
        text = "the name servers did not answer";
        break;
    case ARES_ENOMEM:
        class = PROBE_RESOURCE;
        text = "out of memory";
        break;
    default:
        text = ares_strerror(status);
    }
    probe_fail_set(e, class, PROBE_STAGE_RESOLVE, "%s", text);
}

static void
fail(struct probe_job *job, int status)
{
    struct probe_error e;

    blame_resolver(status, &e);
    probe_job_blame(job, &e);
    probe_job_step(job, PROBE_EVENT_FAILED);
}

static void
deliver(struct probe_job *job, int status, const struct probe_address *all, size_t n,
        uint64_t began_us)
{
    uint64_t us = probe_now_us() - began_us;

    job->resolve_us = us < INT32_MAX ? (int32_t)us : INT32_MAX;
    if (n > 0)
        probe_job_resolved(job, all, n);
    else
        fail(job, status == ARES_SUCCESS ? ARES_ENODATA : status);
}

static void
on_answer(void *arg, int status, int timeouts, struct ares_addrinfo *answer)
{
    struct probe_query *q = arg;
    struct probe *p = q->run;
    struct probe_address all[ANSWERS_MAX];
    size_t n = status == ARES_SUCCESS && answer != NULL ? take_addresses(answer, all) : 0;
    struct probe_job *job;

    (void)timeouts;
    if (answer != NULL)
        ares_freeaddrinfo(answer);
    *(q->prev != NULL ? &q->prev->next : &p->queries) = q->next;
    if (q->next != NULL)
        q->next->prev = q->prev;
    while ((job = probe_queue_pop(&q->waiting)) != NULL)
        deliver(job, status, all, n, q->began_us);
    free(q);
}

/* ---- questions ---- */

static struct probe_query *
find(struct probe *p, const char *name, uint64_t hash)
{
    struct probe_query *q = p->queries;

    while (q != NULL && (q->hash != hash || strcmp(q->name, name) != 0))
        q = q->next;
    return q;
}

static struct probe_query *
query_new(struct probe *p, const char *name, uint64_t hash)
{
    size_t n = strlen(name) + 1;
    struct probe_query *q = calloc(1, sizeof *q + n);

    if (q == NULL)
        return NULL;
    memcpy(q->name, name, n);
    q->hash = hash;
    q->run = p;
    q->began_us = probe_now_us();
    q->next = p->queries;
    if (q->next != NULL)
        q->next->prev = q;
    return p->queries = q;
}

/* RFC 6761 6.4: nobody is to be asked about these. */
static bool
is_invalid_by_definition(const char *name)
{
    static const char suffix[] = ".invalid";
    struct base_slice s = base_slice_str(name);

    if (s.len > 0 && s.ptr[s.len - 1] == '.')
        s.len--;
    if (s.len < sizeof suffix - 1)
        return false;
    s.ptr += s.len - (sizeof suffix - 1);
    s.len = sizeof suffix - 1;
    return base_slice_eq_nocase(s, base_slice_str(suffix));
}

static void
ask(struct probe_query *q)
{
    struct ares_addrinfo_hints hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
    struct probe *p = q->run;

    ares_getaddrinfo(p->dns, q->name, NULL, &hints, on_answer, q); /* may answer at once */
    probe_dns_arm(p);
}

void
probe_resolve_start(struct probe_job *job)
{
    struct probe *p = job->run;
    const char *name = job->target.host;
    uint64_t hash = base_slice_hash(base_slice_str(name));
    struct probe_query *q;
    size_t n = strlen(name);

    if (n == 0 || n > NAME_MAX_LEN + 1) {
        fail(job, ARES_EBADNAME);
        return;
    }
    if (is_invalid_by_definition(name)) {
        fail(job, ARES_ENOTFOUND);
        return;
    }
    q = find(p, name, hash);
    if (q != NULL) {
        probe_queue_push(&q->waiting, job);
        return;
    }
    if (!probe_dns_open(p) || (q = query_new(p, name, hash)) == NULL) {
        fail(job, ARES_ENOMEM);
        return;
    }
    probe_queue_push(&q->waiting, job);
    ask(q);
}

void
probe_resolve_free(struct probe *p)
{
    probe_dns_close(p);
}
