/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* flock */
#include <os/lock.h>

#include <errno.h>
#include <sys/file.h>

int
os_lock(int fd)
{
    return flock(fd, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
}
