/* SPDX-License-Identifier: MIT */
/* psomlab: plays the Edge and Front End servers that the tests probe. */
#include "daemon.h"
#include "server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define EXIT_MISUSE 2

/* A test that crashes must not leave its lab behind. */
static bool
tie_to_parent(void)
{
    pid_t parent = getppid();

    /* Asking after the request tells whether the parent died before it. */
    return prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && getppid() == parent;
}

static void
raise_descriptor_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static void
on_signal(uv_signal_t *handle, int number)
{
    uv_signal_t *both = handle->data;

    (void)number;
    lab_server_stop(both[0].loop->data);
    for (int i = 0; i < 2; i++)
        if (!uv_is_closing((uv_handle_t *)&both[i]))
            uv_close((uv_handle_t *)&both[i], NULL);
}

static void
watch_signals(uv_loop_t *loop, uv_signal_t both[2])
{
    static const int numbers[2] = { SIGTERM, SIGINT };

    for (int i = 0; i < 2; i++) {
        (void)uv_signal_init(loop, &both[i]);
        both[i].data = both;
        (void)uv_signal_start(&both[i], on_signal, numbers[i]);
    }
}

static int
run(const struct lab_options *options, int ready)
{
    uv_signal_t signals[2];
    struct lab_server server;
    uv_loop_t loop;
    int status = EXIT_SUCCESS;

    if (uv_loop_init(&loop) != 0) {
        lab_complain("no event loop");
        return EXIT_MISUSE;
    }
    loop.data = &server;
    watch_signals(&loop, signals);
    if (!lab_server_start(&server, &loop, options) ||
        !lab_daemon_settle(ready, options->pid_file)) {
        status = EXIT_MISUSE;
        on_signal(&signals[0], SIGTERM);
    }
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    lab_server_clear(&server);
    (void)uv_loop_close(&loop);
    if (status == EXIT_SUCCESS && options->pid_file != NULL)
        (void)unlink(options->pid_file);
    return status;
}

static int
start(struct lab_options *options)
{
    int ready = -1, status = EXIT_MISUSE;

    options->quiet = options->quiet || options->daemon;
    if (options->daemon ? !lab_daemon_fork(&ready, &status) : !tie_to_parent())
        return status;
    raise_descriptor_limit();
    return run(options, ready);
}

int
main(int argc, char **argv)
{
    struct lab_options options;
    int status = EXIT_MISUSE;

    (void)signal(SIGPIPE, SIG_IGN);
    switch (lab_options_parse(argc, argv, &options)) {
    case LAB_PARSED:
        status = start(&options);
        break;
    case LAB_HELPED:
        status = EXIT_SUCCESS;
        break;
    case LAB_MISUSED:
        break;
    }
    lab_options_clear(&options);
    return status;
}
