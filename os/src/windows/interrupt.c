/* SPDX-License-Identifier: MIT */
#include <os/interrupt.h>

#include <os/start.h>

#include "wide.h"

#include <signal.h>
#include <stdlib.h>

#define HANG_UP 1       /* SIGHUP, as libuv calls the end of a console */
#define CLOSING_MS 4500 /* the system ends a program five seconds after its console */

const int os_interrupt_numbers[] = { SIGINT, SIGBREAK, HANG_UP, 0 };
static volatile LONG caught;
static HANDLE main_thread;
static bool watched;

/* In a thread of the system's. Whoever waits in a call on a file is woken. */
static BOOL WINAPI
on_request(DWORD event)
{
    LONG number = event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT ? SIGINT : HANG_UP;

    if (InterlockedCompareExchange(&caught, number, 0) != 0)
        _exit(128 + (int)number);
    if (main_thread != NULL)
        (void)CancelSynchronousIo(main_thread);
    if (number == HANG_UP)
        Sleep(CLOSING_MS); /* when this returns the program is ended */
    return TRUE;
}

void
os_interrupt_watch(void)
{
    HANDLE self = GetCurrentProcess();

    if (main_thread == NULL)
        (void)DuplicateHandle(self, GetCurrentThread(), self, &main_thread, 0, FALSE,
                              DUPLICATE_SAME_ACCESS);
    watched = SetConsoleCtrlHandler(on_request, TRUE);
}

void
os_interrupt_unwatch(void)
{
    if (watched)
        (void)SetConsoleCtrlHandler(on_request, FALSE);
    watched = false;
}

int
os_interrupt(void)
{
    return (int)caught;
}

/* A program that watches for interrupts got this one from the console; the C library's raise would
 * end with status 3. */
void
os_interrupt_again(void)
{
    if (!watched)
        os_end_by(SIGINT);
}

bool
os_interrupt_is_ignored(int number)
{
    (void)number;
    return false;
}

int
os_interrupt_meaning(int number)
{
    return number == SIGBREAK ? SIGINT : number;
}
