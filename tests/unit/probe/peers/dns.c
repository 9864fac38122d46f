/* SPDX-License-Identifier: MIT */
#include "dns.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* RFC 1035 4.1; a question is a name, a type and a class. */
#define HEADER 12
#define TYPE_A 1
#define TYPE_AAAA 28
#define ANSWER 16 /* pointer to the name, type, class, ttl, length, address */

static void
must(int ok)
{
    if (!ok)
        abort();
}

/* Where the question ends; 0: it does not. */
static size_t
question_end(const uint8_t *m, size_t len)
{
    size_t at = HEADER;

    while (at < len && m[at] != 0)
        at += m[at] + 1u;
    return at + 5 <= len ? at + 5 : 0;
}

static size_t
answer(struct dns *d, uint8_t *m, size_t len, size_t cap)
{
    size_t end = question_end(m, len), n = 0;

    must(end != 0);
    if (m[end - 3] == TYPE_A && d->rcode == 0)
        n = d->n;
    must(end + n * ANSWER <= cap);
    m[2] = 0x84; /* a response, authoritative */
    m[3] = (uint8_t)(0x80 |
                     (m[end - 3] == TYPE_AAAA && d->aaaa_rcode != 0 ? d->aaaa_rcode : d->rcode));
    m[6] = (uint8_t)(n >> 8);
    m[7] = (uint8_t)n;
    memset(m + 8, 0, 4);
    for (size_t i = 0; i < n; i++) {
        uint8_t *a = m + end + i * ANSWER;

        memcpy(a, "\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04", 12);
        must(inet_pton(AF_INET, d->addresses[i], a + 12) == 1);
    }
    return end + n * ANSWER;
}

/* RFC 7766: over TCP each message has its length before it. False: it was closed. */
static bool
serve_tcp(struct dns *d, int fd)
{
    uint8_t m[65537];
    size_t len;

    if (recv(fd, m, 2, MSG_WAITALL) != 2)
        return false;
    len = (size_t)m[0] << 8 | m[1];
    if (recv(fd, m + 2, len, MSG_WAITALL) != (ssize_t)len)
        return false;
    d->questions++;
    len = answer(d, m + 2, len, sizeof m - 2);
    m[0] = (uint8_t)(len >> 8);
    m[1] = (uint8_t)len;
    (void)send(fd, m, len + 2, MSG_NOSIGNAL);
    return true;
}

/* False: dns_stop sent its one byte. */
static bool
serve_udp(struct dns *d)
{
    uint8_t m[65536];
    struct sockaddr_in from;
    socklen_t from_len = sizeof from;
    ssize_t len = recvfrom(d->fd, m, sizeof m, 0, (struct sockaddr *)&from, &from_len);

    must(len > 0);
    if (len == 1)
        return false;
    d->questions++;
    (void)poll(NULL, 0, (int)d->delay_ms);
    if (d->lost != 0 && m[question_end(m, (size_t)len) - 3] == d->lost)
        return true;
    len = (ssize_t)answer(d, m, (size_t)len, sizeof m);
    (void)sendto(d->fd, m, (size_t)len, 0, (struct sockaddr *)&from, from_len);
    return true;
}

static void *
serve(void *arg)
{
    struct dns *d = arg;
    struct pollfd fds[] = { { .fd = d->fd, .events = POLLIN },
                            { .fd = d->tcp, .events = POLLIN },
                            { .fd = -1, .events = POLLIN } }; /* one connection at a time */
    bool go_on = true;

    while (go_on) {
        must(poll(fds, 3, -1) > 0);
        if (fds[2].fd >= 0 && fds[2].revents != 0 && !serve_tcp(d, fds[2].fd)) {
            (void)close(fds[2].fd);
            fds[2].fd = -1;
        }
        if (fds[2].fd < 0 && fds[1].revents != 0)
            fds[2].fd = accept(d->tcp, NULL, NULL);
        if (fds[0].revents != 0)
            go_on = serve_udp(d);
    }
    if (fds[2].fd >= 0)
        (void)close(fds[2].fd);
    return NULL;
}

/* One port for UDP and TCP: what the kernel gives for the one may be taken for the other. */
static bool
bind_both(struct dns *d)
{
    struct sockaddr_in sa = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof sa;

    d->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    d->tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(d->fd >= 0 && d->tcp >= 0 && bind(d->fd, (struct sockaddr *)&sa, len) == 0);
    must(getsockname(d->fd, (struct sockaddr *)&sa, &len) == 0);
    (void)snprintf(d->server, sizeof d->server, "127.0.0.1:%u", (unsigned)ntohs(sa.sin_port));
    if (bind(d->tcp, (struct sockaddr *)&sa, len) == 0 && listen(d->tcp, 8) == 0)
        return true;
    (void)close(d->fd);
    (void)close(d->tcp);
    return false;
}

void
dns_start(struct dns *d)
{
    unsigned tries = 0;

    while (!bind_both(d))
        must(++tries < 100);
    must(pthread_create(&d->thread, NULL, serve, d) == 0);
}

void
dns_stop(struct dns *d)
{
    struct sockaddr_in sa;
    socklen_t len = sizeof sa;

    must(getsockname(d->fd, (struct sockaddr *)&sa, &len) == 0);
    must(sendto(d->fd, "", 1, 0, (struct sockaddr *)&sa, len) == 1);
    must(pthread_join(d->thread, NULL) == 0);
    (void)close(d->fd);
    (void)close(d->tcp);
}
