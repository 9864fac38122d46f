/* SPDX-License-Identifier: MIT */
/*
 * Requests to stop (SIGINT, SIGTERM and SIGHUP; Ctrl-C, Ctrl-Break and a console that is
 * closed) for a program without an event loop: the first is kept for the program to notice, and
 * calls that wait end with EINTR; the second ends the program at once.
 */
#ifndef OS_INTERRUPT_H
#define OS_INTERRUPT_H

#include <stdbool.h>

/* A request that was ignored before (nohup, a shell's background) stays so. */
void os_interrupt_watch(void);

/* Each request does again what it did before. */
void os_interrupt_unwatch(void);

/* The signal that came while it was watched for, or 0. */
int os_interrupt(void);

/* The user asked to stop where no signal came of it: goes on as if one had. */
void os_interrupt_again(void);

/* For event loops: the signals to watch, 0 behind the last, and whether one is ignored. */
extern const int os_interrupt_numbers[];
bool os_interrupt_is_ignored(int number);

/* The signal in whose terms the request is told: of the exit status. */
int os_interrupt_meaning(int number);

#endif
