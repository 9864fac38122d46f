/* SPDX-License-Identifier: MIT */
/*
 * What each row of verifiers.def says of the columns: rows FOLDER..., each with leaf.pem,
 * issuers.pem and root.pem. Prints "COLUMN VERIFIER USAGE ANSWER REASON BASIS" for every
 * column, verifier and usage.
 */
#include <certcheck/bundle.h>
#include <certcheck/crypto.h>
#include <certcheck/verifier.h>

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"

#define FILES 3
#define PER_FILE 4

struct column {
    struct base_slice bytes[FILES];
    struct certcheck_bundle bundles[FILES];
    struct certcheck_facts facts[FILES * PER_FILE];
    struct certcheck_candidate pool[FILES * PER_FILE]; /* the leaf comes first */
    size_t n;
};

static bool
read_file(struct column *c, const char *folder, size_t i)
{
    static const struct {
        const char *name;
        enum certcheck_source source;
    } files[FILES] = {
        { "leaf.pem", CERTCHECK_SOURCE_FILE },
        { "issuers.pem", CERTCHECK_SOURCE_FILE },
        { "root.pem", CERTCHECK_SOURCE_TRUST },
    };
    struct certcheck_bundle *b = &c->bundles[i];
    char path[4096], why[BASE_WHY_MAX];

    (void)snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
    c->bytes[i] = file_read(path);
    if (certcheck_bundle_open(c->bytes[i], NULL, b, BASE_TEXT_IN(why)) != CERTCHECK_OK ||
        b->n > PER_FILE)
        return false;
    for (size_t k = 0; k < b->n; k++, c->n++) {
        if (certcheck_facts_read(b->at[k].der, &c->facts[c->n]) != CERTCHECK_OK)
            return false;
        c->pool[c->n] =
            (struct certcheck_candidate){ .facts = &c->facts[c->n], .source = files[i].source };
    }
    return true;
}

static void
clear(struct column *c)
{
    for (size_t i = 0; i < FILES; i++) {
        certcheck_bundle_clear(&c->bundles[i]);
        free((void *)(uintptr_t)c->bytes[i].ptr);
    }
}

static void
print_row(const char *column, const struct certcheck_verifier *v, const struct certcheck_path *path)
{
    static const char *const answers[] = { "no", "yes", "unknown" };
    static const struct {
        unsigned bit;
        const char *name;
    } usages[] = { { BASE_USAGE_SERVER_AUTH, "serverAuth" },
                   { BASE_USAGE_CLIENT_AUTH, "clientAuth" } };

    for (size_t u = 0; u < sizeof usages / sizeof usages[0]; u++) {
        struct certcheck_verification out = certcheck_verify(v, path, usages[u].bit, true);

        if ((v->usages & usages[u].bit) != 0)
            printf("%s %s %s %s %s %s\n", column, v->name, usages[u].name, answers[out.accepted],
                   certcheck_reason_name(out.reason), certcheck_basis_name(v->basis[u]));
    }
}

static bool
print_column(char *folder, struct certcheck_crypto *crypto)
{
    static struct certcheck_judgement judgement;
    const struct certcheck_policy policy = { .required = BASE_USAGE_CLIENT_AUTH,
                                             .trust = true,
                                             .now_s = 1577836800 };
    struct column c = { 0 };
    bool good = read_file(&c, folder, 0) && read_file(&c, folder, 1) && read_file(&c, folder, 2);

    if (good) {
        const struct certcheck_pool pool = { .at = c.pool, .n = c.n };

        (void)certcheck_evaluate(&policy, &c.pool[0], &pool, certcheck_crypto_verify, crypto,
                                 &judgement);
        for (unsigned v = 0; v < CERTCHECK_VERIFIERS; v++)
            print_row(basename(folder), certcheck_verifier_get((enum certcheck_verifier_id)v),
                      &judgement.path);
    }
    clear(&c);
    return good;
}

int
main(int argc, char **argv)
{
    struct certcheck_crypto *crypto = certcheck_crypto_new();
    int status = crypto == NULL ? 2 : 0;

    for (int i = 1; i < argc && status == 0; i++)
        if (!print_column(argv[i], crypto)) {
            (void)fprintf(stderr, "rows: %s: cannot be read\n", argv[i]);
            status = 2;
        }
    certcheck_crypto_free(crypto);
    return status;
}
