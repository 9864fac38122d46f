/* SPDX-License-Identifier: MIT */
/* Preloaded: at the program's first connection it tries from inside what a sandbox forbids, and
 * what it must not, and says on standard error how that went. INSIDE_OLD_KERNEL in the
 * environment: landlock's system calls are unknown, as to a kernel without it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void
tell(const char *what, bool done)
{
    int error = errno;
    char line[160];

    (void)snprintf(line, sizeof line, "inside: %s: %s\n", what, done ? "done" : strerror(error));
    (void)!write(STDERR_FILENO, line, strlen(line));
}

static void
try_file(const char *what, const char *path, int how)
{
    int fd = open(path, how | O_CLOEXEC, 0600);

    tell(what, fd >= 0);
    if (fd >= 0)
        (void)close(fd);
}

/* Started in a child: what succeeds does not come back. */
static void
try_program(const char *what, int fd)
{
    char name[] = "true", *arguments[] = { name, NULL }, *none[] = { NULL };
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        if (fd >= 0)
            (void)fexecve(fd, arguments, none);
        else
            (void)execve("/bin/true", arguments, none);
        _exit(errno);
    }
    (void)waitpid(child, &status, 0);
    errno = WEXITSTATUS(status);
    tell(what, errno == 0);
}

static int
program_in_memory(void)
{
    int from = open("/usr/bin/true", O_RDONLY | O_CLOEXEC);
    int to = memfd_create("true", MFD_CLOEXEC);
    char buffer[4096];
    ssize_t n;

    while ((n = read(from, buffer, sizeof buffer)) > 0)
        (void)!write(to, buffer, (size_t)n);
    (void)close(from);
    return to;
}

static void
look_around(void)
{
    const char *folder = getenv("INSIDE_FOLDER");
    char elsewhere[4096];
    int fd;

    try_file("read a file", "/etc/passwd", O_RDONLY);
    try_file("read the hosts", "/etc/hosts", O_RDONLY);
    (void)snprintf(elsewhere, sizeof elsewhere, "%s/inside.txt", folder == NULL ? "." : folder);
    try_file("write a file", elsewhere, O_WRONLY | O_CREAT);
    try_program("start a program", -1);
    try_program("start a program in memory", program_in_memory());
    fd = socket(AF_PACKET, SOCK_RAW, 0);
    tell("a raw socket", fd >= 0);
    if (fd >= 0)
        (void)close(fd);
}

int
connect(int fd, const struct sockaddr *address, socklen_t len)
{
    static int (*next)(int, const struct sockaddr *, socklen_t);

    if (next == NULL) {
        void *found = dlsym(RTLD_NEXT, "connect");

        memcpy(&next, &found, sizeof next);
        look_around();
    }
    return next(fd, address, len);
}

long
syscall(long number, ...)
{
    static long (*next)(long, ...);
    long a[6];
    va_list more;

    va_start(more, number);
    for (size_t i = 0; i < sizeof a / sizeof *a; i++)
        a[i] = va_arg(more, long);
    va_end(more);
    if (number == SYS_landlock_create_ruleset && getenv("INSIDE_OLD_KERNEL") != NULL) {
        errno = ENOSYS;
        return -1;
    }
    if (next == NULL) {
        void *found = dlsym(RTLD_NEXT, "syscall");

        memcpy(&next, &found, sizeof next);
    }
    return next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
