/* SPDX-License-Identifier: MIT */
#include <os/socket.h>

#include "wide.h"

void
os_socket_break(int fd)
{
    (void)shutdown((SOCKET)fd, SD_BOTH);
}
