/* SPDX-License-Identifier: MIT */
#ifndef OS_LOCK_H
#define OS_LOCK_H

/* For this process until the descriptor is closed. 0, EWOULDBLOCK if another process has it, or
 * another errno where files cannot be locked. Never waits. */
int os_lock(int fd);

#endif
