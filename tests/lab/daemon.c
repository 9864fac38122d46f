/* SPDX-License-Identifier: MIT */
/* psomlab --daemon: whoever started it goes on once all listeners do; it stays, on its own. */
#include "daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"

/* The child's byte says that it listens; its end without one, that it could not. */
static int
wait_for(pid_t child, int pipe)
{
    char byte;
    int status = 0;
    ssize_t n;

    do
        n = read(pipe, &byte, 1);
    while (n < 0 && errno == EINTR);
    (void)close(pipe);
    if (n == 1)
        return EXIT_SUCCESS;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return WIFEXITED(status) && WEXITSTATUS(status) != 0 ? WEXITSTATUS(status) : EXIT_FAILURE;
}

bool
lab_daemon_fork(int *ready, int *status)
{
    int ends[2];
    pid_t child;

    *ready = -1;
    if (pipe2(ends, O_CLOEXEC) != 0 || (child = fork()) < 0) {
        lab_complain("--daemon: %s", strerror(errno));
        *status = EXIT_FAILURE;
        return false;
    }
    if (child > 0) {
        (void)close(ends[1]);
        *status = wait_for(child, ends[0]);
        return false;
    }
    (void)close(ends[0]);
    (void)setsid();
    *ready = ends[1];
    return true;
}

bool
lab_daemon_settle(int ready, const char *pid_file)
{
    FILE *f = pid_file == NULL ? NULL : fopen(pid_file, "w");
    bool ok = f != NULL && fprintf(f, "%ld\n", (long)getpid()) > 0;
    int null = ready < 0 ? -1 : open("/dev/null", O_RDWR | O_CLOEXEC);

    if (f != NULL)
        ok = fclose(f) == 0 && ok;
    if (pid_file != NULL && !ok) {
        lab_complain("--pid-file %s: %s", pid_file, strerror(errno));
        return false;
    }
    for (int fd = 0; null >= 0 && fd <= 2; fd++)
        (void)dup2(null, fd); /* the step of a CI job waits for these to be closed */
    if (null > 2)
        (void)close(null);
    return ready < 0 || write(ready, "", 1) == 1;
}
