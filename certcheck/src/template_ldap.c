/* SPDX-License-Identifier: MIT */
/* The Certificate Templates container of a forest, asked of a domain controller. */
#include "template.h"
#include "watch.h"

#include <ldap.h>

#include <stdlib.h>
#include <string.h>

#define CONTAINER "CN=Certificate Templates,CN=Public Key Services,CN=Services,"
#define FILTER "(objectClass=pKICertificateTemplate)"
#define PAGE 25 /* a few round trips; well below any server's own limit */
#define ATTRIBUTES_MAX 32
#define BASE_MAX 1024

struct session {
    LDAP *ld;
    struct builder *b;
    const struct certcheck_directory *directory;
    struct timeval timeout;
    struct watch watch;
    struct ldap_conncb connected;
};

static int
on_connect(LDAP *ld, Sockbuf *sb, LDAPURLDesc *server, struct sockaddr *address,
           struct ldap_conncb *ctx)
{
    struct session *s = ctx->lc_arg;
    int fd = -1;

    (void)ld;
    (void)server;
    (void)address;
    if (ber_sockbuf_ctrl(sb, LBER_SB_OPT_GET_FD, &fd) == 1)
        watch_socket(&s->watch, fd);
    return 0;
}

/* The library is about to close the socket: its number may soon be another's. */
static void
on_close(LDAP *ld, Sockbuf *sb, struct ldap_conncb *ctx)
{
    struct session *s = ctx->lc_arg;

    (void)ld;
    (void)sb;
    watch_socket(&s->watch, -1);
}

/* Each step has the whole time; a little more than the library's own timeouts. */
static void
begin_step(struct session *s)
{
    watch_begin(&s->watch, s->directory->timeout_ms + 500);
}

/* "cannot bind: Invalid credentials (TLS: ...)" */
static bool
fail(struct session *s, const char *what, int error)
{
    char *detail = NULL;

    if (s->b->why.len > 0)
        return false;
    base_text_str(&s->b->why, what);
    base_text_str(&s->b->why, ": ");
    if (watch_expired(&s->watch)) {
        base_text_str(&s->b->why, "Timed out");
        return false;
    }
    base_text_str(&s->b->why, ldap_err2string(error));
    if (s->ld != NULL)
        ldap_get_option(s->ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, &detail);
    if (detail != NULL && detail[0] != '\0') {
        base_text_str(&s->b->why, " (");
        base_text_safe(&s->b->why, base_slice_str(detail));
        base_text_byte(&s->b->why, ')');
    }
    ldap_memfree(detail);
    return false;
}

static int
set_tls(LDAP *ld, const char *ca_file)
{
    int demand = LDAP_OPT_X_TLS_DEMAND, client = 0, error;

    error = ldap_set_option(ld, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
    if (error == LDAP_OPT_SUCCESS && ca_file != NULL)
        error = ldap_set_option(ld, LDAP_OPT_X_TLS_CACERTFILE, ca_file);
    if (error == LDAP_OPT_SUCCESS)
        error = ldap_set_option(ld, LDAP_OPT_X_TLS_NEWCTX, &client);
    return error;
}

static bool
open_session(struct session *s)
{
    int version = LDAP_VERSION3, error;

    begin_step(s);
    error = ldap_initialize(&s->ld, s->directory->uri);
    if (error != LDAP_SUCCESS)
        return fail(s, "the LDAP URI is not usable", error);
    if (ldap_set_option(s->ld, LDAP_OPT_PROTOCOL_VERSION, &version) != LDAP_OPT_SUCCESS ||
        ldap_set_option(s->ld, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) != LDAP_OPT_SUCCESS ||
        ldap_set_option(s->ld, LDAP_OPT_CONNECT_CB, &s->connected) != LDAP_OPT_SUCCESS ||
        ldap_set_option(s->ld, LDAP_OPT_RESTART, LDAP_OPT_ON) != LDAP_OPT_SUCCESS ||
        ldap_set_option(s->ld, LDAP_OPT_NETWORK_TIMEOUT, &s->timeout) != LDAP_OPT_SUCCESS ||
        ldap_set_option(s->ld, LDAP_OPT_TIMEOUT, &s->timeout) != LDAP_OPT_SUCCESS)
        return fail(s, "LDAP cannot be set up", LDAP_OTHER);
    if (set_tls(s->ld, s->directory->ca_file) != LDAP_OPT_SUCCESS)
        return fail(s, "TLS cannot be set up (--ldap-ca)", LDAP_CONNECT_ERROR);
    if (s->directory->starttls && (error = ldap_start_tls_s(s->ld, NULL, NULL)) != LDAP_SUCCESS)
        return fail(s, "StartTLS", error);
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
        return builder_fail(s->b, "a bind wants a password (--password-file)");
    credentials.bv_val = strdup(password);
    if (credentials.bv_val == NULL)
        return builder_fail(s->b, "out of memory");
    credentials.bv_len = strlen(password);
    begin_step(s);
    error = ldap_sasl_bind_s(s->ld, s->directory->bind_dn, LDAP_SASL_SIMPLE, &credentials, NULL,
                             NULL, NULL);
    explicit_bzero(credentials.bv_val, credentials.bv_len);
    free(credentials.bv_val);
    return error == LDAP_SUCCESS || fail(s, "bind", error);
}

/* configurationNamingContext of the rootDSE. */
static bool
find_base(struct session *s, char base[BASE_MAX])
{
    char name[] = "configurationNamingContext", *names[] = { name, NULL };
    LDAPMessage *answer = NULL, *entry;
    struct berval **values = NULL;
    struct base_text t;
    int error;

    begin_step(s);
    error = ldap_search_ext_s(s->ld, "", LDAP_SCOPE_BASE, "(objectClass=*)", names, 0, NULL, NULL,
                              &s->timeout, 1, &answer);

    base_text_init(&t, base, BASE_MAX);
    base_text_str(&t, CONTAINER);
    if (error == LDAP_SUCCESS && (entry = ldap_first_entry(s->ld, answer)) != NULL)
        values = ldap_get_values_len(s->ld, entry, names[0]);
    if (values != NULL && values[0] != NULL)
        base_text_bytes(&t, values[0]->bv_val, values[0]->bv_len);
    if (error != LDAP_SUCCESS)
        (void)fail(s, "the directory cannot be asked", error);
    else if (values == NULL || values[0] == NULL || t.cut)
        (void)builder_fail(s->b, "the directory names no configurationNamingContext: it is not "
                                 "Active Directory, or wants a bind (--ldap-bind)");
    ldap_value_free_len(values);
    ldap_msgfree(answer);
    return s->b->why.len == 0;
}

static void
read_attribute(struct session *s, LDAPMessage *entry, const char *name)
{
    struct berval **values = ldap_get_values_len(s->ld, entry, name);

    for (int i = 0; values != NULL && values[i] != NULL; i++)
        builder_attribute(
            s->b, base_slice_str(name),
            (struct base_slice){ (const uint8_t *)values[i]->bv_val, values[i]->bv_len });
    ldap_value_free_len(values);
}

static bool
read_entries(struct session *s, LDAPMessage *answer)
{
    LDAPMessage *entry = ldap_first_entry(s->ld, answer);

    for (; entry != NULL; entry = ldap_next_entry(s->ld, entry)) {
        builder_begin(s->b, 0);
        for (size_t i = 0; builder_attribute_name(i) != NULL; i++)
            read_attribute(s, entry, builder_attribute_name(i));
        if (!builder_end(s->b))
            return false;
    }
    return true;
}

/* The cookie of the next page; empty at the last. */
static void
next_page(struct session *s, LDAPMessage *answer, struct berval *cookie)
{
    LDAPControl **controls = NULL;
    ber_int_t estimate = 0;
    int error = LDAP_SUCCESS;

    ber_memfree(cookie->bv_val);
    *cookie = (struct berval){ .bv_len = 0 };
    if (ldap_parse_result(s->ld, answer, &error, NULL, NULL, NULL, &controls, 0) == LDAP_SUCCESS &&
        controls != NULL) {
        LDAPControl *page = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, NULL);

        if (page != NULL && ldap_parse_pageresponse_control(s->ld, page, &estimate, cookie) != 0)
            cookie->bv_len = 0;
    }
    ldap_controls_free(controls);
}

/* The library wants to write neither names nor list, but does not say so. */
static void
list_attributes(char *out[ATTRIBUTES_MAX])
{
    size_t n = 0;

    for (; n < ATTRIBUTES_MAX - 1 && builder_attribute_name(n) != NULL; n++)
        out[n] = (char *)(uintptr_t)builder_attribute_name(n);
    out[n] = NULL;
}

/* One page of answers. False at the last one and on failure. */
static bool
ask_page(struct session *s, const char *base, struct berval *cookie)
{
    LDAPControl *page = NULL, *controls[2] = { NULL, NULL };
    char *wanted[ATTRIBUTES_MAX];
    LDAPMessage *answer = NULL;
    bool ok;
    int error = ldap_create_page_control(s->ld, PAGE, cookie, 0, &page);

    begin_step(s);
    controls[0] = page;
    list_attributes(wanted);
    if (error == LDAP_SUCCESS)
        error = ldap_search_ext_s(s->ld, base, LDAP_SCOPE_SUBTREE, FILTER, wanted, 0, controls,
                                  NULL, &s->timeout, LDAP_NO_LIMIT, &answer);
    ok = error == LDAP_SUCCESS ? read_entries(s, answer)
                               : fail(s, "the Certificate Templates container", error);
    if (ok)
        next_page(s, answer, cookie);
    ldap_msgfree(answer);
    ldap_control_free(page);
    return ok && cookie->bv_len > 0;
}

static bool
ask(struct session *s)
{
    char base[BASE_MAX];
    struct berval cookie = { .bv_len = 0 };

    if (!open_session(s) || !bind_session(s) || !find_base(s, base))
        return false;
    for (unsigned pages = 0; pages < CERTCHECK_TEMPLATES_MAX && ask_page(s, base, &cookie); pages++)
        ;
    ber_memfree(cookie.bv_val);
    return builder_finish(s->b);
}

bool
certcheck_templates_ask(const struct certcheck_directory *directory,
                        struct certcheck_templates *out, char why[CERTCHECK_TEMPLATE_WHY_MAX])
{
    struct builder b = { .out = out };
    struct session s = { .b = &b,
                         .directory = directory,
                         .timeout = { .tv_sec = directory->timeout_ms / 1000,
                                      .tv_usec = directory->timeout_ms % 1000 * 1000 } };
    bool ok = false;

    *out = (struct certcheck_templates){ 0 };
    base_text_init(&b.why, why, CERTCHECK_TEMPLATE_WHY_MAX);
    s.connected = (struct ldap_conncb){ .lc_add = on_connect, .lc_del = on_close, .lc_arg = &s };
    if (!watch_open(&s.watch))
        return builder_fail(&b, "no thread for the timeout");
    ok = ask(&s);
    if (s.ld != NULL)
        ldap_unbind_ext_s(s.ld, NULL, NULL);
    watch_close(&s.watch);
    free(b.t.supersedes);
    if (!ok)
        certcheck_templates_clear(out);
    return ok;
}
