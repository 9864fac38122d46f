/* SPDX-License-Identifier: MIT */
/* Sockets of the judges in C. */
#ifndef LOOPBACK_H
#define LOOPBACK_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static struct sockaddr_in
loopback(int port)
{
    struct sockaddr_in at;

    memset(&at, 0, sizeof at);
    at.sin_family = AF_INET;
    at.sin_port = htons((uint16_t)port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return at;
}

static void
patient(int fd)
{
    struct timeval limit = { .tv_sec = 20 };

    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

/* Listen on a free port and say which; -1 when that fails. */
static int
loopback_listen(void)
{
    struct sockaddr_in at = loopback(0);
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 16) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &len) != 0)
        return -1;
    printf("port %d\n", (int)ntohs(at.sin_port));
    (void)fflush(stdout);
    return fd;
}

static int
loopback_accept(int listener)
{
    int fd = accept(listener, NULL, NULL);

    if (fd < 0)
        exit(1);
    patient(fd);
    return fd;
}

static int
loopback_dial(const char *port)
{
    struct sockaddr_in at = loopback(atoi(port));
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at) != 0)
        exit(1);
    patient(fd);
    return fd;
}

/* why: NULL where it was accepted. */
static void
tell(const char *port, const char *why)
{
    printf("%s %s%s\n", port, why == NULL ? "accepted" : "refused ", why == NULL ? "" : why);
    (void)fflush(stdout);
}

#endif
