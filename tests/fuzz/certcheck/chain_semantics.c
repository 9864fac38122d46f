/* SPDX-License-Identifier: MIT */
/*
 * A chain of leaf, issuing CA and root, edited in its structure and signed again with the
 * keys of its issuers. Whatever came out of it, what must never be called ready is not, and
 * what may not matter does not: containers, order, unrelated certificates.
 *
 * The first octet is the usages required; then an edit for each three octets: certificate
 * and operation, node, value. The fourth certificate stands for what is not signed of the
 * others, their algorithm and signature, and for the twin of the issuing CA: its name and key
 * in another certificate.
 */
#include "certcheck_check.h"
#include "der_edit.h"
#include "file.h"

#include <certcheck/bundle.h>
#include <certcheck/crypto.h>

#include <openssl/evp.h>
#include <openssl/pem.h>

#define NOW_S 1577836800 /* 2020-01-01T00:00:00Z */
#define EDITS_MAX 8
#define PEM_MAX 100000

enum { LEAF, ISSUING, ROOT, UNRELATED, TWIN, CERTS };
#define OUTER 3 /* as the certificate of an edit */

static const struct {
    const char *file, *key; /* the key of its issuer */
} made[CERTS] = {
    { "scenarios/both/leaf.der", "keys/issuing.pem" },
    { "issuing.pem", "keys/root.pem" },
    { "root.pem", "keys/root.pem" },
    { "scenarios/self-signed/leaf.der", NULL },
    { "issuing.pem", "keys/root.pem" },
};

static struct {
    struct base_slice tbs[CERTS], alg;
    EVP_PKEY *key[CERTS];
    struct base_slice file[CERTS]; /* what the slices point into */
    struct certcheck_bundle bundle[CERTS];
} estate;

struct certificate {
    struct writer der;
    struct certcheck_facts facts;
    bool readable, false_signature;
};

static char *
path_of(const char *name, char out[1024])
{
    (void)snprintf(out, 1024, "%s/%s", FUZZ_TESTCERTS, name);
    return out;
}

static void
estate_load(void)
{
    char path[1024];

    for (int i = 0; i < CERTS; i++) {
        struct certcheck_bundle *b = &estate.bundle[i];
        struct certcheck_facts facts;
        char why[BASE_WHY_MAX];
        FILE *f;

        estate.file[i] = file_read(path_of(made[i].file, path));
        must(certcheck_bundle_read(estate.file[i], b, BASE_TEXT_IN(why)) == CERTCHECK_OK &&
             b->n == 1);
        must(certcheck_facts_read(b->at[0].der, &facts) == CERTCHECK_OK);
        estate.tbs[i] = facts.tbs;
        estate.alg = facts.sig_alg;
        if (made[i].key == NULL)
            continue;
        must((f = fopen(path_of(made[i].key, path), "r")) != NULL);
        must((estate.key[i] = PEM_read_PrivateKey(f, NULL, NULL, NULL)) != NULL);
        (void)fclose(f);
    }
}

static void
sign(struct writer *out, struct base_slice tbs, EVP_PKEY *key)
{
    uint8_t signature[1 + 512] = { 0 };
    size_t len = sizeof signature - 1;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    must(ctx != NULL && EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) == 1);
    must(EVP_DigestSign(ctx, signature + 1, &len, tbs.ptr, tbs.len) == 1);
    EVP_MD_CTX_free(ctx);
    writer_tlv(out, 0x03, (struct base_slice){ signature, len + 1 });
}

static void
apply(struct writer *w, const struct der_edit *e)
{
    struct writer next = { 0 };

    (void)der_edit_apply(&next, writer_slice(w), e);
    writer_free(w);
    *w = next;
}

static enum der_edit_op
op_of(const uint8_t *edit)
{
    return (enum der_edit_op)((edit[0] >> 2) % DER_OPS);
}

/* Of an edit of OUTER the node's lowest bits say whose it is, TWIN's being the last. */
static void
edit_tbs(struct writer *tbs, int i, const uint8_t *edit)
{
    struct der_edit e = { .op = op_of(edit), .node = edit[1], .value = edit[2] };

    if (i == TWIN)
        e.node >>= 2;
    if (i == TWIN ? (edit[0] & 3) == OUTER && (edit[1] & 3) == 3 : (edit[0] & 3) == i)
        apply(tbs, &e);
}

static void
edit_outer(struct writer *algorithm, struct writer *signature, int i, const uint8_t *edit)
{
    const struct der_edit e = { .op = op_of(edit), .node = edit[1] >> 3, .value = edit[2] };

    if ((edit[0] & 3) == OUTER && (edit[1] & 3) == i)
        apply((edit[1] & 4) != 0 ? signature : algorithm, &e);
}

/* Certificate ::= SEQUENCE { tbs, algorithm, signature }: the edits of certificate i, and its
 * issuer's signature. */
static void
make(struct certificate *c, int i, const uint8_t *edits, size_t n)
{
    struct writer tbs = { 0 }, algorithm = { 0 }, signature = { 0 }, signed_as = { 0 };
    size_t begun;

    writer_bytes(&tbs, estate.tbs[i]);
    writer_bytes(&algorithm, estate.alg);
    for (size_t at = 0; at + 3 <= n; at += 3)
        edit_tbs(&tbs, i, edits + at);
    sign(&signature, writer_slice(&tbs), estate.key[i == UNRELATED ? LEAF : i]);
    writer_bytes(&signed_as, writer_slice(&signature));
    for (size_t at = 0; at + 3 <= n; at += 3)
        edit_outer(&algorithm, &signature, i, edits + at);
    begun = writer_begin(&c->der, 0x30);
    writer_bytes(&c->der, writer_slice(&tbs));
    writer_bytes(&c->der, writer_slice(&algorithm));
    writer_bytes(&c->der, writer_slice(&signature));
    writer_end(&c->der, begun);
    c->readable = certcheck_facts_read(writer_slice(&c->der), &c->facts) == CERTCHECK_OK;
    /* Behind the head of the BIT STRING (four octets) and its unused bits. */
    c->false_signature = !c->readable || c->facts.signature.len != signed_as.len - 5 ||
                         memcmp(c->facts.signature.ptr, signed_as.at + 5, signed_as.len - 5) != 0;
    writer_free(&tbs);
    writer_free(&algorithm);
    writer_free(&signature);
    writer_free(&signed_as);
}

/* How it is judged: what an oracle changes. */
struct setting {
    bool backwards, unrelated, root_is_trusted, no_root, twin, no_issuing;
    int64_t now_s;
};

static bool
is_left_out(int i, const struct setting *s)
{
    return (i == UNRELATED && !s->unrelated) || (i == ROOT && s->no_root) ||
           (i == TWIN && !s->twin) || (i == ISSUING && s->no_issuing);
}

static enum certcheck_verdict
verdict(struct certificate *chain, unsigned required, const struct setting *s)
{
    static struct certcheck_judgement j;
    struct certcheck_candidate all[CERTS], pool[CERTS];
    struct certcheck_policy policy = { .required = required, .trust = true, .now_s = s->now_s };
    struct certcheck_crypto *crypto = certcheck_crypto_new();
    size_t n = 0;

    must(crypto != NULL);
    for (int i = 0; i < CERTS; i++) {
        if (!chain[i].readable || is_left_out(i, s))
            continue;
        all[n++] = (struct certcheck_candidate){
            .facts = &chain[i].facts,
            .source =
                i == ROOT && s->root_is_trusted ? CERTCHECK_SOURCE_TRUST : CERTCHECK_SOURCE_FILE,
        };
    }
    for (size_t i = 0; i < n; i++)
        pool[i] = all[s->backwards ? n - 1 - i : i];
    (void)certcheck_evaluate(&policy, &all[LEAF],
                             &(struct certcheck_pool){ .at = pool, .n = n, .sorted = false },
                             certcheck_crypto_verify, crypto, &j);
    certcheck_crypto_free(crypto);
    return j.verdict;
}

static void
check_never_ready(struct certificate *chain, unsigned required)
{
    const struct setting sound = { .root_is_trusted = true, .now_s = NOW_S };
    struct setting s = sound;

    s.root_is_trusted = false;
    must(verdict(chain, required, &s) != CERTCHECK_READY);
    s = sound;
    s.no_root = true;
    must(verdict(chain, required, &s) != CERTCHECK_READY);
    must((!chain[LEAF].false_signature && !chain[ISSUING].false_signature) ||
         verdict(chain, required, &sound) != CERTCHECK_READY);
    for (int i = LEAF; i <= ISSUING; i++) {
        uint8_t *last = &chain[i].der.at[chain[i].der.len - 1];

        s = sound;
        *last ^= 1; /* a wrong signature */
        must(verdict(chain, required, &s) != CERTCHECK_READY);
        *last ^= 1;
        if (!chain[i].readable)
            continue;
        s.now_s = chain[i].facts.not_after_s + 1;
        must(verdict(chain, required, &s) != CERTCHECK_READY);
        s.now_s = chain[i].facts.not_before_s - 1;
        must(verdict(chain, required, &s) != CERTCHECK_READY);
    }
}

static void
check_equal(struct certificate *chain, unsigned required)
{
    const struct setting sound = { .root_is_trusted = true, .now_s = NOW_S };
    enum certcheck_verdict due = verdict(chain, required, &sound);
    struct setting s = sound;

    s.backwards = true;
    must(verdict(chain, required, &s) == due);
    s.unrelated = true;
    must(verdict(chain, required, &s) == due);
    s.backwards = false;
    must(verdict(chain, required, &s) == due);
}

/* Of two issuers that fit, neither is better than what it is alone. */
static void
check_twins(struct certificate *chain, unsigned required)
{
    struct setting s = { .root_is_trusted = true, .now_s = NOW_S };
    enum certcheck_verdict alone, twin, both;

    alone = verdict(chain, required, &s);
    s.twin = true;
    both = verdict(chain, required, &s);
    s.backwards = true;
    must(verdict(chain, required, &s) == both);
    s.no_issuing = true;
    twin = verdict(chain, required, &s);
    must(both != CERTCHECK_READY || alone == CERTCHECK_READY || twin == CERTCHECK_READY);
}

/* The file holds this certificate by its own octets. */
static void
check_holds(struct base_slice file, struct base_slice der)
{
    struct certcheck_bundle b;
    char why[BASE_WHY_MAX];

    must(certcheck_bundle_read(file, &b, BASE_TEXT_IN(why)) == CERTCHECK_OK);
    must(b.n == 1 && b.at[0].kind == CERTCHECK_KIND_CERTIFICATE);
    must(base_slice_eq(b.at[0].der, der));
    certcheck_bundle_clear(&b);
}

static void
check_pem(struct base_slice der)
{
    static uint8_t base64[PEM_MAX], text[PEM_MAX + 64];
    int n;

    if (der.len > PEM_MAX / 2)
        return;
    n = EVP_EncodeBlock(base64, der.ptr, (int)der.len);
    check_holds((struct base_slice){ base64, (size_t)n }, der);
    n = snprintf((char *)text, sizeof text,
                 "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n", (char *)base64);
    check_holds((struct base_slice){ text, (size_t)n }, der);
}

static void
check_pkcs7(struct base_slice der)
{
    struct writer w = { 0 };
    size_t outer = writer_begin(&w, 0x30), content, data, inner;

    writer_oid(&w, "1.2.840.113549.1.7.2"); /* signedData, certificates alone */
    content = writer_begin(&w, 0xa0);
    data = writer_begin(&w, 0x30);
    writer_hex(&w, "020101 3100");
    inner = writer_begin(&w, 0x30);
    writer_oid(&w, "1.2.840.113549.1.7.1");
    writer_end(&w, inner);
    writer_tlv(&w, 0xa0, der);
    writer_hex(&w, "3100");
    writer_end(&w, data);
    writer_end(&w, content);
    writer_end(&w, outer);
    check_holds(writer_slice(&w), der);
    writer_free(&w);
}

static void
check_pkcs12(struct base_slice der)
{
    static const struct {
        uint8_t tag;
        const char *oid;
    } layers[] = {
        /* ContentInfo data { AuthenticatedSafe { ContentInfo data { SafeContents { SafeBag */
        { 0x30, "1.2.840.113549.1.7.1" },
        { 0xa0, NULL },
        { 0x04, NULL },
        { 0x30, NULL },
        { 0x30, "1.2.840.113549.1.7.1" },
        { 0xa0, NULL },
        { 0x04, NULL },
        { 0x30, NULL },
        { 0x30, "1.2.840.113549.1.12.10.1.3" },
        { 0xa0, NULL },
        { 0x30, "1.2.840.113549.1.9.22.1" },
        { 0xa0, NULL },
    };
    enum { N = sizeof layers / sizeof layers[0] };
    struct writer w = { 0 };
    size_t begun[N], outer = writer_begin(&w, 0x30);

    writer_hex(&w, "020103");
    for (size_t i = 0; i < N; i++) {
        begun[i] = writer_begin(&w, layers[i].tag);
        if (layers[i].oid != NULL)
            writer_oid(&w, layers[i].oid);
    }
    writer_tlv(&w, 0x04, der);
    for (size_t i = N; i > 0; i--)
        writer_end(&w, begun[i - 1]);
    writer_end(&w, outer);
    check_holds(writer_slice(&w), der);
    writer_free(&w);
}

static void
check_containers(const struct certificate *c)
{
    struct base_slice der = writer_slice(&c->der);

    if (!c->readable)
        return;
    check_holds(der, der);
    check_pem(der);
    check_pkcs7(der);
    check_pkcs12(der);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct certificate chain[CERTS] = { 0 };
    unsigned required;

    if (size == 0 || size > 1 + 3 * EDITS_MAX)
        return 0;
    if (estate.key[LEAF] == NULL)
        estate_load();
    required = data[0] % 3 + 1u;
    for (int i = LEAF; i < CERTS; i++)
        make(&chain[i], i, data + 1, i == UNRELATED ? 0 : size - 1);
    for (int i = LEAF; i <= ROOT; i++)
        check_containers(&chain[i]);
    if (size == 1) /* the chain as it is: or the oracles below prove nothing */
        must(verdict(chain, required,
                     &(struct setting){ .root_is_trusted = true, .now_s = NOW_S }) ==
             CERTCHECK_READY);
    if (chain[LEAF].readable) {
        check_never_ready(chain, required);
        check_equal(chain, required);
        check_twins(chain, required);
    }
    for (int i = LEAF; i < CERTS; i++)
        writer_free(&chain[i].der);
    return 0;
}
