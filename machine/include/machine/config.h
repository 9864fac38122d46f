/* SPDX-License-Identifier: MIT */
/* The opt-out in the configuration file of a program (PROGRAM.exe.config), rule R31. */
#ifndef MACHINE_CONFIG_H
#define MACHINE_CONFIG_H

#include <base/declare.h>
#include <base/slice.h>

BASE_BEGIN_DECLS

#define MACHINE_CONFIG_MAX 4194304u /* bytes of a file */

enum machine_config_switch {
    MACHINE_SWITCH_ABSENT,
    MACHINE_SWITCH_FALSE,
    MACHINE_SWITCH_TRUE,    /* nothing checks */
    MACHINE_SWITCH_UNCLEAR, /* not well-formed XML, or out of memory */
    MACHINE_SWITCH_UNREAD   /* libxml2 cannot be loaded */
};

/* Switch.System.Net.DontCheckCertificateEKUs of configuration/runtime/AppContextSwitchOverrides.
 * No entity is expanded, and nothing is fetched. */
enum machine_config_switch machine_config_read(struct base_slice file);

/* "Switch.A=true; Switch.B=false", as the element's value has it. */
enum machine_config_switch machine_config_value(struct base_slice value);

BASE_END_DECLS

#endif
