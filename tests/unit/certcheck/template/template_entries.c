/* SPDX-License-Identifier: MIT */
/* Conversations over a socket pair: all that the directory says stands there before it is asked. */
#include "building.h"

#include "template/template_ldap.h"

#include <openldap.h>

#include <sys/socket.h>
#include <unistd.h>

#include "writer.h"

#define CONTEXT "configurationNamingContext"
#define BASE "CN=Configuration,DC=contoso,DC=com"
#define PAGED "1.2.840.113556.1.4.319"
#define ENTRY 0x64
#define RESULT 0x65
#define REFERENCE 0x73
#define LONG_MS 3600000u /* never reached */

/* What the directory says: messages, numbered as the questions they answer. */
struct directory {
    struct writer said;
    unsigned message;
};

/* SearchResultEntry (RFC 4511 4.5.2): "name:value" each, NULL behind the last. */
static void
say_entry(struct directory *d, const char *const *attributes)
{
    size_t outer = writer_begin(&d->said, 0x30), entry, list;

    writer_uint(&d->said, d->message);
    entry = writer_begin(&d->said, ENTRY);
    writer_str(&d->said, 0x04, "CN=x");
    list = writer_begin(&d->said, 0x30);
    for (; *attributes != NULL; attributes++) {
        const char *colon = strchr(*attributes, ':');
        size_t seq = writer_begin(&d->said, 0x30), set;

        writer_tlv(
            &d->said, 0x04,
            (struct base_slice){ (const uint8_t *)*attributes, (size_t)(colon - *attributes) });
        set = writer_begin(&d->said, 0x31);
        writer_str(&d->said, 0x04, colon + 1);
        writer_end(&d->said, set);
        writer_end(&d->said, seq);
    }
    writer_end(&d->said, list);
    writer_end(&d->said, entry);
    writer_end(&d->said, outer);
}

/* SearchResultDone with the control of RFC 2696; the last page's cookie is empty. */
static void
say_result(struct directory *d, uint8_t code, const char *cookie)
{
    size_t outer = writer_begin(&d->said, 0x30), part, control, value, seq;

    writer_uint(&d->said, d->message++);
    part = writer_begin(&d->said, RESULT);
    writer_tlv(&d->said, 0x0a, (struct base_slice){ &code, 1 });
    writer_str(&d->said, 0x04, "");
    writer_str(&d->said, 0x04, code == 0 ? "" : "why");
    writer_end(&d->said, part);
    part = writer_begin(&d->said, 0xa0);
    control = writer_begin(&d->said, 0x30);
    writer_str(&d->said, 0x04, PAGED);
    value = writer_begin(&d->said, 0x04);
    seq = writer_begin(&d->said, 0x30);
    writer_uint(&d->said, 0);
    writer_str(&d->said, 0x04, cookie);
    writer_end(&d->said, seq);
    writer_end(&d->said, value);
    writer_end(&d->said, control);
    writer_end(&d->said, part);
    writer_end(&d->said, outer);
}

static void
say_reference(struct directory *d, const char *url)
{
    size_t outer = writer_begin(&d->said, 0x30), part;

    writer_uint(&d->said, d->message);
    part = writer_begin(&d->said, REFERENCE);
    writer_str(&d->said, 0x04, url);
    writer_end(&d->said, part);
    writer_end(&d->said, outer);
}

static void
begin(struct directory *d)
{
    *d = (struct directory){ .message = 1 };
    say_entry(d, (const char *const[]){ CONTEXT ":" BASE, NULL });
    say_result(d, 0, "");
}

static void
say_template(struct directory *d, const char *cn, const char *usage)
{
    say_entry(d, (const char *const[]){ "objectClass:pKICertificateTemplate", cn, "flags:0",
                                        "msPKI-Certificate-Name-Flag:1",
                                        "msPKI-Template-Schema-Version:1", usage, NULL });
}

/* Ask it all; what was said is spent. False as session_converse. */
static bool
converse(struct directory *d, struct building *x, unsigned timeout_ms)
{
    const struct certcheck_directory asked = { .uri = "ldapi://nowhere", .timeout_ms = timeout_ms };
    struct session s = { .b = &x->b, .directory = &asked, .timeout = { .tv_sec = 60 } };
    int ends[2], version = LDAP_VERSION3, room = 4 << 20;
    bool ok;

    building_begin(x);
    assert_true(openldap_load(&x->text));
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    (void)setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    assert_int_equal(send(ends[0], d->said.at, d->said.len, MSG_DONTWAIT | MSG_NOSIGNAL),
                     d->said.len);
    assert_int_equal(shutdown(ends[0], SHUT_WR), 0);
    writer_free(&d->said);
    assert_true(deadline_open(&s.deadline));
    assert_int_equal(ldap_init_fd(ends[1], LDAP_PROTO_TCP, asked.uri, &s.ld), LDAP_SUCCESS);
    assert_int_equal(ldap_set_option(s.ld, LDAP_OPT_PROTOCOL_VERSION, &version), LDAP_OPT_SUCCESS);
    assert_int_equal(ldap_set_option(s.ld, LDAP_OPT_REFERRALS, LDAP_OPT_OFF), LDAP_OPT_SUCCESS);
    ok = session_converse(&s);
    ldap_unbind_ext_s(s.ld, NULL, NULL);
    deadline_close(&s.deadline);
    close(ends[0]);
    return ok;
}

static void
reads_page_after_page(void **state)
{
    struct directory d;
    struct building x;

    (void)state;
    begin(&d);
    say_template(&d, "cn:A", "pKIExtendedKeyUsage:" SERVER);
    say_template(&d, "cn:B", "pKIExtendedKeyUsage:" CLIENT);
    say_result(&d, 0, "more");
    say_entry(&d, (const char *const[]){ "objectClass:user", "cn:no template", NULL });
    say_template(&d, "cn:C", "pKIExtendedKeyUsage:" SERVER);
    say_result(&d, 0, "");
    assert_true(converse(&d, &x, LONG_MS));
    assert_string_equal(building_told(&x.out), "A 1/3, line 0; B 2/3, line 0; C 1/3, line 0; ");
    assert_string_equal(x.why, "");
    assert_int_equal(x.out.others, 1);
    building_end(&x);
}

static void
a_bad_entry_is_dropped_and_told(void **state)
{
    struct directory d;
    struct building x;

    (void)state;
    begin(&d);
    say_template(&d, "cn:A", "pKIExtendedKeyUsage;range=0-1:" SERVER);
    say_template(&d, "cn:B", "pKIExtendedKeyUsage:" CLIENT);
    say_result(&d, 0, "");
    assert_true(converse(&d, &x, LONG_MS));
    assert_string_equal(building_told(&x.out), "B 2/3, line 0; ");
    assert_string_equal(x.why, "only part of an attribute is included (;range=) (template A)");
    building_end(&x);
}

/* The password would go wherever they point. */
static void
referrals_are_told_and_not_followed(void **state)
{
    struct directory d;
    struct building x;

    (void)state;
    begin(&d);
    say_template(&d, "cn:A", "pKIExtendedKeyUsage:" SERVER);
    say_reference(&d, "ldap://dc02/\x1b");
    say_result(&d, 0, "");
    assert_false(converse(&d, &x, LONG_MS));
    assert_int_equal(x.b.status, CERTCHECK_E_DER);
    assert_string_equal(x.why,
                        "the directory refers to ldap://dc02/\\x1b: query that one (--ldap)");
    building_end(&x);
}

static void
says_what_the_directory_refuses(void **state)
{
    static const struct {
        const char *context; /* what the rootDSE says */
        uint8_t code;        /* of the container */
        const char *want;
    } rows[] = {
        { CONTEXT ":" BASE, LDAP_NO_SUCH_OBJECT,
          "the Certificate Templates container: No such object (why): the forest has no enterprise "
          "CA, or this account may not see it" },
        { CONTEXT ":" BASE, LDAP_BUSY,
          "the Certificate Templates container: Server is busy (why)" },
        { CONTEXT ":" BASE, LDAP_REFERRAL,
          "the directory refers to another server: query that one (--ldap)" },
        { CONTEXT ":" BASE, 0, "no certificate template in it" },
        { "namingContexts:dc=x", 0,
          "the directory names no configurationNamingContext: it is not Active Directory, or "
          "requires a bind (--ldap-bind)" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct directory d = { .message = 1 };
        struct building x;

        say_entry(&d, (const char *const[]){ rows[i].context, NULL });
        say_result(&d, 0, "");
        say_result(&d, rows[i].code, "");
        assert_false(converse(&d, &x, LONG_MS));
        if (x.b.status != CERTCHECK_E_DER || strcmp(x.why, rows[i].want) != 0)
            fail_msg("row %zu: %s", i, x.why);
        building_end(&x);
    }
}

/* At a limit what was read stays, and is said to be not all. */
static void
bounds_what_it_reads(void **state)
{
    struct directory d;
    struct building x;

    (void)state;
    begin(&d);
    say_template(&d, "cn:A", "pKIExtendedKeyUsage:" SERVER);
    say_result(&d, 0, "more");
    for (unsigned i = 0; i < 64; i++) /* empty ones, behind one that is not */
        say_result(&d, 0, "more");
    assert_true(converse(&d, &x, LONG_MS));
    assert_string_equal(building_told(&x.out), "A 1/3, line 0; ");
    assert_string_equal(x.why,
                        "the directory sends an endless number of pages; the rest were ignored");
    building_end(&x);

    begin(&d);
    say_template(&d, "cn:A", "pKIExtendedKeyUsage:" SERVER);
    say_result(&d, 0, "more");
    say_template(&d, "cn:B", "pKIExtendedKeyUsage:" SERVER);
    say_result(&d, 0, "");
    assert_true(converse(&d, &x, 0)); /* ten times no time are over after a page */
    assert_string_equal(building_told(&x.out), "A 1/3, line 0; ");
    assert_string_equal(x.why, "the directory takes longer than ten times --ldap-timeout; the rest "
                               "was ignored");
    building_end(&x);
}

/* What counts is how many stand one behind the other. */
static void
empty_pages_are_counted_anew(void **state)
{
    struct directory d;
    struct building x;

    (void)state;
    begin(&d);
    for (unsigned i = 0; i < 2 * 40; i++) {
        if (i == 40)
            say_template(&d, "cn:A", "pKIExtendedKeyUsage:" SERVER);
        say_result(&d, 0, "more");
    }
    say_template(&d, "cn:B", "pKIExtendedKeyUsage:" SERVER);
    say_result(&d, 0, "");
    assert_true(converse(&d, &x, LONG_MS));
    assert_string_equal(building_told(&x.out), "A 1/3, line 0; B 1/3, line 0; ");
    assert_string_equal(x.why, "");
    building_end(&x);
}

/* A directory that falls silent within a page has told nothing of what was to come. */
static void
an_end_without_a_result_is_a_failure(void **state)
{
    struct directory d;
    struct building x;

    (void)state;
    begin(&d);
    say_template(&d, "cn:A", "pKIExtendedKeyUsage:" SERVER);
    assert_false(converse(&d, &x, LONG_MS));
    assert_string_equal(x.why, "the Certificate Templates container: Can't contact LDAP server");
    building_end(&x);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_page_after_page),
        cmocka_unit_test(a_bad_entry_is_dropped_and_told),
        cmocka_unit_test(referrals_are_told_and_not_followed),
        cmocka_unit_test(says_what_the_directory_refuses),
        cmocka_unit_test(bounds_what_it_reads),
        cmocka_unit_test(empty_pages_are_counted_anew),
        cmocka_unit_test(an_end_without_a_result_is_a_failure),
    };

    return cmocka_run_group_tests_name("template_entries", tests, NULL, NULL);
}
