/* SPDX-License-Identifier: MIT */
/*
 * The directory of --trial-certs: PEM files, each a certificate and its chain, the key in the same
 * file or in any other of the directory; and PKCS#12 files.
 */
#include "trial.h"

#include <certcheck/identity.h>
#include <os/file.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "password.h"
#include "walk.h"

#define FILES_MAX 512

enum holds { HOLDS_CERTIFICATE = 1, HOLDS_KEY = 2, HOLDS_DER = 4 };

struct entry {
    char *path;
    unsigned holds;
    bool keyless; /* it may be one, but no key was found */
};

struct folder {
    struct entry at[FILES_MAX];
    size_t n;
    bool full;
    struct cli_trial *trial;
    const struct cli_options *options;
    struct cli_password password;
    struct base_text *why;
};

static bool
contains(const struct cli_buffer *file, const char *word)
{
    size_t n = strlen(word);

    for (size_t i = 0; i + n <= file->len; i++)
        if (memcmp(file->at + i, word, n) == 0)
            return true;
    return false;
}

static unsigned
what_it_holds(const char *path)
{
    struct cli_buffer file = { 0 };
    char line[256];
    struct base_text why;
    unsigned holds = 0;

    base_text_init(&why, line, sizeof line);
    if (cli_read_entry(path, CERTCHECK_FILE_MAX, &file, &why) && file.len > 0) {
        holds |= contains(&file, "CERTIFICATE-----") ? HOLDS_CERTIFICATE : 0;
        holds |= contains(&file, "PRIVATE KEY-----") ? HOLDS_KEY : 0;
        holds |= holds == 0 && file.at[0] == 0x30 ? HOLDS_DER : 0;
    }
    cli_buffer_wipe(&file);
    return holds;
}

static void
on_file(void *ctx, const char *path)
{
    struct folder *f = ctx;
    struct entry one = { .holds = what_it_holds(path) };

    if (one.holds == 0)
        return;
    one.path = f->n == FILES_MAX ? NULL : strdup(path);
    if (one.path == NULL)
        f->full = true;
    else
        f->at[f->n++] = one;
}

static void
on_failed(void *ctx, const char *path, int error)
{
    (void)ctx;
    (void)path;
    (void)error; /* what cannot be read is no certificate with its key */
}

static bool
add(struct folder *f, const char *path, struct probe_identity *id)
{
    struct cli_trial *t = f->trial;
    char *name = strdup(path + os_directory_len(path));

    if (t->n == ASSESS_TRIAL_MAX || name == NULL) {
        probe_identity_free(id);
        free(name);
        return base_complain(f->why, f->options->trial_certs,
                             name == NULL ? "out of memory" : "more than 64 certificates");
    }
    t->identities[t->n] = id;
    t->at[t->n] = (struct assess_trial_certificate){ .name = name, .identity = id };
    t->at[t->n].chain = probe_identity_chain(id, &t->at[t->n].chain_n);
    t->n++;
    return true;
}

/* Its key stands beside it, or in another file. */
static struct probe_identity *
open_pem(const struct folder *f, const struct entry *e)
{
    char refused[256];
    struct probe_identity *id = NULL;

    if ((e->holds & HOLDS_KEY) != 0)
        id = probe_identity_open(e->path, e->path, BASE_TEXT_IN(refused));
    for (size_t i = 0; id == NULL && i < f->n; i++)
        if ((f->at[i].holds & HOLDS_KEY) != 0 && &f->at[i] != e)
            id = probe_identity_open(e->path, f->at[i].path, BASE_TEXT_IN(refused));
    return id;
}

static struct probe_identity *
open_pkcs12(struct folder *f, const struct entry *e)
{
    struct certcheck_identity in;
    struct cli_buffer file = { 0 };
    struct probe_identity *id = NULL;
    struct base_slice *chain = NULL;
    char line[256], refused[256];
    struct base_text why;

    base_text_init(&why, line, sizeof line);
    f->password.path = e->path;
    if (cli_read_entry(e->path, CERTCHECK_FILE_MAX, &file, &why) &&
        certcheck_identity_open((struct base_slice){ file.at, file.len }, &f->password.password,
                                &in, &why) == CERTCHECK_OK) {
        chain = calloc(in.bundle.n, sizeof *chain);
        for (size_t i = 0; chain != NULL && i < in.bundle.n; i++)
            chain[i] = in.bundle.at[i].der;
        if (chain != NULL)
            id = probe_identity_of(
                &(struct probe_keystore){
                    .name = e->path, .chain = chain, .chain_n = in.bundle.n, .key = in.key },
                BASE_TEXT_IN(refused));
        free(chain);
        certcheck_identity_clear(&in);
    }
    cli_buffer_wipe(&file);
    return id;
}

static void
say_left_out(const struct folder *f, const char *path)
{
    char line[512];
    struct base_text t;

    base_text_init(&t, line, sizeof line);
    base_text_str(&t, "--trial-certs: ");
    base_text_safe(&t, base_slice_str(path));
    base_text_str(&t,
                  ": its private key (without a password) is not in the directory: not presented");
    cli_say(f->options, line);
}

static bool
read_all(struct folder *f)
{
    for (size_t i = 0; i < f->n; i++) {
        struct entry *e = &f->at[i];
        struct probe_identity *id = NULL;

        if ((e->holds & HOLDS_CERTIFICATE) != 0)
            id = open_pem(f, e);
        else if ((e->holds & HOLDS_DER) != 0)
            id = open_pkcs12(f, e);
        else
            continue;
        if (id != NULL && !add(f, e->path, id))
            return false;
        e->keyless = id == NULL;
    }
    return true;
}

static void
write_note(struct cli_trial *t)
{
    struct base_text note;

    base_text_init(&note, t->note, sizeof t->note);
    base_text_str(&note, "active trial (--trial-certs): ");
    base_text_u64(&note, t->n);
    base_text_str(&note, t->n == 1 ? " certificate is" : " certificates are");
    base_text_str(&note, " presented to each peer that requests one, one connection at a time; its "
                         "log contains them");
}

static bool
read_folder(struct folder *f)
{
    const char *path = f->options->trial_certs;
    const struct cli_walk walk = { .ctx = f, .file = on_file, .failed = on_failed };

    cli_walk(&walk, path);
    if (f->full)
        return base_complain(f->why, path, "too many files in the directory of --trial-certs");
    if (!read_all(f))
        return false;
    if (f->trial->n == 0) {
        base_text_str(f->why, "--trial-certs ");
        return base_complain(f->why, path, "no certificate with its private key is in it");
    }
    for (size_t i = 0; i < f->n; i++)
        if (f->at[i].keyless)
            say_left_out(f, f->at[i].path);
    write_note(f->trial);
    return true;
}

bool
cli_trial_load(struct cli_trial *t, const struct cli_options *o, struct base_text *why)
{
    struct folder *f;
    bool ok;

    *t = (struct cli_trial){ 0 };
    if (o->trial_certs == NULL)
        return true;
    if (!cli_is_directory(o->trial_certs)) {
        base_text_str(why, "--trial-certs ");
        return base_complain(why, o->trial_certs, "not a directory");
    }
    f = calloc(1, sizeof *f);
    if (f == NULL)
        return base_complain(why, "--trial-certs", "out of memory");
    f->trial = t;
    f->options = o;
    f->why = why;
    ok = cli_password_load(&f->password, o, why) && read_folder(f);
    cli_password_clear(&f->password);
    for (size_t i = 0; i < f->n; i++)
        free(f->at[i].path);
    free(f);
    return ok;
}

void
cli_trial_clear(struct cli_trial *t)
{
    for (size_t i = 0; i < t->n; i++) {
        probe_identity_free(t->identities[i]);
        free((void *)(uintptr_t)t->at[i].name);
    }
    *t = (struct cli_trial){ 0 };
}
