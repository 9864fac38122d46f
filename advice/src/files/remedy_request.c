/* SPDX-License-Identifier: MIT */
/* A certificate request for certreq: what the product's wizard asks for, and both usages. */
#include <certcheck/names.h>

#include <advice/sentences.h>
#include <base/text.h>
#include <output/quote.h>

#include "receivers.h"
#include "remedy_parts.h"
#include "remedy_subject.h"

/* The wizard offers 1024, 2048 and 4096 and proposes 2048. */
static unsigned
key_bits(const struct certcheck_key *key)
{
    return key->alg == CERTCHECK_KEY_RSA && key->bits > 2048 ? 4096 : 2048;
}

/* One certificate with its key on each member of an Edge pool: the wizard's box is ticked there. */
static bool
is_exportable(const struct assess_result *r)
{
    return r->profile != NULL && r->profile->zone == BASE_ZONE_EDGE;
}

static void
add_subject(struct output_bytes *out, const struct certcheck_facts *f)
{
    struct output_bytes subject = { 0 }, left_out = { 0 };

    remedy_subject(&subject, &left_out, f->subject);
    output_add_slice(out, output_bytes_since(&left_out, 0));
    output_add_str(out, "Subject = ");
    output_add_inf(out, output_bytes_since(&subject, 0));
    output_add_char(out, '\n');
    out->no_memory = out->no_memory || subject.no_memory || left_out.no_memory;
    output_bytes_free(&subject);
    output_bytes_free(&left_out);
}

static void
add_key(struct output_bytes *out, const struct assess_result *r, const struct certcheck_facts *f)
{
    output_add_str(out, "KeyAlgorithm = RSA\nKeyLength = ");
    output_add_u64(out, key_bits(&f->key));
    output_add_str(out, "\nKeySpec = 1\n"
                        "KeyUsage = \"CERT_DIGITAL_SIGNATURE_KEY_USAGE | "
                        "CERT_KEY_ENCIPHERMENT_KEY_USAGE\"\n"
                        "ProviderName = \"Microsoft RSA SChannel Cryptographic Provider\"\n"
                        "ProviderType = 12\n"
                        "HashAlgorithm = SHA256\n"
                        "MachineKeySet = TRUE\n"
                        "; TRUE where one certificate serves all members of a pool, as on the "
                        "inside of an Edge pool\nExportable = ");
    output_add_str(out, is_exportable(r) ? "TRUE\n" : "FALSE\n");
    output_add_str(out, "RequestType = PKCS10\n");
}

static void
add_alternative_names(struct output_bytes *out, const struct certcheck_facts *f)
{
    struct output_bytes names = { 0 }, left_out = { 0 };

    remedy_alternative_names(&names, &left_out, f->san);
    if (names.len > 0 || left_out.len > 0)
        output_add_str(out, names.len > 0 ? "\n[Extensions]\n" : "\n");
    output_add_slice(out, output_bytes_since(&left_out, 0));
    if (names.len > 0)
        output_add_str(out, "; subject alternative names\n2.5.29.17 = \"{text}\"\n");
    output_add_slice(out, output_bytes_since(&names, 0));
    out->no_memory = out->no_memory || names.no_memory || left_out.no_memory;
    output_bytes_free(&names);
    output_bytes_free(&left_out);
}

/* A CA that excludes the usage makes the same request useless to the same CA. */
static void
add_warnings(struct output_bytes *out, const struct assess_result *r)
{
    for (size_t i = 0; i < r->findings_n; i++) {
        char sentence[512];
        struct base_text t;

        if (r->findings[i].element < 1 || advice_rule(&r->findings[i])->severity != CERTCHECK_ERROR)
            continue;
        base_text_init(&t, sentence, sizeof sentence);
        advice_sentence(r, &r->findings[i], &t);
        output_add_str(out, "; Send this request to another CA: ");
        output_add_str(out, sentence);
        output_add_str(out, ".\n");
    }
}

bool
remedy_is_for_client(const struct assess_result *r)
{
    return !advice_breaks_by_2017(r) && advice_breaks_at(r) != 0;
}

void
remedy_request(struct output_bytes *out, const struct assess_result *r,
               const struct certcheck_facts *f)
{
    add_warnings(out, r);
    output_add_str(out, "\n[Version]\nSignature = \"$Windows NT$\"\n\n[NewRequest]\n");
    add_subject(out, f);
    add_key(out, r, f);
    output_add_str(out, "\n[EnhancedKeyUsageExtension]\n");
    if (remedy_is_for_client(r))
        output_add_str(out, "; Client Authentication alone\nOID = 1.3.6.1.5.5.7.3.2\n");
    else
        output_add_str(out, "; Server Authentication, Client Authentication\n"
                            "OID = 1.3.6.1.5.5.7.3.1\n"
                            "OID = 1.3.6.1.5.5.7.3.2\n");
    add_alternative_names(out, f);
}
