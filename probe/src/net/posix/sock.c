/* SPDX-License-Identifier: MIT */
#include "../sock.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

union any_address {
    struct sockaddr sa;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static socklen_t
to_sockaddr(const struct probe_address *a, uint16_t port, union any_address *out)
{
    memset(out, 0, sizeof *out);
    if (a->v6) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons(port);
        out->v6.sin6_scope_id = a->scope;
        memcpy(&out->v6.sin6_addr, a->ip, 16);
        return sizeof out->v6;
    }
    out->v4.sin_family = AF_INET;
    out->v4.sin_port = htons(port);
    memcpy(&out->v4.sin_addr, a->ip, 4);
    return sizeof out->v4;
}

static int
open_and_connect(int type, const struct probe_address *a, uint16_t port, int *fd)
{
    union any_address to;
    socklen_t to_len = to_sockaddr(a, port, &to);
    int s = socket(to.sa.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int err = 0;

    if (s < 0)
        return errno;
    /* Interrupted, a connect goes on by itself (POSIX); asking again is EALREADY. */
    if (connect(s, &to.sa, to_len) != 0)
        err = errno == EINTR ? EINPROGRESS : errno;
    if (err != 0 && err != EINPROGRESS) {
        (void)close(s);
        return err;
    }
    *fd = s;
    return err;
}

int
probe_sock_connect(const struct probe_address *a, uint16_t port, int *fd)
{
    return open_and_connect(SOCK_STREAM, a, port, fd);
}

/* Connections of an earlier run in TIME_WAIT must not keep us from binding. */
static int
open_port(int fd, bool v6, const union any_address *at, socklen_t at_len)
{
    int on = 1;

    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        (v6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0) ||
        bind(fd, &at->sa, at_len) != 0 || listen(fd, SOMAXCONN) != 0)
        return errno;
    return 0;
}

int
probe_sock_listen(const struct probe_address *a, uint16_t port, int *fd)
{
    union any_address at;
    socklen_t at_len = to_sockaddr(a, port, &at);
    int s = socket(at.sa.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int err = s < 0 ? errno : open_port(s, a->v6 != 0, &at, at_len);

    if (err == 0)
        *fd = s;
    else if (s >= 0)
        (void)close(s);
    return err;
}

uint16_t
probe_sock_port(int fd)
{
    union any_address at;
    socklen_t len = sizeof at;

    memset(&at, 0, sizeof at);
    if (getsockname(fd, &at.sa, &len) != 0)
        return 0;
    return ntohs(at.sa.sa_family == AF_INET6 ? at.v6.sin6_port : at.v4.sin_port);
}

static struct probe_address
from_sockaddr(const union any_address *from)
{
    struct probe_address a = { .v6 = from->sa.sa_family == AF_INET6 };

    if (a.v6) {
        memcpy(a.ip, &from->v6.sin6_addr, 16);
        a.scope = from->v6.sin6_scope_id;
    } else {
        memcpy(a.ip, &from->v4.sin_addr, 4);
    }
    return a;
}

int
probe_sock_accept(int listening, int *fd, struct probe_address *peer)
{
    union any_address from;
    socklen_t len = sizeof from;
    int s;

    memset(&from, 0, sizeof from);
    do
        s = accept4(listening, &from.sa, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
    while (s < 0 && errno == EINTR);
    if (s < 0)
        return errno == EWOULDBLOCK ? EAGAIN : errno;
    *fd = s;
    *peer = from_sockaddr(&from);
    return 0;
}

bool
probe_sock_has_ended(int fd)
{
    struct pollfd one = { .fd = fd, .events = POLLOUT };

    return poll(&one, 1, 0) == 1;
}

int
probe_sock_error(int fd)
{
    int err = 0;
    socklen_t len = sizeof err;

    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len) == 0 ? err : errno;
}

uint32_t
probe_sock_round_trip_us(int fd)
{
    struct tcp_info info;
    socklen_t len = sizeof info;

    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0 ||
        len < offsetof(struct tcp_info, tcpi_rtt) + sizeof info.tcpi_rtt)
        return 0;
    return info.tcpi_rtt;
}

const char *
probe_sock_error_text(int err)
{
    return uv_strerror(uv_translate_sys_error(err));
}

/* EADDRNOTAVAIL means "no source address" or "no free port": a datagram socket to the same address
 * needs only the first. */
bool
probe_sock_has_route(const struct probe_address *a)
{
    int fd = -1;

    if (open_and_connect(SOCK_DGRAM, a, 9, &fd) != 0)
        return false;
    (void)close(fd);
    return true;
}

enum probe_trouble
probe_sock_trouble(int err, const struct probe_address *a)
{
    switch (err) {
    case ECONNREFUSED:
        return PROBE_TROUBLE_REFUSED;
    case ETIMEDOUT:
        return PROBE_TROUBLE_TIMEOUT;
    case ECONNRESET:
    case EPIPE:
        return PROBE_TROUBLE_RESET;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case EAGAIN: /* no free port, or routing cache full: connect(2) */
        return PROBE_TROUBLE_SHORT;
    case EADDRNOTAVAIL:
        return probe_sock_has_route(a) ? PROBE_TROUBLE_SHORT : PROBE_TROUBLE_UNROUTABLE;
    default:
        return PROBE_TROUBLE_UNROUTABLE;
    }
}

static int
receive(int fd, void *buf, size_t cap, int flags, size_t *n)
{
    ssize_t got;

    do
        got = recv(fd, buf, cap, flags);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return errno;
    *n = (size_t)got;
    return 0;
}

int
probe_sock_recv(int fd, void *buf, size_t cap, size_t *n)
{
    return receive(fd, buf, cap, 0, n);
}

int
probe_sock_peek(int fd, void *buf, size_t cap, size_t *n)
{
    return receive(fd, buf, cap, MSG_PEEK, n);
}

int
probe_sock_send(int fd, const void *buf, size_t len, bool last, size_t *n)
{
    ssize_t sent;

    do
        sent = send(fd, buf, len, MSG_NOSIGNAL | (last ? MSG_MORE : 0));
    while (sent < 0 && errno == EINTR);
    if (sent < 0)
        return errno;
    *n = (size_t)sent;
    return 0;
}

void
probe_sock_end(int fd)
{
    (void)shutdown(fd, SHUT_WR);
}

void
probe_sock_close(int fd)
{
    (void)close(fd); /* not repeated on EINTR: Linux has closed it already */
}

bool
probe_sock_is_own_echo(int fd)
{
    union any_address us, peer;
    socklen_t us_len = sizeof us, peer_len = sizeof peer;

    memset(&us, 0, sizeof us);
    memset(&peer, 0, sizeof peer);
    return getsockname(fd, &us.sa, &us_len) == 0 && getpeername(fd, &peer.sa, &peer_len) == 0 &&
           us_len == peer_len && memcmp(&us, &peer, us_len) == 0;
}
