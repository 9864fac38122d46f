/* SPDX-License-Identifier: MIT */
/* What both files that talk to a directory share: bounds, steps, errors. */
#include "template_ldap.h"

#include <string.h>

void
session_bound(Sockbuf *sb)
{
    ber_len_t max = SESSION_MESSAGE_MAX;

    (void)openldap.ber_sockbuf_ctrl(sb, LBER_SB_OPT_SET_MAX_INCOMING, &max);
}

void
session_step(struct session *s)
{
    deadline_begin(&s->deadline, s->directory->timeout_ms + 500);
}

static bool
speaks_tls(const struct session *s)
{
    return s->directory->starttls || strncmp(s->directory->uri, "ldaps:", 6) == 0;
}

/* Hints for those who query a domain controller for the first time. */
static const char *
hint(const struct session *s, int error)
{
    bool stranger = s->directory->bind_dn == NULL;

    switch (error) {
    case LDAP_OPERATIONS_ERROR: /* Active Directory's answer to clients that have not bound */
    case LDAP_STRONG_AUTH_REQUIRED:
    case LDAP_INSUFFICIENT_ACCESS:
    case LDAP_INAPPROPRIATE_AUTH:
    case LDAP_UNWILLING_TO_PERFORM:
        return stranger                             ? ": it may require a bind (--ldap-bind)"
               : error == LDAP_STRONG_AUTH_REQUIRED ? ": it requires encryption (--ldap-starttls)"
                                                    : "";
    case LDAP_CONFIDENTIALITY_REQUIRED:
        return ": it requires encryption (--ldap-starttls)";
    case LDAP_SERVER_DOWN:
    case LDAP_CONNECT_ERROR:
        return s->reached && speaks_tls(s)
                   ? ": TLS failed; its certificate must chain to a root of --ldap-ca and "
                     "name the host"
                   : "";
    case LDAP_NO_SUCH_OBJECT:
        return ": the forest has no enterprise CA, or this account may not see it";
    default:
        return "";
    }
}

/* libldap 2.6 ends a TLS handshake at the network timeout itself, and calls that a server that is
 * down; an answer of the server's own stays what it is, however late. */
static bool
is_timeout(struct session *s, int error)
{
    if (deadline_expired(&s->deadline) || error == LDAP_TIMEOUT)
        return true;
    return (error == LDAP_SERVER_DOWN || error == LDAP_CONNECT_ERROR) &&
           deadline_elapsed_ms(&s->deadline) >= s->directory->timeout_ms;
}

bool
session_fail(struct session *s, const char *what, int error)
{
    char *detail = NULL;

    if (s->b->status != CERTCHECK_OK)
        return false;
    (void)builder_fail(s->b, error == LDAP_NO_MEMORY ? CERTCHECK_E_MEMORY : CERTCHECK_E_DER, what);
    base_text_str(s->b->why, ": ");
    if (is_timeout(s, error)) {
        base_text_str(s->b->why, "Timed out (--ldap-timeout)");
        return false;
    }
    base_text_str(s->b->why, openldap.ldap_err2string(error));
    if (s->ld != NULL)
        openldap.ldap_get_option(s->ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, &detail);
    if (detail != NULL && detail[0] != '\0' && strcmp(detail, "(unknown error code)") != 0) {
        base_text_str(s->b->why, " (");
        base_text_safe(s->b->why, base_slice_str(detail));
        base_text_byte(s->b->why, ')');
    }
    base_text_str(s->b->why, hint(s, error));
    openldap.ldap_memfree(detail);
    return false;
}
