/* SPDX-License-Identifier: MIT */
#ifndef OS_SOCKET_H
#define OS_SOCKET_H

/* A socket of a library's: nothing more comes or goes, and who waits for it is woken. */
void os_socket_break(int fd);

#endif
