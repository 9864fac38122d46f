/* SPDX-License-Identifier: MIT */
/* The Certificate Templates container of a forest, page by page. */
#include "template_ldap.h"

#include <string.h>

#define CONTAINER "CN=Certificate Templates,CN=Public Key Services,CN=Services,"
#define FILTER "(objectClass=pKICertificateTemplate)"
#define PAGE 25 /* a few round trips; well below any server's own limit */
#define EMPTY_PAGES_MAX 64
#define PAGES_MAX 1024
#define ENTRIES_MAX 16384   /* four times the templates that are kept */
#define BYTES_MAX 67108864u /* as of a file */
#define ATTRIBUTES_MAX 32
#define BASE_MAX 1024

/* "the directory refers to ldap://dc02...: ask that one"; referrals are not followed, the
 * password would go wherever they point. */
static bool
fail_referred(struct session *s, char **urls)
{
    if (s->b->status != CERTCHECK_OK)
        return false;
    (void)builder_fail(s->b, CERTCHECK_E_DER, "the directory refers to ");
    base_text_safe(s->b->why,
                   base_slice_str(urls == NULL || urls[0] == NULL ? "another server" : urls[0]));
    base_text_str(s->b->why, ": query that one (--ldap)");
    return false;
}

static bool
fail_result(struct session *s, LDAPMessage *answer, const char *what, int error)
{
    char **urls = NULL;
    int code = error;

    if (error != LDAP_REFERRAL)
        return session_fail(s, what, error);
    if (answer != NULL)
        (void)openldap.ldap_parse_result(s->ld, answer, &code, NULL, NULL, &urls, NULL, 0);
    (void)fail_referred(s, urls);
    openldap.ldap_memvfree((void **)urls);
    return false;
}

/* A limit was reached: what was read is kept and judged, and why says that it is not all. Always
 * false. */
static bool
stop_reading(struct session *s, const char *limit)
{
    if (s->b->why->len > 0)
        base_text_str(s->b->why, "; ");
    base_text_str(s->b->why, limit);
    return false;
}

/* Counts entries and references alike, so that every answer is bounded. */
static bool
is_within_limits(struct session *s, LDAPMessage *message)
{
    BerElement *ber = NULL;
    struct berval dn = { .bv_len = 0 };

    if (openldap.ldap_msgtype(message) == LDAP_RES_SEARCH_ENTRY &&
        openldap.ldap_get_dn_ber(s->ld, message, &ber, &dn) == LDAP_SUCCESS)
        s->bytes += dn.bv_len;
    openldap.ber_free(ber, 0);
    if (++s->entries > ENTRIES_MAX)
        return stop_reading(s, "the directory sends more than 16384 entries; the rest were "
                               "ignored");
    if (s->bytes > BYTES_MAX)
        return stop_reading(s, "the directory sends more than 64 MiB; the rest was ignored");
    return true;
}

typedef bool (*take_entry)(struct session *s, LDAPMessage *entry, void *ctx);

static bool
take_reference(struct session *s, LDAPMessage *reference)
{
    char **urls = NULL;

    (void)openldap.ldap_parse_reference(s->ld, reference, &urls, NULL, 0);
    (void)fail_referred(s, urls);
    openldap.ldap_memvfree((void **)urls);
    return false;
}

static bool
take_message(struct session *s, LDAPMessage *message, take_entry take, void *ctx)
{
    if (!is_within_limits(s, message))
        return false;
    switch (openldap.ldap_msgtype(message)) {
    case LDAP_RES_SEARCH_ENTRY:
        return take(s, message, ctx);
    case LDAP_RES_SEARCH_REFERENCE:
        return take_reference(s, message);
    default: /* RFC 4511 4.13: an intermediate response means nothing here */
        return true;
    }
}

/* The type of the next message, 0 at the timeout, -1 on failure. */
static int
next_message(struct session *s, int id, LDAPMessage **message, int *error)
{
    int type = openldap.ldap_result(s->ld, id, LDAP_MSG_ONE, &s->timeout, message);

    *error = type == 0 ? LDAP_TIMEOUT : LDAP_SUCCESS;
    if (type < 0 &&
        (openldap.ldap_get_option(s->ld, LDAP_OPT_RESULT_CODE, error) != LDAP_OPT_SUCCESS ||
         *error == 0))
        *error = LDAP_SERVER_DOWN;
    return type;
}

/* Take each entry as it arrives: the library would collect all of them, however many. Returns the
 * result that ends them, for the caller to free; NULL: none came, and why says so. */
static LDAPMessage *
take_answers(struct session *s, int id, const char *what, take_entry take, void *ctx)
{
    LDAPMessage *message = NULL;
    int error, type;

    while ((type = next_message(s, id, &message, &error)) > 0 && type != LDAP_RES_SEARCH_RESULT) {
        bool ok = take_message(s, message, take, ctx);

        openldap.ldap_msgfree(message);
        message = NULL;
        if (!ok)
            return NULL;
    }
    if (type > 0) {
        int parsed = openldap.ldap_parse_result(s->ld, message, &error, NULL, NULL, NULL, NULL, 0);

        error = parsed == LDAP_SUCCESS ? error : parsed;
    }
    if (error == LDAP_SUCCESS)
        return message;
    (void)fail_result(s, message, what, error);
    openldap.ldap_msgfree(message);
    return NULL;
}

#define NAMING_CONTEXT "configurationNamingContext"

static bool
take_base(struct session *s, LDAPMessage *entry, void *ctx)
{
    struct base_text *base = ctx;
    struct berval **values = openldap.ldap_get_values_len(s->ld, entry, NAMING_CONTEXT);

    if (base->len == 0 && values != NULL && values[0] != NULL) {
        base_text_str(base, CONTAINER);
        base_text_bytes(base, values[0]->bv_val, values[0]->bv_len);
    }
    openldap.ldap_value_free_len(values);
    return true;
}

/* configurationNamingContext of the rootDSE. */
static bool
find_base(struct session *s, char base[BASE_MAX])
{
    static const char what[] = "the directory cannot be queried";
    char name[] = NAMING_CONTEXT, *names[] = { name, NULL };
    LDAPMessage *end;
    struct base_text t;
    int id = 0, error;

    session_step(s);
    base_text_init(&t, base, BASE_MAX);
    error = openldap.ldap_search_ext(s->ld, "", LDAP_SCOPE_BASE, "(objectClass=*)", names, 0, NULL,
                                     NULL, &s->timeout, 1, &id);
    if (error != LDAP_SUCCESS)
        return session_fail(s, what, error);
    end = take_answers(s, id, what, take_base, &t);
    openldap.ldap_msgfree(end);
    if (end != NULL && (t.len == 0 || t.cut))
        (void)builder_fail(s->b, CERTCHECK_E_DER,
                           "the directory names no configurationNamingContext: it is not "
                           "Active Directory, or requires a bind (--ldap-bind)");
    return end != NULL && s->b->status == CERTCHECK_OK;
}

static void
read_attribute(struct session *s, LDAPMessage *entry, const char *name)
{
    struct berval **values = openldap.ldap_get_values_len(s->ld, entry, name);

    s->bytes += strlen(name);
    for (int i = 0; values != NULL && values[i] != NULL; i++) {
        s->bytes += values[i]->bv_len;
        builder_attribute(
            s->b, base_slice_str(name),
            (struct base_slice){ (const uint8_t *)values[i]->bv_val, values[i]->bv_len });
    }
    openldap.ldap_value_free_len(values);
}

/* As the directory names them: "name;range=0-1499" is a part of a list. */
static void
read_attributes(struct session *s, LDAPMessage *entry)
{
    BerElement *at = NULL;
    char *name = openldap.ldap_first_attribute(s->ld, entry, &at);

    for (; name != NULL; name = openldap.ldap_next_attribute(s->ld, entry, at)) {
        read_attribute(s, entry, name);
        openldap.ldap_memfree(name);
    }
    if (at != NULL)
        openldap.ber_free(at, 0);
}

static bool
take_template(struct session *s, LDAPMessage *entry, void *ctx)
{
    unsigned *n = ctx;

    ++*n;
    builder_begin(s->b, 0);
    read_attributes(s, entry);
    return builder_end(s->b);
}

/* The cookie of the next page; empty at the last. */
static void
next_page(struct session *s, LDAPMessage *answer, struct berval *cookie)
{
    LDAPControl **controls = NULL;
    ber_int_t estimate = 0;
    int error = LDAP_SUCCESS;

    openldap.ber_memfree(cookie->bv_val);
    *cookie = (struct berval){ .bv_len = 0 };
    if (openldap.ldap_parse_result(s->ld, answer, &error, NULL, NULL, NULL, &controls, 0) ==
            LDAP_SUCCESS &&
        controls != NULL) {
        LDAPControl *page = openldap.ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, NULL);

        if (page != NULL && page->ldctl_value.bv_len > 0 && /* the library aborts without a value */
            openldap.ldap_parse_pageresponse_control(s->ld, page, &estimate, cookie) != 0)
            cookie->bv_len = 0;
    }
    openldap.ldap_controls_free(controls);
}

/* The library does not write to the names or the list, though its types lack const. */
static void
list_attributes(char *out[ATTRIBUTES_MAX])
{
    size_t n = 0;

    for (; n < ATTRIBUTES_MAX - 1 && builder_attribute_name(n) != NULL; n++)
        out[n] = (char *)(uintptr_t)builder_attribute_name(n);
    out[n] = NULL;
}

/* One page of answers, n entries in it. False at the last one, at a limit and on failure. */
static bool
ask_page(struct session *s, const char *base, struct berval *cookie, unsigned *n)
{
    static const char what[] = "the Certificate Templates container";
    LDAPControl *page = NULL, *controls[2] = { NULL, NULL };
    char *wanted[ATTRIBUTES_MAX];
    LDAPMessage *end = NULL;
    int id = 0, error = openldap.ldap_create_page_control(s->ld, PAGE, cookie, 0, &page);

    *n = 0;
    session_step(s);
    controls[0] = page;
    list_attributes(wanted);
    if (error == LDAP_SUCCESS)
        error = openldap.ldap_search_ext(s->ld, base, LDAP_SCOPE_SUBTREE, FILTER, wanted, 0,
                                         controls, NULL, &s->timeout, LDAP_NO_LIMIT, &id);
    if (error != LDAP_SUCCESS)
        (void)session_fail(s, what, error);
    else
        end = take_answers(s, id, what, take_template, n);
    if (end != NULL)
        next_page(s, end, cookie);
    openldap.ldap_msgfree(end);
    openldap.ldap_control_free(page);
    return end != NULL && cookie->bv_len > 0;
}

/* May another page be asked for? */
static bool
may_ask_more(struct session *s, unsigned empty)
{
    if (empty == EMPTY_PAGES_MAX || ++s->pages == PAGES_MAX)
        return stop_reading(s, "the directory sends an endless number of pages; the rest "
                               "were ignored");
    if (deadline_total_ms(&s->deadline) / SESSION_STEPS >= s->directory->timeout_ms)
        return stop_reading(s, "the directory takes longer than ten times --ldap-timeout; "
                               "the rest was ignored");
    return true;
}

bool
session_converse(struct session *s)
{
    char base[BASE_MAX];
    struct berval cookie = { .bv_len = 0 };
    unsigned n = 0, empty = 0;
    bool more = find_base(s, base);

    while (more && ask_page(s, base, &cookie, &n)) {
        empty = n == 0 ? empty + 1 : 0;
        more = may_ask_more(s, empty);
    }
    openldap.ber_memfree(cookie.bv_val);
    return builder_finish(s->b);
}
