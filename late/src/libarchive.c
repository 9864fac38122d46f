/* SPDX-License-Identifier: MIT */
#include <late/libarchive.h>

#ifdef LATE_LINKS

struct late_libarchive libarchive = {
#define LATE(name) .name = &name,
#include <late/libarchive.def>
};

bool
late_libarchive_load(struct base_text *why)
{
    (void)why;
    return true;
}

#else

#include <os/library.h>

struct late_libarchive libarchive;

static const struct os_function functions[] = {
#define LATE(name) { #name, &libarchive.name },
#include <late/libarchive.def>
};

bool
late_libarchive_load(struct base_text *why)
{
    static const char *const names[] = { LATE_LIBARCHIVE, NULL };
    static struct os_library library = { .names = names,
                                         .functions = functions,
                                         .n = sizeof functions / sizeof functions[0] };

    if (os_library_load(&library))
        return true;
    base_text_str(why, "libarchive cannot be loaded: install it (Debian 12: libarchive13, Debian "
                       "13: libarchive13t64)");
    return false;
}

#endif
