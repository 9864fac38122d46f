/* SPDX-License-Identifier: MIT */
/* One LDAP connection that is asked for templates; its parts stand apart so that
 * tests can converse without a network. */
#ifndef CERTCHECK_TEMPLATE_LDAP_H
#define CERTCHECK_TEMPLATE_LDAP_H

#include "template.h"
#include "deadline.h"
#include "openldap.h"

#include <sys/time.h> /* the library's struct timeval: mingw-w64 has it, too */

struct session {
    LDAP *ld;
    struct builder *b;
    const struct certcheck_directory *directory;
    struct timeval timeout;
    struct deadline deadline;
    struct ldap_conncb connected;
    bool reached; /* TCP was there */
    unsigned pages, entries;
    uint64_t bytes; /* names and values of the entries */
};

/* An answer that claims to be longer is refused before memory is taken for it. */
#define SESSION_MESSAGE_MAX 4194304u
void session_bound(Sockbuf *sb);

/* The whole reading has as long as this many steps: seen between pages, so one step more. */
#define SESSION_STEPS 10u

/* Each step has the whole time; a little more than the library's own timeouts. */
void session_step(struct session *s);

/* "bind: Invalid credentials (TLS: ...)", or that the time is over. False; the first cause stays.
 */
bool session_fail(struct session *s, const char *what, int error);

/* Ask for the container's name, then for its entries, page by page, into the builder. At a limit
 * (pages, entries, bytes, time in all) what was read stays, and the builder's why says the limit.
 */
bool session_converse(struct session *s);

#endif
