/* SPDX-License-Identifier: MIT */
#include "keystore.h"

#include <stdlib.h>

#include "cert_store.h"
#include "password.h"

static bool
open_file(struct cli_keystore *k, const struct cli_options *o,
          const struct certcheck_password *password, struct base_text *why)
{
    const struct certcheck_bundle *b = &k->identity.bundle;

    if (!cli_read_file(o->pfx, CERTCHECK_FILE_MAX, &k->file, why))
        return false;
    if (certcheck_identity_open((struct base_slice){ k->file.at, k->file.len }, password,
                                &k->identity, why) != CERTCHECK_OK)
        return base_complain_about(why, o->pfx);
    k->chain = calloc(b->n, sizeof *k->chain);
    if (k->chain == NULL)
        return base_complain(why, o->pfx, "out of memory");
    for (size_t i = 0; i < b->n; i++)
        k->chain[i] = b->at[i].der;
    k->probe = (struct probe_keystore){
        .name = o->pfx, .chain = k->chain, .chain_n = b->n, .key = k->identity.key
    };
    return true;
}

/* What is read from a store is certificates, never a key: docs/windows.md promises it. */
static bool
is_file(const char *option, const char *path, struct base_text *why)
{
    if (path == NULL || !cli_is_cert_store(path))
        return true;
    base_text_str(why, option);
    base_text_byte(why, ' ');
    return base_complain(
        why, path,
        "private keys are not read from a certificate store: export the certificate with its key "
        "(certutil -exportPFX My THUMBPRINT FILE.pfx, or Export-PfxCertificate in PowerShell) and "
        "give --pfx FILE.pfx; a key that is marked as not exportable cannot be presented");
}

static bool
are_files(const struct cli_options *o, struct base_text *why)
{
    return is_file("--cert", o->cert, why) && is_file("--key", o->key, why) &&
           is_file("--pfx", o->pfx, why) && is_file("--trial-certs", o->trial_certs, why);
}

bool
cli_keystore_load(struct cli_keystore *k, const struct cli_options *o, struct base_text *why)
{
    struct cli_password password;
    bool ok;

    *k = (struct cli_keystore){ 0 };
    if (!are_files(o, why) || !cli_password_load(&password, o, why))
        return false;
    password.path = o->pfx;
    ok = o->pfx == NULL || open_file(k, o, &password.password, why);
    cli_password_clear(&password);
    return ok;
}

void
cli_keystore_clear(struct cli_keystore *k)
{
    certcheck_identity_clear(&k->identity);
    free(k->chain);
    cli_buffer_wipe(&k->file); /* a key may stand there in the clear */
}
