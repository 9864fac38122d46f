/* SPDX-License-Identifier: MIT */
#ifndef OS_SECRET_H
#define OS_SECRET_H

#include <stddef.h>

enum os_secret {
    OS_SECRET_GIVEN,
    OS_SECRET_REFUSED,     /* too long, or the terminal failed: out is empty */
    OS_SECRET_INTERRUPTED, /* Ctrl-C */
    OS_SECRET_NOBODY,      /* there is no terminal to ask at; standard input is none */
};

/* A line typed at the terminal, without echo, behind the prompt. */
enum os_secret os_secret_ask(const char *prompt, char *out, size_t cap);

/* Overwritten in a way that no compiler leaves out. */
void os_secret_forget(void *at, size_t n);

#endif
