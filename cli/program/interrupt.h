/* SPDX-License-Identifier: MIT */
/*
 * SIGINT, SIGTERM and SIGHUP for a program without an event loop: the first is
 * kept for the run to notice, and system calls that wait end with EINTR; the
 * second ends the program at once.
 */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#define CLI_INTERRUPTED "interrupted: writing the reports; press Ctrl-C again to stop immediately"

/* A signal that was ignored before (nohup, a shell's background) stays so. */
void cli_interrupt_watch(void);

/* Each signal does again what it did before. */
void cli_interrupt_unwatch(void);

/* The signal that came while it was watched for, or 0. */
int cli_interrupt(void);

#endif
