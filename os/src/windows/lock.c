/* SPDX-License-Identifier: MIT */
#include <os/lock.h>

#include "wide.h"

#include <errno.h>

/* Locks are of bytes, and keep others from reading them, too: one far behind the end. */
int
os_lock(int fd)
{
    OVERLAPPED place = { .Offset = 0xFFFFFFFE, .OffsetHigh = 0x7FFFFFFF };

    if (LockFileEx(os_handle(fd), LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0,
                   &place))
        return 0;
    return GetLastError() == ERROR_LOCK_VIOLATION || GetLastError() == ERROR_IO_PENDING
               ? EWOULDBLOCK
               : os_last_error();
}
