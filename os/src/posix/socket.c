/* SPDX-License-Identifier: MIT */
#include <os/socket.h>

#include <sys/socket.h>

void
os_socket_break(int fd)
{
    (void)shutdown(fd, SHUT_RDWR);
}
