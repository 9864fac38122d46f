/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L
#include <os/start.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

/* The lowest free descriptor is what open(2) gives, which is fd itself: those below are open. */
static void
open_standard(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
            continue;
        if (open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            (void)open("/", O_RDONLY); /* no /dev here: a directory takes no output either */
    }
}

bool
os_start(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    open_standard();
    (void)signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error to tell, not a death */
    (void)signal(SIGXFSZ, SIG_IGN); /* nor is a file as large as may be */
    return true;
}

size_t
os_files_allowed(size_t wanted)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return wanted;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= wanted)
        return wanted;
    return limit.rlim_cur;
}

/* A shell stops its loop at one Ctrl-C only where the program died of it. */
void
os_end_by(int signal_number)
{
    (void)signal(signal_number, SIG_DFL);
    (void)raise(signal_number);
}
