/* SPDX-License-Identifier: MIT */
#include "keystore.h"

#include <stdlib.h>

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

bool
cli_keystore_load(struct cli_keystore *k, const struct cli_options *o, struct base_text *why)
{
    struct cli_password password;
    bool ok;

    *k = (struct cli_keystore){ 0 };
    if (!cli_password_load(&password, o, why))
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
