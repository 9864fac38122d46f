/* SPDX-License-Identifier: MIT */
#include "load_store.h"

#include <certcheck/bundle.h>
#include <certcheck/names.h>

#include <os/certificates.h>
#include <os/file.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cert_store.h"
#include "files.h"
#include "say.h"
#include "walk.h"

static bool
add(struct assess_store *s, const struct certcheck_object *o, enum certcheck_source source,
    const char *path, struct base_text *why)
{
    return assess_store_add(s, o, source, why) || base_complain_about(why, path);
}

/* Every certificate of a file. */
static bool
add_bundle(struct assess_store *s, const char *path, const struct cli_buffer *file,
           enum certcheck_source source, struct base_text *why)
{
    struct certcheck_bundle bundle = { 0 };
    size_t before = s->n;
    bool ok = true;

    if (certcheck_bundle_read((struct base_slice){ file->at, file->len }, &bundle, why) !=
            CERTCHECK_OK ||
        why->len > 0)
        ok = base_complain_about(why, path); /* a source of trust must be complete */
    for (size_t i = 0; ok && i < bundle.n; i++)
        if (bundle.at[i].kind == CERTCHECK_KIND_CERTIFICATE)
            ok = add(s, &bundle.at[i], source, path, why);
    if (ok && s->n == before)
        ok = base_complain(why, path, "no certificate in it");
    certcheck_bundle_clear(&bundle);
    return ok;
}

static bool
load_file(struct assess_store *s, const char *path, enum certcheck_source source,
          struct base_text *why)
{
    struct cli_buffer file = { 0 };
    bool ok = cli_read_file(path, CERTCHECK_FILE_MAX, &file, why) &&
              add_bundle(s, path, &file, source, why);

    cli_buffer_free(&file);
    return ok;
}

struct loading {
    struct assess_store *store;
    const struct cli_options *options;
    bool no_memory;
};

/* Files without a certificate are skipped; one that cannot be read might be a root, so it is an
 * error. */
static void
load_entry(void *ctx, const char *path)
{
    struct loading *l = ctx;
    struct cli_buffer file = { 0 };
    char line[512];
    struct base_text why;

    base_text_init(&why, line, sizeof line);
    if (cli_read_entry(path, CERTCHECK_FILE_MAX, &file, &why)) {
        (void)add_bundle(l->store, path, &file, CERTCHECK_SOURCE_TRUST, &why);
    } else {
        l->no_memory = l->no_memory || errno == ENOMEM;
        cli_say(l->options, line);
    }
    cli_buffer_free(&file);
}

static void
tell_entry(void *ctx, const char *path, int error)
{
    struct loading *l = ctx;
    char line[512];
    struct base_text t;

    l->no_memory = l->no_memory || error == ENOMEM;
    base_text_init(&t, line, sizeof line);
    (void)base_complain(&t, path, cli_file_error(error));
    cli_say(l->options, line);
}

static bool
load_dir(struct assess_store *s, const struct cli_options *o, const char *path,
         struct base_text *why)
{
    struct loading l = { .store = s, .options = o };
    const struct cli_walk walk = { .ctx = &l, .file = load_entry, .failed = tell_entry };
    size_t before = s->n;

    if (!cli_is_directory(path) || os_may_read(path) != 0)
        return base_complain(why, path, "the directory cannot be read");
    cli_walk(&walk, path);
    if (l.no_memory)
        return base_complain(why, path, "out of memory");
    return s->n > before || base_complain(why, path, "no certificate in the directory");
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
parse_property(char *line, struct assess_property *out)
{
    char *save = NULL, *word = strtok_r(line, " \t\r,", &save);
    bool ok = true;

    *out = (struct assess_property){ 0 };
    if (word == NULL || !base_parse_hex(word, out->hash, sizeof out->hash, &out->hash_len) ||
        (out->hash_len != CERTCHECK_SHA1_LEN && out->hash_len != CERTCHECK_SHA256_LEN))
        return false;
    while (ok && (word = strtok_r(NULL, " \t\r,", &save)) != NULL)
        allow_oid(word, &out->property, &ok);
    return ok;
}

static bool
load_properties(struct assess_store *s, const char *path, struct base_text *why)
{
    struct cli_buffer file = { 0 };
    struct assess_property p;
    unsigned number = 0;
    bool ok = cli_read_file(path, 1048576, &file, why);
    char *line, *save = NULL, *text = ok ? malloc(file.len + 1) : NULL;

    if (text != NULL) {
        memcpy(text, file.at, file.len);
        text[file.len] = '\0';
    } else if (ok) {
        ok = base_complain(why, path, "out of memory");
    }
    for (line = text == NULL ? NULL : strtok_r(text, "\n", &save); ok && line != NULL;
         line = strtok_r(NULL, "\n", &save)) {
        number++;
        if (line[0] == '#' || line[strspn(line, " \t\r")] == '\0')
            continue;
        if (!parse_property(line, &p))
            ok = base_complain_line(why, path, number,
                                    "expected HASH OID[,OID...], HASH a SHA-1 or SHA-256");
        else if (!assess_store_add_property(s, &p))
            ok = base_complain_line(why, path, number, "out of memory");
    }
    free(text);
    cli_buffer_free(&file);
    return ok;
}

/* What a store begins with is each profile's own: it is made anew only where an option says else.
 */
static bool
load_forecast(struct assess_store *s, const struct cli_options *o, struct base_text *why)
{
    struct cli_buffer file = { 0 };
    struct base_slice table = { 0 };
    char line[200];
    struct base_text t;
    bool ok =
        o->public_cas == NULL || cli_read_file(o->public_cas, CERTCHECK_PUBLIC_CAS_MAX, &file, why);

    if (o->verifier == NULL && o->change == NULL && o->public_cas == NULL)
        return true;
    base_text_init(&t, line, sizeof line);
    assess_forecast_clear(&s->forecast);
    if (o->public_cas != NULL)
        table = (struct base_slice){ file.len > 0 ? file.at : (const uint8_t *)"", file.len };
    if (ok && !assess_forecast_init(&s->forecast, o->verifier, o->change, table, &t)) {
        ok = false;
        if (o->public_cas != NULL && strncmp(line, "line ", 5) == 0)
            (void)base_complain(why, o->public_cas, line);
        else
            base_text_str(why, line);
    }
    cli_buffer_free(&file);
    return ok;
}

/* A root of the system's that cannot be read is skipped: it is one of hundreds that nobody named.
 */
static bool
load_machine_store(struct assess_store *s, const char *name, enum certcheck_source source,
                   struct base_text *why)
{
    struct cli_buffer file = { 0 };
    struct certcheck_bundle bundle;
    char line[BASE_WHY_MAX];
    struct base_text ignored;
    bool ok = cli_cert_store_read(name, &file, why);

    if (ok && certcheck_bundle_read((struct base_slice){ file.at, file.len }, &bundle,
                                    BASE_TEXT_IN(line)) == CERTCHECK_OK) {
        for (size_t i = 0; i < bundle.n; i++) {
            base_text_init(&ignored, line, sizeof line);
            (void)assess_store_add(s, &bundle.at[i], source, &ignored);
        }
        certcheck_bundle_clear(&bundle);
    }
    cli_buffer_free(&file);
    return ok;
}

bool
cli_roots_of_machine(const struct cli_options *o)
{
    return o->ca_files.n == 0 && o->ca_dirs.n == 0 && os_certificates_are_here() &&
           !o->compare_with_windows;
}

/* --ca-file none: trust is not checked, on Windows either. */
static bool
is_none(const char *path)
{
    return strcmp(path, "none") == 0;
}

static bool
load_roots(struct assess_store *s, const struct cli_options *o, struct base_text *why)
{
    if (cli_roots_of_machine(o))
        return load_machine_store(s, CLI_MACHINE_ROOTS, CERTCHECK_SOURCE_TRUST, why) &&
               load_machine_store(s, "Cert:\\LocalMachine\\CA", CERTCHECK_SOURCE_FILE, why);
    for (size_t i = 0; i < o->ca_files.n; i++)
        if (!is_none(o->ca_files.at[i]) &&
            !load_file(s, o->ca_files.at[i], CERTCHECK_SOURCE_TRUST, why))
            return false;
    for (size_t i = 0; i < o->ca_dirs.n; i++)
        if (!load_dir(s, o, o->ca_dirs.at[i], why))
            return false;
    return true;
}

bool
cli_store_load(struct assess_store *s, const struct cli_options *o, struct base_text *why)
{
    if (!assess_store_init(s))
        return base_complain(why, "OpenSSL", "cannot be initialised");
    if (!load_forecast(s, o, why))
        return false;
    if (o->store_property != NULL && !load_properties(s, o->store_property, why))
        return false;
    if (!load_roots(s, o, why))
        return false;
    for (size_t i = 0; i < o->issuers.n; i++)
        if (!load_file(s, o->issuers.at[i], CERTCHECK_SOURCE_FILE, why))
            return false;
    assess_store_complete(s);
    return true;
}

/* The mark is made of the certificates, not of the names of files, which may be replaced. */
static uint64_t
mark_of(const struct assess_store *s, enum certcheck_source source)
{
    uint64_t mark = 0;

    for (size_t i = 0; i < s->n; i++)
        if (s->own[i].source == source)
            mark += base_slice_hash(s->at[i]->der);
    return mark;
}

struct assess_policy
cli_policy(const struct cli_options *o, const struct assess_store *s, int64_t now_s)
{
    bool both = o->program == CLI_CERTCHECK && o->profile == NULL && o->require == 0;

    struct assess_policy policy = {
        .required = both ? BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH : o->require,
        .opted_out = o->opted_out,
        .trust = s->trust,
        .at_s = o->at_given ? o->at_s : now_s,
        .expires_s = (int64_t)o->expires_within_days * 86400,
    };

    memcpy(policy.settings, o->settings, sizeof policy.settings);
    policy.settings[ASSESS_SETTING_ROOTS] = mark_of(s, CERTCHECK_SOURCE_TRUST);
    policy.settings[ASSESS_SETTING_CHAIN] = mark_of(s, CERTCHECK_SOURCE_FILE);
    return policy;
}
