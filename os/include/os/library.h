/* SPDX-License-Identifier: MIT */
/*
 * Shared libraries that are loaded when they are first needed: a run that does not need one pays
 * nothing for it. Not on Windows, where all is linked into the program.
 */
#ifndef OS_LIBRARY_H
#define OS_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

struct os_function {
    const char *name;
    void *at; /* the pointer to it, of any type */
};

struct os_library {
    const char *const *names; /* SONAMEs, the best first, NULL behind the last */
    const struct os_function *functions;
    size_t n;
    bool loaded;
};

/* Fills the pointers, for as long as the process lives; again, nothing. From any thread. False: no
 * library of these names can be loaded, or it lacks a function; a later call tries again. */
bool os_library_load(struct os_library *library);

#endif
