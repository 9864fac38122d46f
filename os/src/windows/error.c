/* SPDX-License-Identifier: MIT */
#include <os/error.h>

#include <errno.h>
#include <stddef.h>
#include <string.h>

/* The C library is older than sockets and knows few of their errors; words as on Linux. */
static const struct {
    int number;
    const char *text;
} errors[] = {
    { EACCES, "Access is denied" },
    { EADDRINUSE, "Address already in use" },
    { EADDRNOTAVAIL, "Cannot assign requested address" },
    { EAFNOSUPPORT, "Address family not supported by protocol" },
    { EBUSY, "The file is in use by another program" },
    { ECONNABORTED, "Software caused connection abort" },
    { ECONNREFUSED, "Connection refused" },
    { ECONNRESET, "Connection reset by peer" },
    { EHOSTUNREACH, "No route to host" },
    { EILSEQ, "Windows does not allow this name for a file" },
    { EINPROGRESS, "Operation now in progress" },
    { EISCONN, "Transport endpoint is already connected" },
    { ELOOP, "Too many levels of directories" },
    { ENETDOWN, "Network is down" },
    { ENETRESET, "Network dropped connection on reset" },
    { ENETUNREACH, "Network is unreachable" },
    { ENOBUFS, "No buffer space available" },
    { ENOTCONN, "Transport endpoint is not connected" },
    { ENXIO, "This is the name of a device, not of a file" },
    { ETIMEDOUT, "Connection timed out" },
    { EWOULDBLOCK, "Resource temporarily unavailable" },
};

const char *
os_error_text(int error)
{
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        if (errors[i].number == error)
            return errors[i].text;
    return strerror(error);
}
