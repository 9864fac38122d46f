/* SPDX-License-Identifier: MIT */
#include "interrupt.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#define SIGNALS 3

static const int numbers[SIGNALS] = { SIGINT, SIGTERM, SIGHUP };
static struct sigaction before[SIGNALS];
static bool watched;
static volatile sig_atomic_t caught;

static void
on_signal(int number)
{
    if (caught != 0) {
        (void)signal(number, SIG_DFL);
        (void)raise(number); /* once this returns */
    }
    caught = number;
}

void
cli_interrupt_watch(void)
{
    struct sigaction action = { .sa_handler = on_signal }; /* without SA_RESTART */

    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < SIGNALS; i++)
        if (sigaction(numbers[i], NULL, &before[i]) == 0 && before[i].sa_handler != SIG_IGN)
            (void)sigaction(numbers[i], &action, NULL);
    watched = true;
}

void
cli_interrupt_unwatch(void)
{
    for (size_t i = 0; watched && i < SIGNALS; i++)
        (void)sigaction(numbers[i], &before[i], NULL);
    watched = false;
}

int
cli_interrupt(void)
{
    return (int)caught;
}
