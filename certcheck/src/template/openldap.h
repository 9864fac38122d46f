/* SPDX-License-Identifier: MIT */
/* The OpenLDAP library, loaded when a directory is asked: with GnuTLS and SASL it is larger
 * than all else that certcheck needs. */
#ifndef CERTCHECK_OPENLDAP_H
#define CERTCHECK_OPENLDAP_H

#include <base/text.h>

#include <ldap.h>
#include <stdbool.h>

struct openldap {
#define OPENLDAP(function) __typeof__(function) *function;
#include "openldap.def"
#undef OPENLDAP
};

/* Filled by openldap_load, for as long as the process lives. */
extern struct openldap openldap;

/* False: it cannot be loaded; why names the package to install. */
bool openldap_load(struct base_text *why);

#endif
