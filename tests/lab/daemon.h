/* SPDX-License-Identifier: MIT */
#ifndef LAB_DAEMON_H
#define LAB_DAEMON_H

#include <stdbool.h>

/* True: this is the process that stays, and tells lab_daemon_settle of *ready. False: this one is
 * to end with *status. */
bool lab_daemon_fork(int *ready, int *status);

/* All listen: write the file, let go of the terminal, release who waits (ready >= 0). */
bool lab_daemon_settle(int ready, const char *pid_file);

#endif
