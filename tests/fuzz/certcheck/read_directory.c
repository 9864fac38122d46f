/* SPDX-License-Identifier: MIT */
/*
 * The input is what a domain controller answers: after "!", the octets themselves; else lines
 * that are made into messages, so that mutations reach what reads the entries:
 *   name=value   an attribute, \N in the value an octet of that value
 *   (empty)      the end of an entry
 *   >cookie      the end of a page; an empty cookie is the last
 *   #N           the end of it all with result code N
 *   @url         a continuation reference
 * The first line is the configurationNamingContext. All is sent before the first question.
 */
#include "fuzz.h"

#include "template/template_ldap.h"

#include <openldap.h>

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The library drops a request it has sent when the answer's end cannot be decoded. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
    return "leak:liblber\n";
}

#define INPUT_MAX 8192u
#define PAGES_MAX 100
#define VALUE_MAX 512u

struct dialogue {
    int fd;
    int message; /* its number: questions are numbered from 1 */
    BerElement *entry;
    bool open;
};

static void
flush(const struct dialogue *d, BerElement *ber)
{
    struct berval octets;

    if (ber_flatten2(ber, &octets, 0) == 0)
        (void)send(d->fd, octets.bv_val, octets.bv_len, MSG_DONTWAIT | MSG_NOSIGNAL);
    ber_free(ber, 1);
}

static void
end_entry(struct dialogue *d)
{
    if (!d->open)
        return;
    d->open = false;
    if (ber_printf(d->entry, "N}N}N}") < 0)
        abort();
    flush(d, d->entry);
}

static void
attribute(struct dialogue *d, struct berval name, struct berval value)
{
    if (!d->open) {
        d->entry = ber_alloc_t(LBER_USE_DER);
        if (d->entry == NULL ||
            ber_printf(d->entry, "{it{s{", d->message, LDAP_RES_SEARCH_ENTRY, "CN=x") < 0)
            abort();
        d->open = true;
    }
    if (ber_printf(d->entry, "{O[O]N}", &name, &value) < 0)
        abort();
}

/* LDAPResult, with the control that says whether there is more (RFC 2696). */
static void
result(struct dialogue *d, int code, struct berval *cookie)
{
    BerElement *ber = ber_alloc_t(LBER_USE_DER), *value = ber_alloc_t(LBER_USE_DER);
    struct berval control;

    end_entry(d);
    if (ber == NULL || value == NULL || ber_printf(value, "{iON}", 0, cookie) < 0 ||
        ber_flatten2(value, &control, 0) != 0 ||
        ber_printf(ber, "{it{essN}", d->message, LDAP_RES_SEARCH_RESULT, code, "", "why") < 0 ||
        ber_printf(ber, "t{{sON}N}N}", LDAP_TAG_CONTROLS, LDAP_CONTROL_PAGEDRESULTS, &control) < 0)
        abort();
    ber_free(value, 1);
    flush(d, ber);
    d->message++;
}

static void
reference(struct dialogue *d, struct berval *url)
{
    BerElement *ber = ber_alloc_t(LBER_USE_DER);

    end_entry(d);
    if (ber == NULL || ber_printf(ber, "{it{ON}N}", d->message, LDAP_RES_SEARCH_REFERENCE, url) < 0)
        abort();
    flush(d, ber);
}

/* \N stands for the octet N, so that text can hold any. */
static struct berval
unescape(const char *at, size_t len, char out[VALUE_MAX])
{
    struct berval v = { .bv_val = out };

    for (size_t i = 0; i < len && v.bv_len < VALUE_MAX; i++) {
        bool escaped = at[i] == '\\' && i + 1 < len;

        out[v.bv_len++] = escaped ? (char)(at[i + 1] - '0') : at[i];
        i += escaped;
    }
    return v;
}

static void
say_line(struct dialogue *d, const char *line, size_t len)
{
    const char *equals = len == 0 ? NULL : memchr(line, '=', len);
    char buffer[VALUE_MAX];
    struct berval v = unescape(line + (len > 0), len - (len > 0), buffer);

    if (len == 0) {
        end_entry(d);
    } else if (line[0] == '>') {
        result(d, 0, &v);
    } else if (line[0] == '#') {
        result(d, v.bv_len > 0 ? (unsigned char)v.bv_val[0] : 0,
               &(struct berval){ .bv_val = buffer });
    } else if (line[0] == '@') {
        reference(d, &v);
    } else if (equals != NULL) {
        struct berval name = { .bv_len = (size_t)(equals - line),
                               .bv_val = (char *)(uintptr_t)line };

        v = unescape(equals + 1, len - name.bv_len - 1, buffer);
        attribute(d, name, v);
    }
}

static void
say(int fd, const char *text, size_t len)
{
    struct dialogue d = { .fd = fd, .message = 1 };
    bool first = true;

    while (len > 0 && d.message < PAGES_MAX) {
        const char *end = memchr(text, '\n', len);
        size_t n = end == NULL ? len : (size_t)(end - text);

        if (first) {
            struct berval name = { .bv_len = 26,
                                   .bv_val = (char[]){ "configurationNamingContext" } };
            struct berval value = { .bv_len = n, .bv_val = (char *)(uintptr_t)text };

            attribute(&d, name, value);
            result(&d, 0, &(struct berval){ .bv_val = (char[]){ "" } });
        } else {
            say_line(&d, text, n);
        }
        first = false;
        text += n + (end != NULL);
        len -= n + (end != NULL);
    }
    end_entry(&d);
}

static void
check(const struct certcheck_templates *set)
{
    for (size_t i = 0; i < set->n; i++) {
        struct certcheck_facts facts;

        if (certcheck_read_as(CERTCHECK_KIND_TEMPLATE, set->at[i].der, &facts) != CERTCHECK_OK ||
            set->at[i].name[0] == '\0' || set->at[i].superseded_by == &set->at[i])
            abort();
    }
}

static void
converse(int fd)
{
    const struct certcheck_directory directory = { .uri = "ldapi://nowhere", .timeout_ms = 2000 };
    struct certcheck_templates set = { 0 };
    char line[BASE_WHY_MAX];
    struct base_text why;
    struct builder b = { .out = &set, .why = &why };
    struct session s = { .b = &b, .directory = &directory, .timeout = { .tv_sec = 2 } };
    int version = LDAP_VERSION3;
    Sockbuf *sb = NULL;

    base_text_init(&why, line, sizeof line);
    if (!openldap_load(&why) || !deadline_open(&s.deadline) ||
        ldap_init_fd(fd, LDAP_PROTO_TCP, directory.uri, &s.ld) != LDAP_SUCCESS ||
        ldap_set_option(s.ld, LDAP_OPT_PROTOCOL_VERSION, &version) != LDAP_OPT_SUCCESS ||
        ldap_set_option(s.ld, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) != LDAP_OPT_SUCCESS)
        abort();
    if (ldap_get_option(s.ld, LDAP_OPT_SOCKBUF, &sb) != LDAP_OPT_SUCCESS || sb == NULL)
        abort();
    session_bound(sb);
    deadline_socket(&s.deadline, fd);
    if (session_converse(&s) != (b.status == CERTCHECK_OK) ||
        (b.status != CERTCHECK_OK && why.len == 0))
        abort();
    if (b.status == CERTCHECK_OK)
        check(&set);
    deadline_socket(&s.deadline, -1);
    ldap_unbind_ext_s(s.ld, NULL, NULL);
    deadline_close(&s.deadline);
    free(b.t.supersedes);
    certcheck_templates_clear(&set);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int ends[2];

    if (size == 0 || size > INPUT_MAX || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return 0;
    if (data[0] == '!')
        (void)send(ends[0], data + 1, size - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
    else
        say(ends[0], (const char *)data, size);
    (void)shutdown(ends[0], SHUT_WR);
    converse(ends[1]);
    close(ends[0]);
    return 0;
}
