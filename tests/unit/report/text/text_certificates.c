/* SPDX-License-Identifier: MIT */
/* What to reissue: how many certificates and connections, and of many the first. */
#include "text/text_certificates.h"

#include <stdio.h>

#include "fixture_build.h"
#include "telling.h"

static struct report_by_certificate uses;

static int
begin(void **state)
{
    uses = (struct report_by_certificate){ .labels = { .ptr = NULL } };
    return begin_telling(state);
}

static int
end(void **state)
{
    report_by_certificate_free(&uses);
    return end_telling(state);
}

static void
add(uint8_t seed, const char *name, const char *target, enum certcheck_verdict verdict)
{
    struct assess_result r = { .target = target, .verdict = verdict };
    char room[512];
    struct base_text subject;

    base_text_init(&subject, room, sizeof room);
    (void)build_shown(&r, seed, name, false);
    report_by_certificate_add(&uses, &r, &subject);
}

static const char *
told(void)
{
    context.style.width = 1000;
    report_text_certificates(&context, &uses);
    return written();
}

/* The one was told in full above. */
static void
one_connection_is_not_told_again(void **state)
{
    (void)state;
    assert_string_equal(told(), "");
    add(0x11, "a", "a:1", CERTCHECK_BREAKS);
    add(0x11, "a", "a:2", CERTCHECK_READY);
    assert_string_equal(told(), "");
}

static void
certificates_are_told_with_what_breaks(void **state)
{
    (void)state;
    add(0x11, "a", "a:2", CERTCHECK_BREAKS);
    add(0x11, "a", "a:1\x1B", CERTCHECK_BREAKS);
    add(0x11, "a", "a:3", CERTCHECK_READY);
    add(0x22, "b", "b:1", CERTCHECK_READY);
    assert_string_equal(told(), "\nReissuing 1 certificate fixes 2 connections.\n"
                                "  CN=a,O=Contoso (thumbprint "
                                "1111111111111111111111111111111111111111): a:1\\x1b, a:2\n");
    add(0x22, "b", "b:2", CERTCHECK_BREAKS);
    has(told(), "\nReissuing 2 certificates fixes 3 connections.\n");
    has(told_text, "CN=b,O=Contoso (thumbprint 2222222222222222222222222222222222222222): b:2\n");
}

/* With -v all of them. */
static void
many_endpoints_are_counted(void **state)
{
    static char targets[14][8];
    const char *text;

    (void)state;
    for (unsigned i = 0; i < 14; i++) {
        (void)snprintf(targets[i], sizeof targets[i], "a:%u", i + 1);
        add(0x11, "a", targets[i], CERTCHECK_BREAKS);
    }
    text = told();
    has(text, "a:11, a:12 and 2 more\n");
    context.style.verbose = 1;
    has(told(), "a:12, a:13, a:14\n");
}

static void
many_certificates_are_counted(void **state)
{
    static char targets[26][8];
    const char *text;

    (void)state;
    for (unsigned i = 0; i < 26; i++) {
        (void)snprintf(targets[i], sizeof targets[i], "a%02u:1", i);
        add((uint8_t)(i + 1), targets[i], targets[i], CERTCHECK_BREAKS);
    }
    text = told();
    has(text, "\nReissuing 26 certificates fixes 26 connections.\n");
    has(text, ": a23:1\n  and 2 more (-v lists each)\n");
    lacks(text, "a24:1");
    context.style.verbose = 1;
    has(told(), ": a25:1\n");
    lacks(told_text, "more");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(one_connection_is_not_told_again),
        CASE(certificates_are_told_with_what_breaks),
        CASE(many_endpoints_are_counted),
        CASE(many_certificates_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
