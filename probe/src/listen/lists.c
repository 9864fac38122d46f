/* SPDX-License-Identifier: MIT */
#include "listener.h"

void
listen_list_add(struct listen_list *l, struct listen_peer *g)
{
    g->next = NULL;
    g->prev = l->last;
    *(g->prev != NULL ? &g->prev->next : &l->first) = g;
    l->last = g;
    l->n++;
}

void
listen_list_remove(struct listen_list *l, struct listen_peer *g)
{
    *(g->prev != NULL ? &g->prev->next : &l->first) = g->next;
    *(g->next != NULL ? &g->next->prev : &l->last) = g->prev;
    l->n--;
}

/* A peer may own a whole IPv6 network, so addresses are counted by their /64 (RFC 6177). */
static struct base_slice
key_of(const struct probe_address *a)
{
    return (struct base_slice){ a->ip, a->v6 ? 8u : 4u };
}

static bool
same_peer(const struct probe_address *a, const struct probe_address *b)
{
    return a->v6 == b->v6 && base_slice_eq(key_of(a), key_of(b));
}

static size_t
bucket_of(const struct probe_address *a)
{
    return (size_t)(base_slice_hash(key_of(a)) % LISTEN_BUCKETS);
}

void
listen_address_add(struct probe_listener *listener, struct listen_peer *g)
{
    struct listen_peer **bucket = &listener->by_address[bucket_of(&g->peer)];

    g->same = bucket;
    g->next_same = *bucket;
    if (g->next_same != NULL)
        g->next_same->same = &g->next_same;
    *bucket = g;
}

void
listen_address_remove(struct listen_peer *g)
{
    *g->same = g->next_same;
    if (g->next_same != NULL)
        g->next_same->same = g->same;
}

struct listen_peer *
listen_address_oldest(const struct probe_listener *listener, const struct probe_address *a,
                      unsigned *n)
{
    struct listen_peer *oldest = NULL;

    *n = 0;
    for (struct listen_peer *g = listener->by_address[bucket_of(a)]; g != NULL; g = g->next_same) {
        if (!same_peer(&g->peer, a))
            continue;
        ++*n;
        if (oldest == NULL || g->stepped_us < oldest->stepped_us)
            oldest = g;
    }
    return oldest;
}
