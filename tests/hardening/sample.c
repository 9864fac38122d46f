/* SPDX-License-Identifier: MIT */
/* Has something for each kind of hardening to guard: buffers on the stack, more of it than a
 * page, a copy whose target's size is known, a call through a pointer. */
#include <stdio.h>
#include <string.h>

#define SEVERAL_PAGES 65536

static int (*volatile tell)(const char *) = puts;

int
main(int argc, char **argv)
{
    volatile char room[SEVERAL_PAGES];
    char name[16];

    strcpy(name, argv[0] + strlen(argv[0]) % sizeof name);
    room[argc] = name[0];
    return tell(name) < 0 || room[argc] == 0;
}
