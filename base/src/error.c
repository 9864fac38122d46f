/* SPDX-License-Identifier: MIT */
#include <base/error.h>

bool
base_complain(struct base_text *why, const char *thing, const char *text)
{
    base_text_safe(why, base_slice_str(thing));
    base_text_str(why, ": ");
    base_text_str(why, text);
    return false;
}

bool
base_complain_line(struct base_text *why, const char *path, uint64_t line, const char *text)
{
    base_text_safe(why, base_slice_str(path));
    base_text_byte(why, ':');
    base_text_u64(why, line);
    base_text_str(why, ": ");
    base_text_str(why, text);
    return false;
}
