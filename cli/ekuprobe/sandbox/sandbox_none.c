/* SPDX-License-Identifier: MIT */
/* Where there is neither Landlock nor seccomp. */
#include "sandbox.h"

bool
cli_sandbox_enter(const struct cli_options *o, struct base_text *why)
{
    (void)o;
    base_text_str(why, "this build knows no sandbox");
    return false;
}
