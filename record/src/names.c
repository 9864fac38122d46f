/* SPDX-License-Identifier: MIT */
#include <record/names.h>

#include <base/text.h>
#include <output/translate.h>

const char *
record_path_end_name(enum certcheck_path_end e)
{
    static const char *const names[] = {
        [CERTCHECK_END_ROOT] = "root",
        [CERTCHECK_END_UNSEEN] = "unseen",
        [CERTCHECK_END_LIMIT] = "limit",
    };

    return names[e];
}

const char *
record_set_state_name(enum certcheck_set_state s)
{
    static const char *const names[] = {
        [CERTCHECK_SET_ABSENT] = N_("absent"),
        [CERTCHECK_SET_LIST] = N_("list"),
        [CERTCHECK_SET_EMPTY] = N_("empty"),
        [CERTCHECK_SET_ANY] = N_("any"),
        [CERTCHECK_SET_UNDECODABLE] = N_("undecodable"),
        [CERTCHECK_SET_DUPLICATE] = N_("duplicate"),
    };

    return names[s];
}

static void
add_number(struct output_bytes *b, uint16_t v)
{
    uint8_t two[2] = { (uint8_t)(v >> 8), (uint8_t)v };

    output_add_str(b, "0x");
    output_add_hex(b, two, 2);
}

struct number_name {
    uint16_t number;
    const char *name;
};

static const struct number_name versions[] = {
    { 0x0300, "SSLv3" },   { 0x0301, "TLSv1" },   { 0x0302, "TLSv1.1" },
    { 0x0303, "TLSv1.2" }, { 0x0304, "TLSv1.3" }, { 0, NULL },
};

static const struct number_name ciphers[] = {
#define RECORD_CIPHER(number, name) { number, name },
#include "ciphers.def"
#undef RECORD_CIPHER
    { 0, NULL },
};

static const struct number_name schemes[] = {
#define RECORD_SCHEME(number, name) { number, name },
#include "schemes.def"
#undef RECORD_SCHEME
    { 0, NULL },
};

static void
add_name(struct output_bytes *b, const struct number_name *names, uint16_t number)
{
    for (; names->name != NULL; names++)
        if (names->number == number) {
            output_add_str(b, names->name);
            return;
        }
    add_number(b, number);
}

static uint16_t
number_of(const struct number_name *names, const char *name)
{
    uint8_t two[2];
    size_t len;

    for (; names->name != NULL; names++)
        if (strcmp(names->name, name) == 0)
            return names->number;
    if (strncmp(name, "0x", 2) != 0 || !base_parse_hex(name + 2, two, sizeof two, &len) || len != 2)
        return 0;
    return (uint16_t)(two[0] << 8 | two[1]);
}

void
record_tls_version(struct output_bytes *b, uint16_t version)
{
    add_name(b, versions, version);
}

void
record_tls_cipher(struct output_bytes *b, uint16_t cipher)
{
    add_name(b, ciphers, cipher);
}

void
record_tls_scheme(struct output_bytes *b, uint16_t scheme)
{
    add_name(b, schemes, scheme);
}

uint16_t
record_tls_scheme_named(const char *name)
{
    return number_of(schemes, name);
}

uint16_t
record_tls_version_named(const char *name)
{
    return number_of(versions, name);
}

uint16_t
record_tls_cipher_named(const char *name)
{
    return number_of(ciphers, name);
}

const char *
record_key_usage_name(unsigned bit)
{
    static const char *const names[RECORD_KEY_USAGES] = {
        "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment",
        "keyAgreement",     "keyCertSign",    "cRLSign",         "encipherOnly",
    };

    return names[bit];
}
