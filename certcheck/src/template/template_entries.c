/* SPDX-License-Identifier: MIT */
/* The Certificate Templates container of a forest, page by page. */
#include "template_ldap.h"

#include <string.h>

#define CONTAINER "CN=Certificate Templates,CN=Public Key Services,CN=Services,"
#define FILTER "(objectClass=pKICertificateTemplate)"
#define PAGE 25 /* a few round trips; well below any server's own limit */
#define EMPTY_PAGES_MAX 64
#define ATTRIBUTES_MAX 32
#define BASE_MAX 1024

void
session_bound(Sockbuf *sb)
{
    ber_len_t max = SESSION_MESSAGE_MAX;

    (void)ber_sockbuf_ctrl(sb, LBER_SB_OPT_SET_MAX_INCOMING, &max);
}

/* "the directory refers to ldap://dc02...: ask that one"; referrals are not followed, the
 * password would go wherever they point. */
static bool
fail_referred(struct session *s, char **urls)
{
    if (s->b->status != CERTCHECK_OK)
        return false;
    (void)builder_fail(s->b, CERTCHECK_E_DER, "the directory refers to ");
    base_text_safe(&s->b->why,
                   base_slice_str(urls == NULL || urls[0] == NULL ? "another server" : urls[0]));
    base_text_str(&s->b->why, ": ask there (--ldap)");
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
        (void)ldap_parse_result(s->ld, answer, &code, NULL, NULL, &urls, NULL, 0);
    (void)fail_referred(s, urls);
    ldap_memvfree((void **)urls);
    return false;
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

    session_step(s);
    error = ldap_search_ext_s(s->ld, "", LDAP_SCOPE_BASE, "(objectClass=*)", names, 0, NULL, NULL,
                              &s->timeout, 1, &answer);
    base_text_init(&t, base, BASE_MAX);
    base_text_str(&t, CONTAINER);
    if (error == LDAP_SUCCESS && (entry = ldap_first_entry(s->ld, answer)) != NULL)
        values = ldap_get_values_len(s->ld, entry, names[0]);
    if (values != NULL && values[0] != NULL)
        base_text_bytes(&t, values[0]->bv_val, values[0]->bv_len);
    if (error != LDAP_SUCCESS)
        (void)fail_result(s, answer, "the directory cannot be asked", error);
    else if (values == NULL || values[0] == NULL || t.cut)
        (void)builder_fail(s->b, CERTCHECK_E_DER,
                           "the directory names no configurationNamingContext: it is not "
                           "Active Directory, or wants a bind (--ldap-bind)");
    ldap_value_free_len(values);
    ldap_msgfree(answer);
    return s->b->status == CERTCHECK_OK;
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

/* As the directory names them: "name;range=0-1499" is a part of a list. */
static void
read_attributes(struct session *s, LDAPMessage *entry)
{
    BerElement *at = NULL;
    char *name = ldap_first_attribute(s->ld, entry, &at);

    for (; name != NULL; name = ldap_next_attribute(s->ld, entry, at)) {
        read_attribute(s, entry, name);
        ldap_memfree(name);
    }
    if (at != NULL)
        ber_free(at, 0);
}

static bool
read_entries(struct session *s, LDAPMessage *answer, unsigned *n)
{
    LDAPMessage *entry = ldap_first_entry(s->ld, answer);
    LDAPMessage *reference = ldap_first_reference(s->ld, answer);
    char **urls = NULL;

    for (*n = 0; entry != NULL; entry = ldap_next_entry(s->ld, entry)) {
        ++*n;
        builder_begin(s->b, 0);
        read_attributes(s, entry);
        if (!builder_end(s->b))
            return false;
    }
    if (reference == NULL)
        return true;
    (void)ldap_parse_reference(s->ld, reference, &urls, NULL, 0);
    (void)fail_referred(s, urls);
    ldap_memvfree((void **)urls);
    return false;
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

        if (page != NULL && page->ldctl_value.bv_len > 0 && /* the library aborts on none */
            ldap_parse_pageresponse_control(s->ld, page, &estimate, cookie) != 0)
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

/* One page of answers, n entries in it. False at the last one and on failure. */
static bool
ask_page(struct session *s, const char *base, struct berval *cookie, unsigned *n)
{
    LDAPControl *page = NULL, *controls[2] = { NULL, NULL };
    char *wanted[ATTRIBUTES_MAX];
    LDAPMessage *answer = NULL;
    bool ok;
    int error = ldap_create_page_control(s->ld, PAGE, cookie, 0, &page);

    session_step(s);
    controls[0] = page;
    list_attributes(wanted);
    if (error == LDAP_SUCCESS)
        error = ldap_search_ext_s(s->ld, base, LDAP_SCOPE_SUBTREE, FILTER, wanted, 0, controls,
                                  NULL, &s->timeout, LDAP_NO_LIMIT, &answer);
    ok = error == LDAP_SUCCESS
             ? read_entries(s, answer, n)
             : fail_result(s, answer, "the Certificate Templates container", error);
    if (ok)
        next_page(s, answer, cookie);
    ldap_msgfree(answer);
    ldap_control_free(page);
    return ok && cookie->bv_len > 0;
}

bool
session_converse(struct session *s)
{
    char base[BASE_MAX];
    struct berval cookie = { .bv_len = 0 };
    unsigned n = 0, empty = 0;

    if (!find_base(s, base))
        return false;
    while (ask_page(s, base, &cookie, &n)) {
        empty = n == 0 ? empty + 1 : 0;
        if (empty == EMPTY_PAGES_MAX)
            (void)builder_fail(s->b, CERTCHECK_E_LIMIT, "the directory sends pages without end");
        if (s->b->status != CERTCHECK_OK)
            break;
    }
    ber_memfree(cookie.bv_val);
    return builder_finish(s->b);
}
