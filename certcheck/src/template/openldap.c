/* SPDX-License-Identifier: MIT */
#include "openldap.h"

struct openldap openldap;

#ifdef CERTCHECK_LINKS_LDAP /* of a static build */

bool
openldap_load(struct base_text *why)
{
    (void)why;
    openldap = (struct openldap){
#define OPENLDAP(function) .function = function,
#include "openldap.def"
    };
    return true;
}

#else

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

/* The names of 2.6, 2.5 and 2.4: what is used of them is the same. */
static const char *const names[] = { "libldap.so.2", "libldap-2.5.so.0", "libldap-2.4.so.2" };

static const struct {
    const char *name;
    size_t at;
} functions[] = {
#define OPENLDAP(function) { #function, offsetof(struct openldap, function) },
#include "openldap.def"
};

static void *
load(void)
{
    void *library = NULL;

    for (size_t i = 0; library == NULL && i < sizeof names / sizeof *names; i++)
        library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    return library;
}

bool
openldap_load(struct base_text *why)
{
    static void *library;

    if (library == NULL)
        library = load();
    for (size_t i = 0; library != NULL && i < sizeof functions / sizeof *functions; i++) {
        void *function =
            dlsym(library, functions[i].name); /* dlsym searches its dependencies, too */

        if (function == NULL)
            library = NULL;
        else
            memcpy((char *)&openldap + functions[i].at, &function, sizeof function);
    }
    if (library == NULL)
        base_text_str(why, "libldap cannot be loaded: install it (Debian 12: libldap-2.5-0, "
                           "Debian 13: libldap2)");
    return library != NULL;
}

#endif
