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

struct dns_poll {
    uv_poll_t poll;
    struct probe *run;
    ares_socket_t fd;
};

static void arm(struct probe *p);

/* ---- c-ares's sockets and time on our loop ---- */

static void
on_dns_io(uv_poll_t *poll, int status, int events)
{
    struct dns_poll *d = poll->data;
    struct probe *p = d->run;
    bool readable = status < 0 || (events & UV_READABLE) != 0;
    bool writable = status < 0 || (events & UV_WRITABLE) != 0;

    ares_process_fd(p->dns, readable ? d->fd : ARES_SOCKET_BAD, writable ? d->fd : ARES_SOCKET_BAD);
    arm(p);
}

static void
on_dns_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void
on_dns_timer(uv_timer_t *timer)
{
    struct probe *p = timer->data;

    ares_process_fd(p->dns, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    arm(p);
}

static void
arm(struct probe *p)
{
    struct timeval tv, *next = ares_timeout(p->dns, NULL, &tv);
    uint64_t ms;

    if (next == NULL) {
        uv_timer_stop(&p->dns_timer);
        return;
    }
    ms = (uint64_t)next->tv_sec * 1000 + (uint64_t)next->tv_usec / 1000 + 1;
    (void)uv_timer_start(&p->dns_timer, on_dns_timer, ms, 0);
}

static struct dns_poll *
dns_poll_of(struct probe *p, ares_socket_t fd)
{
    for (size_t i = 0; i < p->dns_polls_n; i++)
        if (p->dns_polls[i]->fd == fd)
            return p->dns_polls[i];
    return NULL;
}

static struct dns_poll *
dns_poll_new(struct probe *p, ares_socket_t fd)
{
    struct dns_poll **grown, *d = malloc(sizeof *d);

    grown = realloc(p->dns_polls, (p->dns_polls_n + 1) * sizeof(struct dns_poll *));
    if (grown != NULL)
        p->dns_polls = grown;
    if (d == NULL || grown == NULL || uv_poll_init(&p->loop, &d->poll, fd) != 0) {
        free(d);
        return NULL; /* its query ends by c-ares's own timeout */
    }
    d->run = p;
    d->fd = fd;
    d->poll.data = d;
    return p->dns_polls[p->dns_polls_n++] = d;
}

static void
dns_poll_drop(struct probe *p, struct dns_poll *d)
{
    size_t i = 0;

    while (p->dns_polls[i] != d)
        i++;
    p->dns_polls[i] = p->dns_polls[--p->dns_polls_n];
    uv_close((uv_handle_t *)&d->poll, on_dns_closed);
}

static void
on_dns_socket(void *ctx, ares_socket_t fd, int readable, int writable)
{
    struct probe *p = ctx;
    struct dns_poll *d = dns_poll_of(p, fd);

    if (!readable && !writable) {
        if (d != NULL)
            dns_poll_drop(p, d);
        return;
    }
    if (d == NULL)
        d = dns_poll_new(p, fd);
    if (d != NULL)
        (void)uv_poll_start(&d->poll, (readable ? UV_READABLE : 0) | (writable ? UV_WRITABLE : 0),
                            on_dns_io);
}

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

static bool
open_channel(struct probe *p)
{
    struct ares_options o = { .sock_state_cb = on_dns_socket, .sock_state_cb_data = p };

    if (p->dns_made)
        return true;
    if (!p->ares_made && ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS)
        return false;
    p->ares_made = true;
    if (ares_init_options(&p->dns, &o, ARES_OPT_SOCK_STATE_CB) != ARES_SUCCESS)
        return false;
    p->dns_made = true;
    return p->options.dns_servers == NULL ||
           ares_set_servers_ports_csv(p->dns, p->options.dns_servers) == ARES_SUCCESS;
}

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
    arm(p);
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
    if (!open_channel(p) || (q = query_new(p, name, hash)) == NULL) {
        fail(job, ARES_ENOMEM);
        return;
    }
    probe_queue_push(&q->waiting, job);
    ask(q);
}

void
probe_resolve_free(struct probe *p)
{
    if (p->dns_made)
        ares_destroy(p->dns);
    if (p->ares_made)
        ares_library_cleanup();
    free(p->dns_polls);
}
