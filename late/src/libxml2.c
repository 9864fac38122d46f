/* SPDX-License-Identifier: MIT */
#include <late/libxml2.h>

#ifdef LATE_LINKS

struct late_libxml2 libxml2 = {
#define LATE(name) .name = &name,
#include <late/libxml2.def>
};

bool
late_libxml2_load(struct base_text *why)
{
    (void)why;
    return true;
}

#else

#include <os/library.h>

struct late_libxml2 libxml2;

static const struct os_function functions[] = {
#define LATE(name) { #name, &libxml2.name },
#include <late/libxml2.def>
};

bool
late_libxml2_load(struct base_text *why)
{
    static const char *const names[] = { LATE_LIBXML2, NULL };
    static struct os_library library = { .names = names,
                                         .functions = functions,
                                         .n = sizeof functions / sizeof functions[0] };

    if (os_library_load(&library))
        return true;
    base_text_str(why, "libxml2 cannot be loaded: install it (Debian: libxml2)");
    return false;
}

#endif
