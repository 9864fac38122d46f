/* SPDX-License-Identifier: MIT */
/*
 * Names through c-ares on the loop: hosts file, search list and servers as the
 * system has them. Targets that ask for a name already asked for share the answer.
 */
#include "run.h"

#include "plan/fail.h"
#include "net/sock.h"

#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 253 /* RFC 1035 2.3.4, in text */
#define ANSWERS_MAX 64   /* addresses of one answer that are looked at */

#define GRACE_US 1000000u /* for the other family's answer, once one has come */
#define KEPT_MAX 4096u    /* answers kept for later targets of the same name */

/* Each family is asked for by a query of its own: some name servers, and firewalls in front of
 * them, lose or refuse AAAA only. */
struct half {
    struct probe_query *query;
    struct probe_address *at;
    size_t n;
    int status; /* c-ares's; while it is out: ARES_ETIMEOUT */
    bool out;
};

struct probe_query {
    struct probe *run;
    struct probe_query *next;           /* in its bucket */
    struct probe_query *before, *after; /* in the list of names in grace, or of those kept */
    struct probe_queue waiting;
    struct half v4, v6;            /* the hosts file's answer is in v4, whatever its families */
    uint64_t hash, grace_until_us; /* 0: not in grace */
    bool settled;
    char name[];
};

/* ---- answers ---- */

/* False: no memory. */
static bool
take_addresses(const struct ares_addrinfo *answer, struct half *half)
{
    struct probe_address out[ANSWERS_MAX];
    size_t n = 0;

    for (const struct ares_addrinfo_node *a = answer->nodes; a != NULL && n < ANSWERS_MAX;
         a = a->ai_next) {
        struct probe_address *to = &out[n];

        *to = (struct probe_address){ 0 };
        if (a->ai_family == AF_INET && (size_t)a->ai_addrlen >= sizeof(struct sockaddr_in)) {
            const struct sockaddr_in *v4 = (const void *)a->ai_addr;

            memcpy(to->ip, &v4->sin_addr, 4);
            n++;
        } else if (a->ai_family == AF_INET6 &&
                   (size_t)a->ai_addrlen >= sizeof(struct sockaddr_in6)) {
            const struct sockaddr_in6 *v6 = (const void *)a->ai_addr;

            memcpy(to->ip, &v6->sin6_addr, 16);
            to->scope = v6->sin6_scope_id;
            to->v6 = 1;
            n++;
        }
    }
    if (n == 0)
        return true;
    half->at = malloc(n * sizeof *half->at);
    if (half->at == NULL)
        return false;
    memcpy(half->at, out, n * sizeof *half->at);
    half->n = n;
    return true;
}

static void
blame_resolver(int status, struct probe_error *e)
{
    const char *text;
    enum probe_class kind = PROBE_RESOLVE;

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
        kind = PROBE_TIMEOUT;
        text = "the name servers did not answer";
        break;
    case ARES_ENOMEM:
        kind = PROBE_RESOURCE;
        text = "out of memory";
        break;
    default:
        text = ares_strerror(status);
    }
    probe_fail_set(e, kind, PROBE_STAGE_RESOLVE, "%s", text);
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
fail_with(struct probe_job *job, const char *text)
{
    struct probe_error e;

    probe_fail_set(&e, PROBE_RESOLVE, PROBE_STAGE_RESOLVE, "%s", text);
    probe_job_blame(job, &e);
    probe_job_step(job, PROBE_EVENT_FAILED);
}

/* RFC 6724 rule 1 in part: addresses with a route come first. */
static size_t
join(const struct probe_query *q, struct probe_address out[2 * ANSWERS_MAX])
{
    const struct half *first = &q->v6, *second = &q->v4;

    if (q->v6.n > 0 && q->v4.n > 0 && !probe_sock_has_route(&q->v6.at[0])) {
        first = &q->v4;
        second = &q->v6;
    }
    for (size_t i = 0; i < first->n; i++)
        out[i] = first->at[i];
    for (size_t i = 0; i < second->n; i++)
        out[first->n + i] = second->at[i];
    return first->n + second->n;
}

/* The more telling of two failures. */
static int
failure(const struct probe_query *q)
{
    int a = q->v4.status, b = q->v6.status;

    if (a == ARES_ENOTFOUND || b == ARES_ENOTFOUND)
        return ARES_ENOTFOUND;
    return a == ARES_ENODATA || a == ARES_SUCCESS ? b : a;
}

static void
deliver(const struct probe_query *q, struct probe_job *job)
{
    uint64_t us = probe_job_spent_us(job);
    struct probe_address all[2 * ANSWERS_MAX];
    int status = failure(q);

    job->resolve_us = us < INT32_MAX ? (int32_t)us : INT32_MAX;
    if (q->v4.n + q->v6.n > 0)
        probe_job_resolved(job, all, join(q, all));
    else
        fail(job, status == ARES_SUCCESS ? ARES_ENODATA : status);
}

/* ---- lines: those in grace, oldest first; those kept, oldest first ---- */

static void
line_push(struct probe_query **head, struct probe_query **tail, struct probe_query *q)
{
    q->after = NULL;
    q->before = *tail;
    *(*tail != NULL ? &(*tail)->after : head) = q;
    *tail = q;
}

static void
line_leave(struct probe_query **head, struct probe_query **tail, struct probe_query *q)
{
    *(q->before != NULL ? &q->before->after : head) = q->after;
    *(q->after != NULL ? &q->after->before : tail) = q->before;
    q->before = q->after = NULL;
}

static void
query_free(struct probe_query *q)
{
    free(q->v4.at);
    free(q->v6.at);
    free(q);
}

static void
query_forget(struct probe *p, struct probe_query *q)
{
    struct probe_query **at = &p->names[q->hash % PROBE_NAME_BUCKETS];

    while (*at != q)
        at = &(*at)->next;
    *at = q->next;
    query_free(q);
}

/* All queries are answered: keep the answer for later targets, unless the failure was our own. */
static void
keep(struct probe_query *q)
{
    struct probe *p = q->run;
    struct probe_query *oldest;

    if (q->v4.n + q->v6.n == 0 && failure(q) == ARES_ENOMEM) {
        query_forget(p, q);
        return;
    }
    line_push(&p->kept, &p->kept_last, q);
    if (++p->kept_n <= KEPT_MAX)
        return;
    oldest = p->kept;
    line_leave(&p->kept, &p->kept_last, oldest);
    p->kept_n--;
    query_forget(p, oldest);
}

/* ---- when a question is answered ---- */

static void
leave_grace(struct probe_query *q)
{
    struct probe *p = q->run;

    if (q->grace_until_us == 0)
        return;
    q->grace_until_us = 0;
    line_leave(&p->grace, &p->grace_last, q);
    if (p->grace == NULL)
        uv_timer_stop(&p->grace_timer);
}

static void
settle(struct probe_query *q)
{
    struct probe_job *job;

    leave_grace(q);
    q->settled = true;
    while ((job = probe_queue_pop(&q->waiting)) != NULL)
        deliver(q, job);
}

static void
on_grace(uv_timer_t *timer)
{
    struct probe *p = timer->data;
    uint64_t now = probe_now_us();

    while (p->grace != NULL && p->grace->grace_until_us <= now)
        settle(p->grace);
    if (p->grace != NULL)
        (void)uv_timer_start(timer, on_grace, (p->grace->grace_until_us - now) / 1000 + 1, 0);
}

/* All wait equally long, so the list is in order of time. */
static void
enter_grace(struct probe_query *q)
{
    struct probe *p = q->run;
    uint64_t most = (uint64_t)p->options.timeout_ms * 1000 / 4;
    uint64_t grace = most < GRACE_US ? most : GRACE_US;

    q->grace_until_us = probe_now_us() + grace;
    line_push(&p->grace, &p->grace_last, q);
    if (!uv_is_active((uv_handle_t *)&p->grace_timer))
        (void)uv_timer_start(&p->grace_timer, on_grace, grace / 1000 + 1, 0);
}

/* Is one family's answer enough to go on with, if the other's is lost? "No such name" for AAAA is
 * not: name servers that do not know the type say it. */
static bool
is_enough(const struct probe_query *q)
{
    return q->v4.n + q->v6.n > 0 || (!q->v4.out && q->v4.status == ARES_ENOTFOUND);
}

static void
on_half(void *arg, int status, int timeouts, struct ares_addrinfo *answer)
{
    struct half *half = arg;
    struct probe_query *q = half->query;

    (void)timeouts;
    half->out = false;
    half->status = status;
    if (status == ARES_SUCCESS && answer != NULL && !q->settled && !take_addresses(answer, half))
        half->status = ARES_ENOMEM;
    if (answer != NULL)
        ares_freeaddrinfo(answer);
    if (!q->v4.out && !q->v6.out) {
        if (!q->settled)
            settle(q);
        keep(q);
    } else if (!q->settled && is_enough(q)) {
        enter_grace(q);
    }
}

/* ---- questions ---- */

static struct probe_query *
find(struct probe *p, const char *name, uint64_t hash)
{
    struct probe_query *q = p->names[hash % PROBE_NAME_BUCKETS];

    while (q != NULL && (q->hash != hash || strcmp(q->name, name) != 0))
        q = q->next;
    return q;
}

static struct probe_query *
query_new(struct probe *p, const char *name, uint64_t hash)
{
    struct probe_query **bucket = &p->names[hash % PROBE_NAME_BUCKETS];
    size_t n = strlen(name) + 1;
    struct probe_query *q = calloc(1, sizeof *q + n);

    if (q == NULL)
        return NULL;
    memcpy(q->name, name, n);
    q->hash = hash;
    q->run = p;
    q->v4 = (struct half){ .query = q, .status = ARES_ETIMEOUT };
    q->v6 = (struct half){ .query = q, .status = ARES_ETIMEOUT };
    q->next = *bucket;
    return *bucket = q;
}

/* RFC 6761 6.4: these names are never looked up. */
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
ask_half(struct half *half, int family)
{
    struct ares_addrinfo_hints hints = { .ai_family = family, .ai_socktype = SOCK_STREAM };

    ares_getaddrinfo(half->query->run->dns, half->query->name, NULL, &hints, on_half, half);
}

/* The hosts file comes first. If it has the name no server is asked. */
static void
on_hosts_file(void *arg, int status, int timeouts, struct ares_addrinfo *answer)
{
    struct probe_query *q = arg;

    (void)timeouts;
    if (status == ARES_SUCCESS && answer != NULL && !take_addresses(answer, &q->v4))
        q->v4.status = ARES_ENOMEM;
    if (answer != NULL)
        ares_freeaddrinfo(answer);
}

static void
ask(struct probe_query *q)
{
    struct ares_addrinfo_hints hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
    struct probe *p = q->run;

    ares_getaddrinfo(p->hosts_file, q->name, NULL, &hints, on_hosts_file, q);
    if (q->v4.n > 0) {
        settle(q);
        keep(q);
        return;
    }
    q->v4.out = q->v6.out = true;
    ask_half(&q->v4, AF_INET); /* may answer at once */
    ask_half(&q->v6, AF_INET6);
    probe_dns_arm(p);
}

/* Is the name in the hosts file? Then no SRV record is asked for. */
static bool
is_in_hosts_file(struct probe *p, const char *name)
{
    struct ares_addrinfo_hints hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
    struct probe_query found = { .run = p };

    if (!probe_dns_open(p))
        return true;
    ares_getaddrinfo(p->hosts_file, name, NULL, &hints, on_hosts_file, &found);
    free(found.v4.at);
    return found.v4.n > 0;
}

void
probe_resolve_start(struct probe_job *job)
{
    struct probe *p = job->run;
    const char *name = probe_job_dials(job);
    uint64_t hash = base_slice_hash(base_slice_str(name));
    struct probe_query *q;
    size_t n = strlen(name);

    if (n == 0 || n > NAME_MAX_LEN + 1) {
        fail(job, ARES_EBADNAME);
        return;
    }
    if (strchr(name, ':') != NULL) { /* no name: an address that could not be read */
        fail_with(job, "this machine has no network interface of this zone");
        return;
    }
    if (is_invalid_by_definition(name)) {
        fail(job, ARES_ENOTFOUND);
        return;
    }
    if (probe_srv_is_for(job) && !is_in_hosts_file(p, name) && probe_srv_start(job))
        return;
    if (probe_srv_says_no(job)) {
        fail_with(job, "the domain's SRV record says that it has no such service");
        return;
    }
    q = find(p, name, hash);
    if (q != NULL && q->settled) {
        deliver(q, job);
        return;
    }
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
    probe_dns_close(p); /* its pending queries are ended as cancelled */
    for (size_t i = 0; i < PROBE_NAME_BUCKETS; i++)
        for (struct probe_query *q = p->names[i], *next; q != NULL; q = next) {
            next = q->next;
            query_free(q);
        }
}
