/* SPDX-License-Identifier: MIT */
/* A domain controller: connect, encrypt, bind; see template_entries.c for what is asked. */
#include "template_ldap.h"

#include <os/secret.h>

#include <stdlib.h>
#include <string.h>

static int
on_connect(LDAP *ld, Sockbuf *sb, LDAPURLDesc *server, struct sockaddr *address,
           struct ldap_conncb *ctx)
{
    struct session *s = ctx->lc_arg;
    int fd = -1;

    (void)ld;
    (void)server;
    (void)address;
    s->reached = true;
    session_bound(sb);
    if (openldap.ber_sockbuf_ctrl(sb, LBER_SB_OPT_GET_FD, &fd) == 1)
        deadline_socket(&s->deadline, fd);
    return 0;
}

/* The library is about to close the socket: its descriptor may soon be another file's. */
static void
on_close(LDAP *ld, Sockbuf *sb, struct ldap_conncb *ctx)
{
    struct session *s = ctx->lc_arg;

    (void)ld;
    (void)sb;
    deadline_socket(&s->deadline, -1);
}

/* A handle inherits none of the roots of ldap.conf (TLS_CACERT, TLS_CACERTDIR) into a context of
 * its own. */
static int
set_default_roots(LDAP *ld)
{
    static const int options[] = { LDAP_OPT_X_TLS_CACERTFILE, LDAP_OPT_X_TLS_CACERTDIR };
    int error = LDAP_OPT_SUCCESS;

    for (size_t i = 0; error == LDAP_OPT_SUCCESS && i < sizeof options / sizeof *options; i++) {
        char *path = NULL;

        error = openldap.ldap_get_option(NULL, options[i], &path);
        if (error == LDAP_OPT_SUCCESS && path != NULL)
            error = openldap.ldap_set_option(ld, options[i], path);
        openldap.ldap_memfree(path);
    }
    return error;
}

static int
set_roots(LDAP *ld, const struct certcheck_directory *d)
{
    struct berval der = { .bv_val = (char *)(uintptr_t)d->ca.ptr, .bv_len = (ber_len_t)d->ca.len };
    int error;

    if (d->ca_file == NULL && der.bv_len == 0)
        return set_default_roots(ld);
    /* NULL: none but these, whatever ldap.conf says */
    error = openldap.ldap_set_option(ld, LDAP_OPT_X_TLS_CACERTFILE, d->ca_file);
    if (error == LDAP_OPT_SUCCESS && der.bv_len > 0)
        error = openldap.ldap_set_option(ld, LDAP_OPT_X_TLS_CACERT, &der);
    return error;
}

static int
set_tls(LDAP *ld, const struct certcheck_directory *d)
{
    int demand = LDAP_OPT_X_TLS_DEMAND, client = 0, error;

    error = openldap.ldap_set_option(ld, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
    if (error == LDAP_OPT_SUCCESS)
        error = set_roots(ld, d);
    if (error == LDAP_OPT_SUCCESS)
        error = openldap.ldap_set_option(ld, LDAP_OPT_X_TLS_NEWCTX, &client);
    (void)openldap.ldap_set_option(ld, LDAP_OPT_X_TLS_CACERT, NULL); /* unbinding frees its copy */
    return error;
}

static bool
open_session(struct session *s)
{
    int version = LDAP_VERSION3, error;

    if (strncmp(s->directory->uri, "ldap", 4) != 0 || strstr(s->directory->uri, "://") == NULL)
        return builder_fail(
            s->b, CERTCHECK_E_DER, /* with NULL the library would ask the server of ldap.conf */
            "not an LDAP URI; write it like ldap://dc01.contoso.com");
    if (!openldap_load(s->b->why)) {
        s->b->status = CERTCHECK_E_DER;
        return false;
    }
    session_step(s);
    error = openldap.ldap_initialize(&s->ld, s->directory->uri);
    if (error != LDAP_SUCCESS)
        return session_fail(s, "the LDAP URI is not usable", error);
    if (openldap.ldap_set_option(s->ld, LDAP_OPT_PROTOCOL_VERSION, &version) != LDAP_OPT_SUCCESS ||
        openldap.ldap_set_option(s->ld, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) != LDAP_OPT_SUCCESS ||
        openldap.ldap_set_option(s->ld, LDAP_OPT_CONNECT_CB, &s->connected) != LDAP_OPT_SUCCESS ||
        openldap.ldap_set_option(s->ld, LDAP_OPT_RESTART, &version /* not NULL: on */) !=
            LDAP_OPT_SUCCESS ||
        openldap.ldap_set_option(s->ld, LDAP_OPT_NETWORK_TIMEOUT, &s->timeout) !=
            LDAP_OPT_SUCCESS ||
        openldap.ldap_set_option(s->ld, LDAP_OPT_TIMEOUT, &s->timeout) != LDAP_OPT_SUCCESS)
        return session_fail(s, "LDAP cannot be set up", LDAP_OTHER);
    if (set_tls(s->ld, s->directory) != LDAP_OPT_SUCCESS)
        return session_fail(s, "TLS cannot be set up (--ldap-ca)", LDAP_CONNECT_ERROR);
    if (s->directory->starttls &&
        (error = openldap.ldap_start_tls_s(s->ld, NULL, NULL)) != LDAP_SUCCESS)
        return session_fail(s, "StartTLS", error);
    return true;
}

static bool
bind_session(struct session *s)
{
    const char *password = s->directory->password == NULL ? "" : s->directory->password;
    struct berval credentials = { .bv_len = 0 };
    int error;

    if (s->directory->bind_dn == NULL)
        return true;         /* LDAPv3 needs no bind to be anonymous */
    if (password[0] == '\0') /* RFC 4513 5.1.2: that would be no authentication at all */
        return builder_fail(s->b, CERTCHECK_E_DER, "a bind requires a password (--password-file)");
    credentials.bv_val = strdup(password);
    if (credentials.bv_val == NULL)
        return builder_fail(s->b, CERTCHECK_E_MEMORY, "out of memory");
    credentials.bv_len = (ber_len_t)strlen(password);
    session_step(s);
    error = openldap.ldap_sasl_bind_s(s->ld, s->directory->bind_dn, LDAP_SASL_SIMPLE, &credentials,
                                      NULL, NULL, NULL);
    os_secret_forget(credentials.bv_val, credentials.bv_len);
    free(credentials.bv_val);
    return error == LDAP_SUCCESS || session_fail(s, "bind", error);
}

enum certcheck_status
certcheck_templates_ask(const struct certcheck_directory *directory,
                        struct certcheck_templates *out, struct base_text *why)
{
    struct builder b = { .out = out, .why = why };
    struct session s = { .b = &b,
                         .directory = directory,
                         .timeout = { .tv_sec = (int)(directory->timeout_ms / 1000),
                                      .tv_usec = (int)(directory->timeout_ms % 1000 * 1000) } };

    *out = (struct certcheck_templates){ 0 };
    base_text_clear(why);
    s.connected = (struct ldap_conncb){ .lc_add = on_connect, .lc_del = on_close, .lc_arg = &s };
    if (!deadline_open(&s.deadline)) {
        (void)builder_fail(&b, CERTCHECK_E_MEMORY, "no thread for the timeout");
        return b.status;
    }
    if (!open_session(&s) || !bind_session(&s) || !session_converse(&s))
        certcheck_templates_clear(out);
    if (s.ld != NULL)
        openldap.ldap_unbind_ext_s(s.ld, NULL, NULL);
    deadline_close(&s.deadline);
    free(b.t.supersedes);
    return b.status;
}
