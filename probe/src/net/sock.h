/* SPDX-License-Identifier: MIT */
/*
 * The only file that makes and uses sockets. Calls return 0 or an errno value,
 * never touch the ambient errno's meaning for the caller, and retry on EINTR.
 */
#ifndef PROBE_SOCK_H
#define PROBE_SOCK_H

#include "address.h"

/* What a failure to connect means. */
enum probe_trouble {
    PROBE_TROUBLE_REFUSED,
    PROBE_TROUBLE_UNROUTABLE,
    PROBE_TROUBLE_TIMEOUT,
    PROBE_TROUBLE_RESET,
    PROBE_TROUBLE_SHORT, /* of descriptors, memory or ports here: may pass */
};

/* Begin to connect; *fd is set for 0 (connected already) and EINPROGRESS only. */
int probe_sock_connect(const struct probe_address *a, uint16_t port, int *fd);

/* Bound to a and port (0: the system chooses one) and listening. An IPv6 address means IPv6 alone.
 */
int probe_sock_listen(const struct probe_address *a, uint16_t port, int *fd);
uint16_t probe_sock_port(int fd); /* the one it is bound to; 0: none */

/* The next peer that connected; EAGAIN: none waits. */
int probe_sock_accept(int listening, int *fd, struct probe_address *peer);

/* Has a connect in progress ended, well or not? Then probe_sock_error says how. */
bool probe_sock_has_ended(int fd);

/* The outcome of a connect in progress. */
int probe_sock_error(int fd);

/* The round trip as the kernel saw it while connecting, whatever this thread was
 * busy with; 0: unknown. */
uint32_t probe_sock_round_trip_us(int fd);

/* An errno of these calls in words. */
const char *probe_sock_error_text(int err);

/* Why connecting to a failed with err. */
enum probe_trouble probe_sock_trouble(int err, const struct probe_address *a);

/* Is there a source address for it, hence a route? Nothing is sent. */
bool probe_sock_has_route(const struct probe_address *a);

/* *n of 0 with a return of 0 is the end of the stream. */
int probe_sock_recv(int fd, void *buf, size_t cap, size_t *n);
int probe_sock_peek(int fd, void *buf, size_t cap, size_t *n); /* leaves them there */

/* The last bytes wait for probe_sock_end or probe_sock_close, to share its segment. */
int probe_sock_send(int fd, const void *buf, size_t len, bool last, size_t *n);

/* No more from us; what the peer still sends is taken. */
void probe_sock_end(int fd);
void probe_sock_close(int fd);

/* Did the kernel connect the socket to itself? (Simultaneous open, RFC 9293 3.5:
 * a closed port of this machine that is also the port chosen for our end.) */
bool probe_sock_is_own_echo(int fd);

#endif
