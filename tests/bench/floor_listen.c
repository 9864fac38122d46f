/* SPDX-License-Identifier: MIT */
/*
 * The floor of listening: what seeing a peer's certificate costs when nothing else is done. Each
 * peer is accepted, its ClientHello read, a canned flight sent, and what it answers is read.
 *
 *   floor_listen COUNT FLIGHT      the flight in hexadecimal
 *
 * Prints `port N`, and ends after COUNT peers. Exit status 0 when each of them answered.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static char flight[65536], heard[65536];

static int
die(const char *what)
{
    perror(what);
    return 2;
}

/* A peer that sends its whole answer at once, as those of the bench do. */
static int
serve(int fd, size_t flight_n)
{
    int answered = recv(fd, heard, sizeof heard, 0) > 0 &&
                   send(fd, flight, flight_n, MSG_NOSIGNAL) == (ssize_t)flight_n &&
                   recv(fd, heard, sizeof heard, 0) > 0;

    (void)close(fd);
    return answered;
}

static size_t
read_flight(const char *hex)
{
    size_t n = 0;

    for (char pair[3] = ""; n < sizeof flight && hex[2 * n] != '\0' && hex[2 * n + 1] != '\0';
         n++) {
        pair[0] = hex[2 * n];
        pair[1] = hex[2 * n + 1];
        flight[n] = (char)strtol(pair, NULL, 16);
    }
    return n;
}

int
main(int argc, char **argv)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof at;
    long count = argc == 3 ? strtol(argv[1], NULL, 10) : 0;
    size_t flight_n = argc == 3 ? read_flight(argv[2]) : 0;
    int port = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    long answered = 0;

    if (count <= 0 || flight_n == 0) {
        (void)fprintf(stderr, "usage: floor_listen COUNT FLIGHT\n");
        return 2;
    }
    if (port < 0 || bind(port, (const struct sockaddr *)&at, sizeof at) != 0 ||
        listen(port, 128) != 0 || getsockname(port, (struct sockaddr *)&at, &len) != 0)
        return die("listen");
    (void)printf("port %u\n", ntohs(at.sin_port));
    (void)fflush(stdout);
    for (long i = 0; i < count; i++) {
        int fd = accept(port, NULL, NULL);

        if (fd < 0)
            return die("accept");
        answered += serve(fd, flight_n);
    }
    (void)close(port);
    return answered == count ? 0 : 1;
}
