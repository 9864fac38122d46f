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

bool
base_complain_about(struct base_text *why, const char *thing)
{
    char said[BASE_WHY_MAX];
    struct base_text t;

    base_text_init(&t, said, sizeof said);
    base_text_bytes(&t, why->buf, why->len);
    base_text_clear(why);
    return base_complain(why, thing, said);
}
