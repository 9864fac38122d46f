/* SPDX-License-Identifier: MIT */
/* Who listens on a port of this machine, as far as Linux lets us know (proc(5)). */
#ifndef CLI_PORT_HOLDER_H
#define CLI_PORT_HOLDER_H

#include <base/text.h>

/* "process 812 (master)", "a process of user 104"; nothing: not known. address is numeric. */
void cli_port_holder(const char *address, uint16_t port, struct base_text *out);

#endif
