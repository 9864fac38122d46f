/* SPDX-License-Identifier: MIT */
#include "store.h"

#include "files.h"
#include "memory.h"

#include <certcheck/bundle.h>
#include <certcheck/names.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

_Static_assert(offsetof(struct report_certificate, facts) == 0, "cli_certificate_of relies on it");

const struct report_certificate *
cli_certificate_of(const struct certcheck_facts *facts)
{
    return (const struct report_certificate *)(const void *)facts;
}

void
cli_certificate_read(struct cli_store *s, struct base_slice der, struct report_certificate *out)
{
    const struct certcheck_object o = { .kind = CERTCHECK_KIND_CERTIFICATE, .der = der };

    cli_object_read(s, &o, out);
}

void
cli_object_read(struct cli_store *s, const struct certcheck_object *o,
                struct report_certificate *out)
{
    struct base_slice der = o->der;

    out->der = der;
    out->readable = certcheck_read_as(o->kind, der, &out->facts) == CERTCHECK_OK;
    if (out->readable)
        der = out->der = out->facts.der;
    if (o->has_thumbprint)
        der = (struct base_slice){ o->thumbprint, sizeof o->thumbprint };
    if (!certcheck_sha1(s->crypto, der, out->sha1) ||
        !certcheck_sha256(s->crypto, der, out->sha256))
        out->readable = false;
    if (o->has_thumbprint)
        memcpy(out->sha1, o->thumbprint, sizeof out->sha1);
    out->made_sha256 = o->kind != CERTCHECK_KIND_CERTIFICATE && o->kind != CERTCHECK_KIND_REQUEST;
    out->made_sha1 = out->made_sha256 && !o->has_thumbprint;
}

static bool
add_property(struct cli_store *s, const struct cli_property *p)
{
    struct cli_property *grown = realloc(s->properties, (s->properties_n + 1) * sizeof *grown);

    if (grown == NULL)
        return false;
    grown[s->properties_n++] = *p;
    s->properties = grown;
    return true;
}

/* From a serialized store. */
static bool
keep_property(struct cli_store *s, const struct report_certificate *c,
              const struct certcheck_property *property)
{
    struct cli_property p = { .hash_len = CERTCHECK_SHA256_LEN, .property = *property };

    memcpy(p.hash, c->sha256, CERTCHECK_SHA256_LEN);
    return add_property(s, &p);
}

/* A certificate of its own, with its DER behind it in one allocation. */
static bool
add(struct cli_store *s, const struct certcheck_object *o, enum certcheck_source source,
    const char *path, struct base_text *why)
{
    struct base_slice der = o->der;
    struct report_certificate *c = malloc(sizeof *c + der.len);
    struct report_certificate **at =
        realloc(s->at, (s->n + 1) * sizeof(struct report_certificate *));
    struct certcheck_candidate *own = realloc(s->own, (s->n + 1) * sizeof *own);

    if (at != NULL)
        s->at = at;
    if (own != NULL)
        s->own = own;
    if (c == NULL || at == NULL || own == NULL) {
        free(c);
        return cli_complain(why, path, "out of memory");
    }
    memcpy(c + 1, der.ptr, der.len);
    cli_certificate_read(s, (struct base_slice){ (const uint8_t *)(c + 1), der.len }, c);
    if (!c->readable) {
        (void)cli_complain(why, path, "");
        certcheck_facts_why(der, &c->facts, why);
        free(c);
        return false;
    }
    s->own[s->n] = (struct certcheck_candidate){ .facts = &c->facts, .source = source };
    s->at[s->n++] = c;
    return !o->has_property || keep_property(s, c, &o->property) ||
           cli_complain(why, path, "out of memory");
}

static bool
load_file(struct cli_store *s, const char *path, enum certcheck_source source,
          struct base_text *why)
{
    struct cli_buffer file = { 0 };
    struct certcheck_bundle bundle = { 0 };
    char reason[CERTCHECK_WHY_MAX] = "";
    size_t before = s->n;
    bool ok = cli_read_file(path, CERTCHECK_FILE_MAX, &file, why);

    if (ok && certcheck_bundle_read((struct base_slice){ file.at, file.len }, &bundle, reason) !=
                  CERTCHECK_OK)
        ok = cli_complain(why, path, reason);
    if (ok && reason[0] != '\0')
        ok = cli_complain(why, path, reason); /* what stands for trust must be whole */
    for (size_t i = 0; ok && i < bundle.n; i++)
        if (bundle.at[i].kind == CERTCHECK_KIND_CERTIFICATE)
            ok = add(s, &bundle.at[i], source, path, why);
    if (ok && s->n == before)
        ok = cli_complain(why, path, reason[0] != '\0' ? reason : "no certificate in it");
    certcheck_bundle_clear(&bundle);
    cli_buffer_free(&file);
    return ok;
}

/* Every file of a directory; what holds no certificate there is passed over. */
static bool
load_dir(struct cli_store *s, const char *path, struct base_text *why)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    size_t before = s->n;
    char name[4096], ignored[512];

    if (dir == NULL)
        return cli_complain(why, path, "the directory cannot be read");
    while ((entry = readdir(dir)) != NULL) {
        struct base_text t, nothing;

        if (entry->d_name[0] == '.')
            continue;
        base_text_init(&t, name, sizeof name);
        base_text_init(&nothing, ignored, sizeof ignored);
        base_text_str(&t, path);
        base_text_byte(&t, '/');
        base_text_str(&t, entry->d_name);
        (void)load_file(s, name, CERTCHECK_SOURCE_TRUST, &nothing);
    }
    closedir(dir);
    return s->n > before || cli_complain(why, path, "no certificate in the directory");
}

static void
allow_oid(const char *dotted, struct certcheck_property *p, bool *ok)
{
    uint8_t der[128];
    size_t len;
    const char *name;

    *ok = certcheck_oid_parse(dotted, der, sizeof der, &len);
    if (!*ok)
        return;
    name = certcheck_oid_name((struct base_slice){ der, len });
    if (name == NULL)
        return;
    if (strcmp(name, "serverAuth") == 0)
        p->allows |= BASE_USAGE_SERVER_AUTH;
    else if (strcmp(name, "clientAuth") == 0)
        p->allows |= BASE_USAGE_CLIENT_AUTH;
    else if (strcmp(name, "anyExtendedKeyUsage") == 0)
        p->allows |= BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH;
}

/* "HASH OID[,OID...]"; no OID at all: every purpose is disabled. */
static bool
parse_property(char *line, struct cli_property *out)
{
    char *save = NULL, *word = strtok_r(line, " \t\r,", &save);
    bool ok = true;

    *out = (struct cli_property){ 0 };
    if (word == NULL || !base_parse_hex(word, out->hash, sizeof out->hash, &out->hash_len) ||
        (out->hash_len != CERTCHECK_SHA1_LEN && out->hash_len != CERTCHECK_SHA256_LEN))
        return false;
    while (ok && (word = strtok_r(NULL, " \t\r,", &save)) != NULL)
        allow_oid(word, &out->property, &ok);
    return ok;
}

static bool
complain_line(struct base_text *why, const char *path, unsigned line, const char *text)
{
    base_text_safe(why, base_slice_str(path));
    base_text_byte(why, ':');
    base_text_u64(why, line);
    base_text_str(why, ": ");
    base_text_str(why, text);
    return false;
}

static bool
load_properties(struct cli_store *s, const char *path, struct base_text *why)
{
    struct cli_buffer file = { 0 };
    struct cli_property p;
    unsigned number = 0;
    bool ok = cli_read_file(path, 1048576, &file, why);
    char *line, *save = NULL, *text = ok ? malloc(file.len + 1) : NULL;

    if (text != NULL) {
        memcpy(text, file.at, file.len);
        text[file.len] = '\0';
    } else if (ok) {
        ok = cli_complain(why, path, "out of memory");
    }
    for (line = text == NULL ? NULL : strtok_r(text, "\n", &save); ok && line != NULL;
         line = strtok_r(NULL, "\n", &save)) {
        number++;
        if (line[0] == '#' || line[strspn(line, " \t\r")] == '\0')
            continue;
        if (!parse_property(line, &p))
            ok = complain_line(why, path, number,
                               "expected HASH OID[,OID...], HASH a SHA-1 or SHA-256");
        else if (!add_property(s, &p))
            ok = complain_line(why, path, number, "out of memory");
    }
    free(text);
    cli_buffer_free(&file);
    return ok;
}

const struct certcheck_property *
cli_store_property(const struct cli_store *s, const struct report_certificate *c)
{
    for (size_t i = 0; i < s->properties_n; i++) {
        const struct cli_property *p = &s->properties[i];
        const uint8_t *hash = p->hash_len == CERTCHECK_SHA1_LEN ? c->sha1 : c->sha256;

        if (memcmp(p->hash, hash, p->hash_len) == 0)
            return &p->property;
    }
    if (s->objects != NULL && c >= s->offered && c < s->offered + s->offered_n &&
        s->objects[c - s->offered].has_property)
        return &s->objects[c - s->offered].property;
    return NULL;
}

bool
cli_store_load(struct cli_store *s, const struct cli_options *o, struct base_text *why)
{
    *s = (struct cli_store){ .crypto = certcheck_crypto_new() };
    if (s->crypto == NULL)
        return cli_complain(why, "OpenSSL", "cannot be initialised");
    if (o->store_property != NULL && !load_properties(s, o->store_property, why))
        return false;
    for (size_t i = 0; i < o->ca_files.n; i++)
        if (!load_file(s, o->ca_files.at[i], CERTCHECK_SOURCE_TRUST, why))
            return false;
    for (size_t i = 0; i < o->ca_dirs.n; i++)
        if (!load_dir(s, o->ca_dirs.at[i], why))
            return false;
    s->trust = s->n > 0;
    for (size_t i = 0; i < o->issuers.n; i++)
        if (!load_file(s, o->issuers.at[i], CERTCHECK_SOURCE_FILE, why))
            return false;
    for (size_t i = 0; i < s->n; i++)
        s->own[i].property = cli_store_property(s, s->at[i]);
    return true;
}

void
cli_store_clear(struct cli_store *s)
{
    for (size_t i = 0; i < s->n; i++)
        free(s->at[i]);
    free(s->at);
    free(s->own);
    free(s->pool);
    free(s->properties);
    certcheck_crypto_free(s->crypto);
    *s = (struct cli_store){ 0 };
}

static int
by_subject(const void *a, const void *b)
{
    const struct certcheck_candidate *x = a, *y = b;

    return (x->facts->subject_hash > y->facts->subject_hash) -
           (x->facts->subject_hash < y->facts->subject_hash);
}

static bool
offer(struct cli_store *s, const struct report_certificate *certs, size_t n,
      enum certcheck_source source)
{
    struct certcheck_candidate *pool = s->pool;

    if (s->n + n > s->pool_cap) {
        pool = realloc(s->pool, (s->n + n) * 2 * sizeof *pool);
        if (pool == NULL)
            return false;
        s->pool = pool;
        s->pool_cap = (s->n + n) * 2;
    }
    if (s->n > 0)
        memcpy(pool, s->own, s->n * sizeof *pool);
    s->pool_n = s->n;
    for (size_t i = 0; i < n; i++)
        if (certs[i].readable && certs[i].facts.kind == CERTCHECK_KIND_CERTIFICATE)
            pool[s->pool_n++] =
                (struct certcheck_candidate){ .facts = &certs[i].facts,
                                              .property = cli_store_property(s, &certs[i]),
                                              .source = source };
    if (s->pool_n > 1)
        qsort(pool, s->pool_n, sizeof *pool, by_subject);
    return true;
}

bool
cli_store_offer(struct cli_store *s, const struct report_certificate *certs, size_t n,
                enum certcheck_source source)
{
    s->objects = NULL;
    return offer(s, certs, n, source);
}

bool
cli_store_offer_objects(struct cli_store *s, const struct report_certificate *certs,
                        const struct certcheck_object *objects, size_t n)
{
    s->offered = certs;
    s->objects = objects;
    s->offered_n = n;
    return offer(s, certs, n, CERTCHECK_SOURCE_FILE);
}

bool
cli_store_judge(struct cli_store *s, const struct certcheck_policy *policy,
                const struct report_certificate *leaf, enum certcheck_source source,
                struct certcheck_judgement *out)
{
    const struct certcheck_candidate first = { .facts = &leaf->facts,
                                               .property = cli_store_property(s, leaf),
                                               .source = source };
    const struct certcheck_pool pool = { .at = s->pool, .n = s->pool_n, .sorted = true };

    /* What was cut is among the findings. */
    (void)certcheck_evaluate(policy, &first, &pool, certcheck_crypto_verify, s->crypto, out);
    return !certcheck_crypto_failed(s->crypto) && !cli_memory_failed();
}
