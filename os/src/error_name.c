/* SPDX-License-Identifier: MIT */
#include <os/error.h>

#include <errno.h>
#include <stddef.h>
#include <string.h>

/* What connecting, sockets and files end with, on every system that has the name. */
static const struct {
    int number;
    const char *name;
} errors[] = {
    { EACCES, "EACCES" },
    { EADDRINUSE, "EADDRINUSE" },
    { EADDRNOTAVAIL, "EADDRNOTAVAIL" },
    { EAFNOSUPPORT, "EAFNOSUPPORT" },
    { EAGAIN, "EAGAIN" },
    { EALREADY, "EALREADY" },
    { EBADF, "EBADF" },
    { ECONNABORTED, "ECONNABORTED" },
    { ECONNREFUSED, "ECONNREFUSED" },
    { ECONNRESET, "ECONNRESET" },
    { EHOSTUNREACH, "EHOSTUNREACH" },
    { EINPROGRESS, "EINPROGRESS" },
    { EINTR, "EINTR" },
    { EINVAL, "EINVAL" },
    { EIO, "EIO" },
    { EISCONN, "EISCONN" },
    { EMFILE, "EMFILE" },
    { EMSGSIZE, "EMSGSIZE" },
    { ENETDOWN, "ENETDOWN" },
    { ENETRESET, "ENETRESET" },
    { ENETUNREACH, "ENETUNREACH" },
    { ENFILE, "ENFILE" },
    { ENOBUFS, "ENOBUFS" },
    { ENODEV, "ENODEV" },
    { ENOENT, "ENOENT" },
    { ENOMEM, "ENOMEM" },
    { ENOPROTOOPT, "ENOPROTOOPT" },
    { ENOSPC, "ENOSPC" },
    { ENOTCONN, "ENOTCONN" },
    { EPERM, "EPERM" },
    { EPIPE, "EPIPE" },
    { EPROTO, "EPROTO" },
    { EPROTONOSUPPORT, "EPROTONOSUPPORT" },
    { EPROTOTYPE, "EPROTOTYPE" },
    { ETIMEDOUT, "ETIMEDOUT" },
#ifdef EHOSTDOWN
    { EHOSTDOWN, "EHOSTDOWN" },
#endif
#ifdef ESHUTDOWN
    { ESHUTDOWN, "ESHUTDOWN" },
#endif
};

const char *
os_error_name(int error)
{
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (errors[i].number == error)
            return errors[i].name;
    return NULL;
}

int
os_error_number(const char *name)
{
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (strcmp(errors[i].name, name) == 0)
            return errors[i].number;
    return 0;
}
