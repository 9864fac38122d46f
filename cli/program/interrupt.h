/* SPDX-License-Identifier: MIT */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include <os/interrupt.h>

/* What both programs say at the first request to stop (os/interrupt.h). */
#define CLI_INTERRUPTED "interrupted: writing the reports; press Ctrl-C again to stop immediately"

#endif
