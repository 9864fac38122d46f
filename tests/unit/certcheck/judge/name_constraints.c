/* SPDX-License-Identifier: MIT */
/* RFC 5280 4.2.1.10, one CA with constraints over one leaf with names. */
#include <certcheck/judge.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "judged.h"

enum { DNS = 0x82, MAIL = 0x81, URI = 0x86, RID = 0x88 };

#define OK "ready"
#define NOT_PERMITTED "broken NAME_CONSTRAINTS_VIOLATED@0, HasNotPermittedNameConstraint"
#define EXCLUDED "broken NAME_CONSTRAINTS_VIOLATED@0, HasExcludedNameConstraint"
#define UNSUPPORTED "broken NAME_CONSTRAINTS_UNSUPPORTED@1, HasNotSupportedNameConstraint"
#define UNSETTLED "indeterminate NAME_CONSTRAINTS_UNSETTLED@1"

static void
to_hex(const struct writer *w, char *out)
{
    for (size_t i = 0; i < w->len; i++)
        (void)snprintf(out + 2 * i, 3, "%02x", w->at[i]);
    out[2 * w->len] = '\0';
}

/* A CA whose nameConstraints are value, as the recipe's ext. */
static const char *
constraints_ext(const struct writer *value)
{
    static char hex[400000], ext[400100];
    struct writer w = { 0 };

    to_hex(value, hex);
    recipe_extension(&w, "2.5.29.30", true, hex);
    to_hex(&w, ext);
    writer_free(&w);
    return ext;
}

static const char *
judge_with(const struct recipe *leaf, const struct writer *constraints)
{
    static char text[512];
    struct recipe path[] = { *leaf,
                             { .subject = "ca", .issuer = "root", .bc = "ca" },
                             { .subject = "root", .bc = "ca" } };
    struct judged d;
    char status[128], verdict[256];

    path[0].issuer = "ca";
    path[1].ext = constraints_ext(constraints);
    judged_path(&d, path, 3);
    d.policy.required = 0;
    certcheck_judge(&d.policy, &d.j);
    judged_text(&d.j, verdict, sizeof verdict);
    if (d.j.before.status != 0)
        (void)snprintf(text, sizeof text, "%s, %s", verdict,
                       judged_status(d.j.before.status, status, sizeof status));
    else
        (void)snprintf(text, sizeof text, "%s", verdict);
    judged_clear(&d);
    return text;
}

static const struct {
    uint8_t kind;
    struct base_slice base, name;
    bool want_within;
} compares_one_name_rows[] = {
    { DNS, BYTES("b.c"), BYTES("b.c"), true },
    { DNS, BYTES("b.c"), BYTES("a.b.c"), true },
    { DNS, BYTES("b.c"), BYTES("A.B.C"), true },
    { DNS, BYTES("b.c"), BYTES("ab.c"), false },
    { DNS, BYTES("b.c"), BYTES("c"), false },
    { DNS, BYTES(".b.c"), BYTES("a.b.c"), true },
    { DNS, BYTES(".b.c"), BYTES("b.c"), false },
    { DNS, BYTES(""), BYTES("anything"), true },
    { DNS, BYTES("b.c"), BYTES("a.b.c\0.d"), false },
    { MAIL, BYTES("a@b.c"), BYTES("a@b.c"), true },
    { MAIL, BYTES("a@b.c"), BYTES("x@b.c"), false },
    { MAIL, BYTES("b.c"), BYTES("a@b.c"), true },
    { MAIL, BYTES("b.c"), BYTES("a@x.b.c"), false },
    { MAIL, BYTES(".b.c"), BYTES("a@x.b.c"), true },
    { MAIL, BYTES(".b.c"), BYTES("a@b.c"), false },
    { MAIL, BYTES("b.c"), BYTES("\"x@y\"@b.c"), true },
    { MAIL, BYTES("y"), BYTES("\"x@y\"@b.c"), false },
    { URI, BYTES("b.c"), BYTES("https://b.c/x"), true },
    { URI, BYTES("b.c"), BYTES("https://b.c"), true },
    { URI, BYTES("b.c"), BYTES("https://b.c:8057/"), true },
    { URI, BYTES("b.c"), BYTES("https://u@b.c?q"), true },
    { URI, BYTES("b.c"), BYTES("https://a.b.c/"), false },
    { URI, BYTES(".b.c"), BYTES("https://a.b.c/"), true },
    { URI, BYTES(".b.c"), BYTES("https://evil/.b.c"), false },
    { URI, BYTES("b.c"), BYTES("https://evil#@b.c"), false },
    { URI, BYTES("b.c"), BYTES("https://b.c\0.evil/"), false },
    { URI, BYTES(".evil"), BYTES("https://b.c\0.evil/"), true },
    { 0x87, BYTES("\x0a\0\0\0\xff\0\0\0"), BYTES("\x0a\1\2\3"), true },
    { 0x87, BYTES("\x0a\0\0\0\xff\0\0\0"), BYTES("\x0b\1\2\3"), false },
    { 0x87, BYTES("\0\0\0\0\0\0\0\0"), BYTES("\xc0\0\2\1"), true },
    { 0x87, BYTES("\x0a\0\0\0\xff\0\0\0"), BYTES("\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), false },
    { 0x87, BYTES("\x0a\0\0\0\xff"), BYTES("\x0a\0\0\0"), false },
};

/* One subtree of one kind against one name. */
static void
compares_one_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(compares_one_name_rows); i++)
        for (int excluded = 0; excluded < 2; excluded++) {
            struct writer nc = { 0 }, san = { 0 };
            size_t seq = writer_begin(&nc, 0x30), list, tree;
            char hex[256];
            const char *want = excluded
                                   ? (compares_one_name_rows[i].want_within ? EXCLUDED : OK)
                                   : (compares_one_name_rows[i].want_within ? OK : NOT_PERMITTED);
            const char *got;

            list = writer_begin(&nc, excluded ? 0xa1 : 0xa0);
            tree = writer_begin(&nc, 0x30);
            writer_tlv(&nc, compares_one_name_rows[i].kind, compares_one_name_rows[i].base);
            writer_end(&nc, tree);
            writer_end(&nc, list);
            writer_end(&nc, seq);
            writer_tlv(&san, compares_one_name_rows[i].kind, compares_one_name_rows[i].name);
            to_hex(&san, hex);
            got = judge_with(&(struct recipe){ .subject = "leaf", .san = hex }, &nc);
            if (strcmp(got, want) != 0)
                fail_msg("row %zu, %s: %s", i, excluded ? "excluded" : "permitted", got);
            writer_free(&nc);
            writer_free(&san);
        }
}

static const struct {
    const char *nc, *san, *subject, *want;
} applies_subtrees_rows[] = {
    /* permit b.c and d.e */
    { "300ea00c 30058203622e63 3003820164", "8203622e63", NULL, OK },
    { "300ea00c 30058203622e63 3003820164", "820164", NULL, OK },
    { "300ea00c 30058203622e63 3003820164", "820165", NULL, NOT_PERMITTED },
    { "300ea00c 30058203622e63 3003820164", "820164 820165", NULL, NOT_PERMITTED },
    /* excluded goes before permitted */
    { "300ea005 3003820164 a105 3003820164", "820164", NULL, EXCLUDED },
    /* a kind without subtrees is free */
    { "3007a005 3003820164", "810378 4079", NULL, OK },
    { "3007a005 3003820164", NULL, NULL, OK },
    /* directory names: the subject counts; CN=a is 300c310a300806035504030c0161 */
    { "3014a012 3010 a40e 300c310a3008 0603550403 0c0161", NULL, "300c310a3008 0603550403 0c0161",
      OK },
    { "3014a012 3010 a40e 300c310a3008 0603550403 0c0161", NULL, "300c310a3008 0603550403 0c0162",
      NOT_PERMITTED },
    { "3014a112 3010 a40e 300c310a3008 0603550403 0c0161", NULL,
      "3018 310a3008 0603550403 0c0161 310a3008 0603550403 0c0162", EXCLUDED },
    { "3014a012 3010 a40e 300c310a3008 0603550403 0c0161", NULL,
      "3018 310a3008 0603550403 0c0162 310a3008 0603550403 0c0161", NOT_PERMITTED },
    { "3014a012 3010 a40e 300c310a3008 0603550403 0c0161", NULL, "3000", OK }, /* no name */
    { "3008a006 3004 a402 3000", NULL, "300c310a3008 0603550403 0c0161", OK },
    /* PrintableString for UTF8String, another case: nobody knows */
    { "3014a012 3010 a40e 300c310a3008 0603550403 0c0161", NULL, "300c310a3008 0603550403 130161",
      UNSETTLED },
    { "3014a112 3010 a40e 300c310a3008 0603550403 0c0161", NULL, "300c310a3008 0603550403 0c0141",
      UNSETTLED },
    { "3014a112 3010 a40e 300c310a3008 0603550403 0c0161", NULL,
      "300d310b3009 0603550403 1e02 0061", UNSETTLED },
    { "3014a012 3010 a40e 300c310a3008 0603550403 0c0161", NULL, "300c310a3008 060355040b 130161",
      NOT_PERMITTED }, /* another attribute */
    /* a minimum or a maximum: Windows supports neither; a minimum of 0 is the default */
    { "300aa008 3006 820164 800101", "820164", NULL, UNSUPPORTED },
    { "300aa008 3006 820164 800101", "820165", NULL, UNSUPPORTED },
    { "300aa108 3006 820164 810105", "820165", NULL, UNSUPPORTED },
    { "300aa008 3006 820164 800100", "820164", NULL, UNSETTLED },
    { "300fa008 3006 820164 800101 a103 3001 82", "820165", NULL,
      "indeterminate EXTENSION_UNDECODABLE@1" },
    { "3011a008 3006 820164 800101 a105 3003820165", "820165", NULL, UNSUPPORTED },
    /* registered IDs, a kind whose constraints Windows is not known to read */
    { "3009a007 3005 8803550403", "8803550403", NULL, UNSETTLED },
    { "3009a107 3005 8803550403", "8803550404", NULL, UNSETTLED },
    { "3009a107 3005 8803550403", "820161", NULL, OK },
    /* an empty mail or URI base means nothing that RFC 5280 says */
    { "3006a104 3002 8100", "8103614062", NULL, UNSETTLED },
    { "3006a004 3002 8600", "8603613a62", NULL, UNSETTLED },
    /* a mail address in the subject counts where there is no SAN */
    { "3007a105 3003810162", NULL, "3015 3113 3011 06092a864886f70d010901 1604 61406263", OK },
    { "3008a106 3004 81026263", NULL, "3015 3113 3011 06092a864886f70d010901 1604 61406263",
      EXCLUDED },
    { "3008a106 3004 81026263", "820161", "3015 3113 3011 06092a864886f70d010901 1604 61406263",
      OK },
};

/* Several subtrees, subjects, and what nobody settles. */
static void
applies_subtrees(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(applies_subtrees_rows); i++) {
        struct writer nc = { 0 };
        const char *got;

        writer_hex(&nc, applies_subtrees_rows[i].nc);
        got = judge_with(&(struct recipe){ .subject = "leaf",
                                           .san = applies_subtrees_rows[i].san,
                                           .subject_hex = applies_subtrees_rows[i].subject },
                         &nc);
        if (strcmp(got, applies_subtrees_rows[i].want) != 0)
            fail_msg("row %zu: %s", i, got);
        writer_free(&nc);
    }
}

/* Too many comparisons leave the question open: neither ready nor broken. */
static void
bounds_its_work(void **state)
{
    static char names[80000];
    struct writer nc = { 0 }, san = { 0 };
    size_t seq = writer_begin(&nc, 0x30), list = writer_begin(&nc, 0xa0);

    (void)state;
    for (unsigned i = 0; i < 5000; i++) {
        char name[8];

        (void)snprintf(name, sizeof name, "n%04u", i);
        writer_tlv(&san, 0x82, base_slice_str(name));
        writer_hex(&nc, "3008");
        writer_tlv(&nc, 0x82, (struct base_slice){ (const uint8_t *)"x.test", 6 });
    }
    writer_end(&nc, list);
    writer_end(&nc, seq);
    to_hex(&san, names);
    /* Each name is outside of all subtrees: seen before the bound was met. */
    assert_string_equal(judge_with(&(struct recipe){ .subject = "leaf", .san = names }, &nc),
                        "broken NAME_CONSTRAINTS_VIOLATED@0 NAME_CONSTRAINTS_UNSETTLED@1, "
                        "HasNotPermittedNameConstraint");
    writer_free(&nc);

    seq = writer_begin(&nc, 0x30);
    list = writer_begin(&nc, 0xa1);
    for (unsigned i = 0; i < 5000; i++) {
        writer_hex(&nc, "3008");
        writer_tlv(&nc, 0x82, (struct base_slice){ (const uint8_t *)"x.test", 6 });
    }
    writer_end(&nc, list);
    writer_end(&nc, seq);
    assert_string_equal(judge_with(&(struct recipe){ .subject = "leaf", .san = names }, &nc),
                        UNSETTLED);
    writer_free(&nc);
    writer_free(&san);
}

/* Constraints reach every certificate below, self-issued CAs aside. */
static void
reaches_certificates_below(void **state)
{
    static const char inner_ext[] = "3012 0603551d1e 0101ff 0408 3006a104 3002 8200";
    struct recipe path[] = {
        { .subject = "leaf", .issuer = "ca" },
        { .subject = "ca", .issuer = "ca", .signer = "old", .bc = "ca", .san = "820161" },
        { .subject = "ca", .key = "old", .issuer = "root", .bc = "ca", .ext = inner_ext },
        { .subject = "root", .bc = "ca" },
    };
    struct judged d;
    char got[256];

    (void)state;
    judged_path(&d, path, 4);
    certcheck_judge(&d.policy, &d.j);
    assert_string_equal(judged_text(&d.j, got, sizeof got), "ready");
    judged_clear(&d);
    path[1].issuer = "ca2";
    path[2].subject = "ca2";
    judged_path(&d, path, 4);
    certcheck_judge(&d.policy, &d.j);
    assert_string_equal(judged_text(&d.j, got, sizeof got), "broken NAME_CONSTRAINTS_VIOLATED@1");
    judged_clear(&d);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares_one_name),
        cmocka_unit_test(applies_subtrees),
        cmocka_unit_test(bounds_its_work),
        cmocka_unit_test(reaches_certificates_below),
    };

    return cmocka_run_group_tests_name("name_constraints", tests, NULL, NULL);
}
