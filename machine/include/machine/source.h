/* SPDX-License-Identifier: MIT */
/* Where a server is looked at: a drive of it that is mounted here, files exported from it, or,
 * on Windows, this machine or another over the network. */
#ifndef MACHINE_SOURCE_H
#define MACHINE_SOURCE_H

#include <machine/server.h>

BASE_BEGIN_DECLS

/*
 * where: the root of a mounted Windows drive, a directory with exported .reg files or saved hives
 * (SOFTWARE, SYSTEM), or one .reg file. False: nothing of the kind, or it is damaged: why.
 */
bool machine_look_at_files(const char *where, struct machine_server *out, struct base_text *why);

/* name: "" for this machine. Only on Windows; elsewhere false, and why says so. */
bool machine_look_at_system(const char *name, struct machine_server *out, struct base_text *why);

BASE_END_DECLS

#endif
