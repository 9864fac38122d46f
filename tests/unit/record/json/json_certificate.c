/* SPDX-License-Identifier: MIT */
/* Certificates in JSON: the same from memory as the first time; what cannot be read is null, and
 * the names are the peer's. */
#include "json/json_certificate.h"

#include "fixture_build.h"
#include "written.h"

static struct record_json_memory memory;
static struct writer w;

static int
begin(void **state)
{
    memory = (struct record_json_memory){ .policy_of = { .required = 0 } };
    w = (struct writer){ .json = { .out = &out }, .memory = &memory };
    return begin_writing(state);
}

static int
end(void **state)
{
    record_json_memory_free(&memory);
    return end_writing(state);
}

static const char *
text_of(const struct assess_certificate *c)
{
    w.json.comma = false;
    json_certificate(&w, c);
    return written();
}

static void
a_certificate_has_all_its_keys(void **state)
{
    struct assess_certificate c = { .made_sha1 = false };
    const char *text;

    (void)state;
    build_fill(&c, 0x21, build_name("edge01.contoso.com"), "Contoso CA");
    c.facts.eku = build_server_auth();
    c.facts.san = build_dns("edge01.contoso.com");
    text = text_of(&c);
    assert_true(stands_in(text,
                          "{'subject':'CN=edge01.contoso.com,O=Contoso',"
                          "'issuer':'CN=Contoso CA,O=Contoso','serial':'6121000a','sha1':'2121"));
    assert_true(stands_in(text,
                          "'not_before':'2016-05-01T00:00:00Z','not_after':'2018-05-01T00:00:00Z',"
                          "'key':'RSA 2048','signature':'sha256WithRSAEncryption',"
                          "'san':['DNS:edge01.contoso.com'],"
                          "'eku':{'state':'list','critical':false,"
                          "'oids':[{'oid':'1.3.6.1.5.5.7.3.1','name':'serverAuth'}]},"
                          "'application_policies':{'state':'absent','critical':false,'oids':[]},"
                          "'ca':false}"));
}

static void
what_cannot_be_read_is_null(void **state)
{
    struct assess_certificate c = { .made_sha1 = false };

    (void)state;
    build_fill(&c, 0x21, build_name("x"), "Contoso CA");
    c.facts.defects = CERTCHECK_DEFECT_NOT_AFTER;
    assert_true(stands_in(text_of(&c), "'not_before':'2016-05-01T00:00:00Z','not_after':null"));
    c.sha256[0]++; /* another one */
    c.facts.defects = CERTCHECK_DEFECT_NOT_BEFORE;
    assert_true(stands_in(text_of(&c), "'not_before':null,'not_after':'2018-05-01T00:00:00Z'"));
    c = (struct assess_certificate){ .readable = false, .made_sha256 = true };
    assert_string_equal(text_of(&c),
                        "{\"subject\":null,\"issuer\":null,\"serial\":null,"
                        "\"sha1\":\"0000000000000000000000000000000000000000\",\"sha256\":null,"
                        "\"not_before\":null,\"not_after\":null,\"key\":null,\"signature\":null,"
                        "\"san\":null,\"eku\":null,\"application_policies\":null,\"ca\":null}");
}

/* From memory the bytes are the same, and so are the commas around them. */
static void
the_second_time_is_like_the_first(void **state)
{
    struct assess_certificate c = { .made_sha1 = false };
    char *first;

    (void)state;
    build_fill(&c, 0x21, build_name("x"), "Contoso CA");
    first = copied(text_of(&c), '\0', '\0');
    memset(&c.facts.subject, 0, sizeof c.facts.subject); /* its hash is all that is looked at */
    assert_string_equal(text_of(&c), first);
    w.json.comma = false;
    output_json_open(&w.json, '[');
    json_certificate(&w, &c);
    json_certificate(&w, &c);
    output_json_close(&w.json, ']');
    assert_int_equal(strlen(written()), 2 * strlen(first) + 3);
    assert_int_equal(out.ptr[1 + strlen(first)], ',');
    free(first);
}

/* Names by their bytes: an attacker may choose two of one hash. */
static void
names_of_one_hash_are_not_mixed_up(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        json_key_name(&w, "a", build_name("good"), 7);
        json_key_name(&w, "b", build_name("evil"), 7);
        is_written("'a':'CN=good,O=Contoso','b':'CN=evil,O=Contoso'");
        w.json.comma = false;
    }
}

static void
a_hostile_name_ends_no_string(void **state)
{
    struct base_slice names[] = { build_name("a\"},\n\x1b[2J\xff"),
                                  { (const uint8_t *)"\x30\x05", 2 } };
    const struct probe_result p = { .ca_names = names, .ca_names_n = 2 };

    (void)state;
    json_ca_names(&w, &p);
    is_written("['CN=a\\\\\\'}\\\\,\\\\0a\\\\1b[2J\xEF\xBF\xBD,O=Contoso','malformed:3005']");
    w.json.comma = false;
    json_ca_names(&w, &(struct probe_result){ .ca_names_n = 0 });
    is_written("[]");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_certificate_has_all_its_keys),    CASE(what_cannot_be_read_is_null),
        CASE(the_second_time_is_like_the_first), CASE(names_of_one_hash_are_not_mixed_up),
        CASE(a_hostile_name_ends_no_string),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
