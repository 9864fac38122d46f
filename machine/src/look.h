/* SPDX-License-Identifier: MIT */
/* The steps of machine_server_look. */
#ifndef MACHINE_LOOK_H
#define MACHINE_LOOK_H

#include <machine/server.h>

struct machine_looking {
    struct machine_server *out;
    const struct machine_registry *registry;
    const struct machine_files *files;
};

/* answers.c. A key or value that was not found: no, or unknown where the registry may be
 * incomplete. */
enum machine_answer machine_absent(const struct machine_looking *l, enum machine_key k);

/* "THING: TEXT"; thing may be NULL, and is made safe to show. */
void machine_note(struct machine_server *s, const char *thing, const char *text);

void machine_look_names(struct machine_looking *l);    /* Windows, .NET, the computer */
void machine_look_data_mcu(struct machine_looking *l); /* service, program, product, runtime */
void machine_look_runtimes(struct machine_looking *l);
void machine_look_opt_outs(struct machine_looking *l);

#endif
