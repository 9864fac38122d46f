/* SPDX-License-Identifier: MIT */
/* The judge alone, in another program: judge LEAF.der */
#include <certcheck/crypto.h>
#include <certcheck/names.h>

#include <stdio.h>

static uint8_t der[65536];

int
main(int argc, char **argv)
{
    FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
    size_t len = f == NULL ? 0 : fread(der, 1, sizeof der, f);
    struct certcheck_crypto *crypto = certcheck_crypto_new();
    struct certcheck_facts facts;
    static struct certcheck_judgement judgement;
    const struct certcheck_policy policy = { .required = BASE_USAGE_CLIENT_AUTH,
                                             .now_s = 1577836800 };
    const struct certcheck_pool none = { 0 };

    if (f == NULL || crypto == NULL ||
        certcheck_facts_read((struct base_slice){ der, len }, &facts) != CERTCHECK_OK)
        return 2;
    (void)certcheck_evaluate(
        &policy, &(struct certcheck_candidate){ .facts = &facts, .source = CERTCHECK_SOURCE_FILE },
        &none, certcheck_crypto_verify, crypto, &judgement);
    puts(certcheck_verdict_name(judgement.verdict));
    certcheck_crypto_free(crypto);
    return fclose(f);
}
