/* SPDX-License-Identifier: MIT */
/* The three standard descriptors are what they are taken for. */
#ifndef CLI_STANDARD_H
#define CLI_STANDARD_H

/*
 * First of all: a program may be started with descriptors 0, 1 or 2 closed (daemons, job runners,
 * `<&-`), and then the next file it opens is its standard output. Each gets something in its
 * place, so that reading a closed input and writing to a closed output are errors (EBADF).
 */
void cli_standard_open(void);

#endif
