/* SPDX-License-Identifier: MIT */
/* c-ares's sockets and time on our loop. */
#include "run.h"

#include <stdlib.h>
#include <string.h>

struct dns_poll {
    uv_poll_t poll;
    struct probe *run;
    ares_socket_t fd;
};

static void
on_dns_io(uv_poll_t *poll, int status, int events)
{
    struct dns_poll *d = poll->data;
    struct probe *p = d->run;
    bool readable = status < 0 || (events & UV_READABLE) != 0;
    bool writable = status < 0 || (events & UV_WRITABLE) != 0;

    ares_process_fd(p->dns, readable ? d->fd : ARES_SOCKET_BAD, writable ? d->fd : ARES_SOCKET_BAD);
    probe_dns_arm(p);
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
    probe_dns_arm(p);
}

void
probe_dns_arm(struct probe *p)
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
    if (d == NULL || grown == NULL || uv_poll_init_socket(&p->loop, &d->poll, fd) != 0) {
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

/* systemd-resolved writes "search ."; c-ares 1.18 would then ask for "NAME.." and call it a bad
 * name (c-ares#545). */
static int
clean_search_list(struct ares_options *o)
{
    int n = 0;

    for (int i = 0; i < o->ndomains; i++)
        if (strcmp(o->domains[i], ".") != 0 && o->domains[i][0] != '\0')
            o->domains[n++] = o->domains[i];
        else
            ares_free_string(o->domains[i]);
    for (int i = n; i < o->ndomains; i++)
        o->domains[i] = NULL;
    return n;
}

/* With the system's settings but for the search list. */
static int
open_servers(struct probe *p)
{
    struct ares_options o = { .sock_state_cb = on_dns_socket,
                              .sock_state_cb_data = p,
                              .lookups = (char[]){ "b" } };
    int mask = ARES_OPT_SOCK_STATE_CB | ARES_OPT_LOOKUPS, saved_mask = 0, status;
    struct ares_options saved = { 0 };

    if (ares_save_options(p->hosts_file, &saved, &saved_mask) == ARES_SUCCESS &&
        (saved_mask & ARES_OPT_DOMAINS) != 0) {
        saved.ndomains = clean_search_list(&saved);
        o.domains = saved.domains;
        o.ndomains = saved.ndomains;
        mask |= ARES_OPT_DOMAINS;
    }
    status = ares_init_options(&p->dns, &o, mask);
    ares_destroy_options(&saved);
    return status;
}

/* Once for the process: c-ares counts its users without a lock, and runs may go on in several
 * threads. Its memory is static. */
static bool library_ready;

static void
begin_library(void)
{
    library_ready = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;
}

/* Two channels: the hosts file has a name's addresses of both families or none, while name
 * servers are asked for each family by itself. */
bool
probe_dns_open(struct probe *p)
{
    static uv_once_t once = UV_ONCE_INIT;
    struct ares_options files = { .lookups = (char[]){ "f" } };

    if (p->dns_made)
        return true;
    uv_once(&once, begin_library);
    if (!library_ready)
        return false;
    p->hosts_made = p->hosts_made ||
                    ares_init_options(&p->hosts_file, &files, ARES_OPT_LOOKUPS) == ARES_SUCCESS;
    if (!p->hosts_made || open_servers(p) != ARES_SUCCESS)
        return false;
    p->dns_made = p->options.dns_servers == NULL ||
                  ares_set_servers_ports_csv(p->dns, p->options.dns_servers) == ARES_SUCCESS;
    if (!p->dns_made) /* the system's are never asked instead */
        ares_destroy(p->dns);
    return p->dns_made;
}

void
probe_dns_close(struct probe *p)
{
    if (p->dns_made)
        ares_destroy(p->dns);
    if (p->hosts_made)
        ares_destroy(p->hosts_file);
    free(p->dns_polls);
}
