/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L
#include <os/interrupt.h>

#include <signal.h>
#include <stddef.h>

#define SIGNALS 3

const int os_interrupt_numbers[SIGNALS + 1] = { SIGINT, SIGTERM, SIGHUP, 0 };
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
os_interrupt_watch(void)
{
    struct sigaction action = { .sa_handler = on_signal }; /* without SA_RESTART */

    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < SIGNALS; i++)
        if (sigaction(os_interrupt_numbers[i], NULL, &before[i]) == 0 &&
            before[i].sa_handler != SIG_IGN)
            (void)sigaction(os_interrupt_numbers[i], &action, NULL);
    watched = true;
}

void
os_interrupt_unwatch(void)
{
    for (size_t i = 0; watched && i < SIGNALS; i++)
        (void)sigaction(os_interrupt_numbers[i], &before[i], NULL);
    watched = false;
}

int
os_interrupt(void)
{
    return (int)caught;
}

void
os_interrupt_again(void)
{
    (void)raise(SIGINT);
}

bool
os_interrupt_is_ignored(int number)
{
    struct sigaction now;

    return sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

int
os_interrupt_meaning(int number)
{
    return number;
}
