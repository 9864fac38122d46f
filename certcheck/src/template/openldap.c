/* SPDX-License-Identifier: MIT */
#include "openldap.h"

#include <certcheck/template.h>

void
certcheck_ldap_library(struct base_text *out)
{
    base_text_str(out, ", OpenLDAP ");
    base_text_u64(out, LDAP_VENDOR_VERSION_MAJOR);
    base_text_byte(out, '.');
    base_text_u64(out, LDAP_VENDOR_VERSION_MINOR);
    base_text_byte(out, '.');
    base_text_u64(out, LDAP_VENDOR_VERSION_PATCH);
}

#ifdef CERTCHECK_LINKS_LDAP /* of a static build */

struct openldap openldap = {
#define OPENLDAP(function) .function = function,
#include "openldap.def"
};

bool
openldap_load(struct base_text *why)
{
    (void)why;
    return true;
}

#else

#include <os/library.h>

struct openldap openldap;

static const struct os_function functions[] = {
#define OPENLDAP(function) { #function, &openldap.function },
#include "openldap.def"
};

bool
openldap_load(struct base_text *why)
{
    /* Of 2.6, 2.5 and 2.4: what is used of them is the same. */
    static const char *const names[] = { "libldap.so.2", "libldap-2.5.so.0", "libldap-2.4.so.2",
                                         NULL };
    static struct os_library library = { .names = names,
                                         .functions = functions,
                                         .n = sizeof functions / sizeof functions[0] };

    if (os_library_load(&library))
        return true;
    base_text_str(why, "libldap cannot be loaded: install it (Debian 12: libldap-2.5-0, "
                       "Debian 13: libldap2)");
    return false;
}

#endif
