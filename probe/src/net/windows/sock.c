/* SPDX-License-Identifier: MIT */
/* Winsock: handles in place of descriptors, and errors of its own, which become errno here. */
#include "../sock.h"

#include <winsock2.h>

#include <ws2tcpip.h>

#include <errno.h>
#include <string.h>
#include <uv.h>

union any_address {
    struct sockaddr sa;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* A connection that this side gave up (ABORTED) was reset by the network or the other side. */
static const struct {
    int wsa, number, uv;
} errors[] = {
    { WSAEACCES, EACCES, UV_EACCES },
    { WSAEADDRINUSE, EADDRINUSE, UV_EADDRINUSE },
    { WSAEADDRNOTAVAIL, EADDRNOTAVAIL, UV_EADDRNOTAVAIL },
    { WSAEAFNOSUPPORT, EAFNOSUPPORT, UV_EAFNOSUPPORT },
    { WSAECONNREFUSED, ECONNREFUSED, UV_ECONNREFUSED },
    { WSAECONNRESET, ECONNRESET, UV_ECONNRESET },
    { WSAECONNABORTED, ECONNRESET, UV_ECONNRESET },
    { WSAENETRESET, ECONNRESET, UV_ECONNRESET },
    { WSAESHUTDOWN, EPIPE, UV_EPIPE },
    { WSAEHOSTUNREACH, EHOSTUNREACH, UV_EHOSTUNREACH },
    { WSAEHOSTDOWN, EHOSTUNREACH, UV_EHOSTUNREACH },
    { WSAEINVAL, EINVAL, UV_EINVAL },
    { WSAEMFILE, EMFILE, UV_EMFILE },
    { WSAENETDOWN, ENETDOWN, UV_ENETDOWN },
    { WSAENETUNREACH, ENETUNREACH, UV_ENETUNREACH },
    { WSAENOBUFS, ENOBUFS, UV_ENOBUFS },
    { WSA_NOT_ENOUGH_MEMORY, ENOMEM, UV_ENOMEM },
    { WSAENOTCONN, ENOTCONN, UV_ENOTCONN },
    { WSAETIMEDOUT, ETIMEDOUT, UV_ETIMEDOUT },
    { WSAEWOULDBLOCK, EAGAIN, UV_EAGAIN },
};

static int
errno_of(int wsa)
{
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (errors[i].wsa == wsa)
            return errors[i].number;
    return wsa == 0 ? 0 : EIO;
}

static int
last_error(void)
{
    return errno_of(WSAGetLastError());
}

static int
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
    int to_len = to_sockaddr(a, port, &to), err = 0;
    SOCKET s = WSASocketW(to.sa.sa_family, type, 0, NULL, 0,
                          WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
    u_long nonblocking = 1;

    if (s == INVALID_SOCKET)
        return last_error();
    (void)ioctlsocket(s, (long)FIONBIO, &nonblocking);
    if (connect(s, &to.sa, to_len) != 0)
        err = WSAGetLastError() == WSAEWOULDBLOCK ? EINPROGRESS : last_error();
    if (err != 0 && err != EINPROGRESS) {
        (void)closesocket(s);
        return err;
    }
    *fd = (int)s; /* handles fit: only 32 bits of one count */
    return err;
}

int
probe_sock_connect(const struct probe_address *a, uint16_t port, int *fd)
{
    return open_and_connect(SOCK_STREAM, a, port, fd);
}

/* Another program could take an address that is only reused, here: it is had alone. */
static int
open_port(SOCKET s, bool v6, const union any_address *at, int at_len)
{
    BOOL alone = TRUE;
    DWORD only_v6 = 1;
    u_long nonblocking = 1;

    if (setsockopt(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, (const char *)&alone, sizeof alone) != 0 ||
        (v6 && setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, (const char *)&only_v6, sizeof only_v6)) ||
        ioctlsocket(s, (long)FIONBIO, &nonblocking) != 0 || bind(s, &at->sa, at_len) != 0 ||
        listen(s, SOMAXCONN) != 0)
        return last_error();
    return 0;
}

int
probe_sock_listen(const struct probe_address *a, uint16_t port, int *fd)
{
    union any_address at;
    int at_len = to_sockaddr(a, port, &at), err;
    SOCKET s = WSASocketW(at.sa.sa_family, SOCK_STREAM, 0, NULL, 0,
                          WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);

    if (s == INVALID_SOCKET)
        return last_error();
    err = open_port(s, a->v6 != 0, &at, at_len);
    if (err == 0)
        *fd = (int)s;
    else
        (void)closesocket(s);
    return err;
}

uint16_t
probe_sock_port(int fd)
{
    union any_address at;
    int len = sizeof at;

    memset(&at, 0, sizeof at);
    if (getsockname((SOCKET)fd, &at.sa, &len) != 0)
        return 0;
    return ntohs(at.sa.sa_family == AF_INET6 ? at.v6.sin6_port : at.v4.sin_port);
}

static struct probe_address
from_sockaddr(const union any_address *from)
{
    struct probe_address a = { .v6 = from->sa.sa_family == AF_INET6 };

    if (a.v6) {
        memcpy(a.ip, &from->v6.sin6_addr, 16);
        a.scope = (uint32_t)from->v6.sin6_scope_id;
    } else {
        memcpy(a.ip, &from->v4.sin_addr, 4);
    }
    return a;
}

/* What is accepted blocks no more than the socket it came from. */
int
probe_sock_accept(int listening, int *fd, struct probe_address *peer)
{
    union any_address from;
    int len = sizeof from;
    u_long nonblocking = 1;
    SOCKET s;

    memset(&from, 0, sizeof from);
    s = accept((SOCKET)listening, &from.sa, &len);
    if (s == INVALID_SOCKET)
        return last_error();
    (void)ioctlsocket(s, (long)FIONBIO, &nonblocking);
    (void)SetHandleInformation((HANDLE)s, HANDLE_FLAG_INHERIT, 0);
    *fd = (int)s;
    *peer = from_sockaddr(&from);
    return 0;
}

/* WSAPoll is silent about a failed connect before Windows 10, version 2004. */
bool
probe_sock_has_ended(int fd)
{
    fd_set writable, failed;
    struct timeval none = { 0, 0 };

    FD_ZERO(&writable);
    FD_ZERO(&failed);
    FD_SET((SOCKET)fd, &writable);
    FD_SET((SOCKET)fd, &failed);
    return select(0, NULL, &writable, &failed, &none) > 0;
}

int
probe_sock_error(int fd)
{
    int err = 0, len = sizeof err;

    return getsockopt((SOCKET)fd, SOL_SOCKET, SO_ERROR, (char *)&err, &len) == 0 ? errno_of(err)
                                                                                 : last_error();
}

/* SIO_TCP_INFO, of Windows 10 (1703) and Server 2019: the beginning of TCP_INFO_v0. */
struct tcp_info {
    int32_t state;
    uint32_t mss;
    uint64_t connected_ms;
    uint8_t timestamps;
    uint32_t rtt_us, min_rtt_us;
    uint8_t rest[128];
};

uint32_t
probe_sock_round_trip_us(int fd)
{
    DWORD version = 0, got = 0;
    struct tcp_info info = { 0 };

    if (WSAIoctl((SOCKET)fd, _WSAIORW(IOC_VENDOR, 39), &version, sizeof version, &info, sizeof info,
                 &got, NULL, NULL) != 0 ||
        got < offsetof(struct tcp_info, min_rtt_us))
        return 0;
    return info.rtt_us;
}

const char *
probe_sock_error_text(int err)
{
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (errors[i].number == err)
            return uv_strerror(errors[i].uv);
    return uv_strerror(UV_EIO);
}

/* As on Linux: an address that cannot be had may be for want of a port, too. */
bool
probe_sock_has_route(const struct probe_address *a)
{
    int fd = -1;

    if (open_and_connect(SOCK_DGRAM, a, 9, &fd) != 0)
        return false;
    (void)closesocket((SOCKET)fd);
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
    case ENOBUFS:
    case ENOMEM:
    case EAGAIN:
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
    int got = recv((SOCKET)fd, buf, (int)cap, flags);

    if (got < 0 && WSAGetLastError() == WSAEMSGSIZE && (flags & MSG_PEEK) != 0)
        got = (int)cap;
    if (got < 0)
        return last_error();
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

/* Nothing here holds the last bytes back for the segment that ends the stream. */
int
probe_sock_send(int fd, const void *buf, size_t len, bool last, size_t *n)
{
    int sent = send((SOCKET)fd, buf, (int)len, 0);

    (void)last;
    if (sent < 0)
        return last_error();
    *n = (size_t)sent;
    return 0;
}

void
probe_sock_end(int fd)
{
    (void)shutdown((SOCKET)fd, SD_SEND);
}

void
probe_sock_close(int fd)
{
    (void)closesocket((SOCKET)fd);
}

bool
probe_sock_is_own_echo(int fd)
{
    union any_address us, peer;
    int us_len = sizeof us, peer_len = sizeof peer;

    memset(&us, 0, sizeof us);
    memset(&peer, 0, sizeof peer);
    return getsockname((SOCKET)fd, &us.sa, &us_len) == 0 &&
           getpeername((SOCKET)fd, &peer.sa, &peer_len) == 0 && us_len == peer_len &&
           memcmp(&us, &peer, (size_t)us_len) == 0;
}
