/* SPDX-License-Identifier: MIT */
#include <record/names.h>

#include <stdio.h>
#include <string.h>

#include "cmocka_prelude.h"

typedef void add_fn(struct output_bytes *b, uint16_t number);
typedef uint16_t named_fn(const char *name);

static const struct {
    add_fn *add;
    named_fn *named;
    uint16_t known;
    const char *name;
} tables[] = {
    { record_tls_version, record_tls_version_named, 0x0303, "TLSv1.2" },
    { record_tls_cipher, record_tls_cipher_named, 0x002F, "TLS_RSA_WITH_AES_128_CBC_SHA" },
    { record_tls_scheme, record_tls_scheme_named, 0x0804, "rsa_pss_rsae_sha256" },
};

/* All 65,536 numbers: what one result says is what another run reads. */
static void
every_number_comes_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (uint32_t n = 1; n <= UINT16_MAX; n++) {
            struct output_bytes b = { 0 };

            tables[i].add(&b, (uint16_t)n);
            output_add_char(&b, '\0');
            assert_int_equal(tables[i].named(b.ptr), n);
            if (n == tables[i].known)
                assert_string_equal(b.ptr, tables[i].name);
            output_bytes_free(&b);
        }
}

static void
what_is_no_name_is_0(void **state)
{
    static const char *const others[] = { "",        "TLS",  "0x",     "0x1",
                                          "0x03034", "0303", "0xZZZZ", "tlsv1" };

    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (size_t k = 0; k < sizeof others / sizeof others[0]; k++)
            assert_int_equal(tables[i].named(others[k]), 0);
}

static void
states_ends_and_bits_have_names_of_their_own(void **state)
{
    (void)state;
    assert_string_equal(record_set_state_name(CERTCHECK_SET_UNDECODABLE), "undecodable");
    assert_string_equal(record_path_end_name(CERTCHECK_END_UNSEEN), "unseen");
    assert_string_equal(record_key_usage_name(0), "digitalSignature");
    for (unsigned i = 0; i < RECORD_KEY_USAGES; i++)
        for (unsigned k = 0; k < i; k++)
            assert_string_not_equal(record_key_usage_name(i), record_key_usage_name(k));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_comes_back),
        cmocka_unit_test(what_is_no_name_is_0),
        cmocka_unit_test(states_ends_and_bits_have_names_of_their_own),
    };

    return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
