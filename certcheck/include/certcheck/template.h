/* SPDX-License-Identifier: MIT */
/*
 * AD CS certificate templates: what the CA will stamp, read from LDIF (ldifde,
 * ldapsearch), from certutil -v -template and certutil -dstemplate in any
 * language, or asked of a directory. Names in a dump are localised and never
 * read: OIDs and attribute names are.
 *
 * A template becomes a synthetic certificate (certcheck_read_as with
 * CERTCHECK_KIND_TEMPLATE) and is judged by its usages. Not read: permissions,
 * which CA offers the template, issuance policies.
 *
 * Part of certcheck_template: the OpenLDAP library reads LDIF and speaks LDAP. It is loaded when
 * it is first needed: in a program with threads call certcheck_templates_read or _ask once before
 * they begin. From then on: thread-safe for distinct outputs.
 */
#ifndef CERTCHECK_TEMPLATE_H
#define CERTCHECK_TEMPLATE_H

#include <base/declare.h>
#include <base/error.h>
#include <base/slice.h>
#include <certcheck/facts.h>
#include <certcheck/status.h>

BASE_BEGIN_DECLS

#define CERTCHECK_TEMPLATES_MAX 4096u
#define CERTCHECK_TEMPLATE_TEXT_MAX 256

/* Which attribute decides about the usages. */
enum certcheck_template_governs {
    CERTCHECK_GOVERNS_NONE,               /* neither is there: any purpose */
    CERTCHECK_GOVERNS_EKU,                /* pKIExtendedKeyUsage: version 1, or alone */
    CERTCHECK_GOVERNS_APPLICATION_POLICY, /* msPKI-Certificate-Application-Policy */
};
const char *
certcheck_governs_name(enum certcheck_template_governs g); /* the attribute, or "none" */

struct certcheck_template {
    char name[CERTCHECK_TEMPLATE_TEXT_MAX];    /* CN: what certreq and the wizard want; UTF-8 */
    char display[CERTCHECK_TEMPLATE_TEXT_MAX]; /* as the consoles show it; may be empty */
    char oid[CERTCHECK_TEMPLATE_TEXT_MAX];     /* may be empty */
    unsigned line;                             /* where it begins in a text; 0: no text */
    unsigned schema_version;                   /* 1 where nothing says more */
    unsigned major, minor;                     /* revision */
    enum certcheck_template_governs governs;
    char refused[CERTCHECK_TEMPLATE_TEXT_MAX]; /* an attribute given as a URL ("attr:< file:..."),
                                                  which no judgement needs; or empty */
    bool supplies_subject;                     /* the request does, not Active Directory */
    bool ca;                                   /* it issues CA certificates */
    bool shows_subject, shows_flags;           /* the two above were told; else the export holds
                                                  only a part of the template, or ends within it */
    bool shows_version;                        /* schema_version was, too, as exports do */
    struct base_slice der;                     /* for certcheck_read_as; owned by the set */
    char *supersedes;                          /* CNs, one a line; NULL: none */
    const struct certcheck_template *superseded_by; /* of the same set, or NULL */
};

struct certcheck_templates {
    struct certcheck_template *at;
    size_t n;
    size_t others; /* entries that are no templates */
};

/* Does this look like templates rather than certificates? UTF-16 is looked through. */
bool certcheck_is_templates(struct base_slice bytes);

/* Does the export show too little of it to tell its usages? Application policies, which count where
 * there are some (R3), may be among what it left out. */
bool certcheck_template_is_doubtful(const struct certcheck_template *t);

/*
 * On CERTCHECK_OK out is cleared with certcheck_templates_clear; it holds one at
 * least, and a why that is not empty says what of the file could not be read.
 * Otherwise why is one line without the file's name.
 */
CERTCHECK_NODISCARD enum certcheck_status certcheck_templates_read(struct base_slice bytes,
                                                                   struct certcheck_templates *out,
                                                                   struct base_text *why);
void certcheck_templates_clear(struct certcheck_templates *t);

/* By CN, else by display name; case is ignored. NULL: none. */
const struct certcheck_template *certcheck_template_named(const struct certcheck_templates *t,
                                                          struct base_slice name);

/* The one a request names, by OID, else by CN. NULL: it names none, or none of these. */
const struct certcheck_template *
certcheck_template_by_ref(const struct certcheck_templates *t,
                          const struct certcheck_template_ref *ref);

struct certcheck_directory {
    const char *uri;      /* "ldap://dc01.contoso.com", "ldaps://..." */
    const char *bind_dn;  /* NULL: anonymous; a DN or user@domain, as AD takes it */
    const char *password; /* NULL: none */
    const char *ca_file;  /* PEM, trusted for TLS; NULL: the system's ldap.conf */
    struct base_slice ca; /* instead of it one root as DER; empty: none */
    bool starttls;
    unsigned timeout_ms; /* of each step: connect, bind, search; ten times that in all */
};

/* ", OpenLDAP 2.5.13": what certcheck_templates_ask was compiled for. */
void certcheck_ldap_library(struct base_text *out);

/* Ask a directory; the base DN is found from its rootDSE. The same result; a directory that
 * sends more than a forest has, or takes too long in all, is read up to there, and why says it. */
CERTCHECK_NODISCARD enum certcheck_status
certcheck_templates_ask(const struct certcheck_directory *directory,
                        struct certcheck_templates *out, struct base_text *why);

BASE_END_DECLS

#endif
