/* SPDX-License-Identifier: MIT */
/*
 * What a command costs: measure FILE COMMAND [ARGUMENT...]
 *
 * Writes one JSON object to FILE: exit status (128 + N for signal N), seconds, CPU time of
 * the command and all it waited for, and the peak memory of the largest process. A small
 * program does this because a child's ru_maxrss starts with that of whoever forked it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
seconds_now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int
main(int argc, char **argv)
{
    struct rusage u;
    int status = 0;
    double began = seconds_now(), took;
    pid_t pid;
    FILE *f;

    if (argc < 3) {
        (void)fprintf(stderr, "usage: measure FILE COMMAND [ARGUMENT...]\n");
        return 2;
    }
    pid = fork();
    if (pid == 0) {
        (void)execvp(argv[2], argv + 2);
        (void)fprintf(stderr, "measure: %s: %s\n", argv[2], strerror(errno));
        _exit(127);
    }
    if (pid < 0 || wait4(pid, &status, 0, &u) != pid || (f = fopen(argv[1], "w")) == NULL) {
        perror("measure");
        return 2;
    }
    took = seconds_now() - began;
    (void)fprintf(f,
                  "{\"status\": %d, \"seconds\": %.4f, \"user_s\": %.6f, \"system_s\": %.6f, "
                  "\"rss_kib\": %ld}\n",
                  WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status), took,
                  seconds_of(u.ru_utime), seconds_of(u.ru_stime), u.ru_maxrss);
    return fclose(f) == 0 ? 0 : 2;
}
