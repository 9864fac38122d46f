/* SPDX-License-Identifier: MIT */
/* What a password locks: the time that passwords may take, and what nobody here can decrypt. */
#include "read/pkcs/pbe.h"
#include "read/read.h"

bool
read_spend(struct reader *r, uint64_t ns)
{
    if (ns > r->work_ns)
        return false;
    r->work_ns -= ns;
    return true;
}

enum certcheck_status
read_undecryptable(struct reader *r, const char *what, struct base_slice algorithm)
{
    const char *name = pbe_name(algorithm);
    char text[160];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    base_text_str(&t, what);
    base_text_str(&t, " cannot be decrypted (");
    base_text_safe(&t, base_slice_str(name == NULL ? "unknown algorithm" : name));
    base_text_str(&t, pbe_has_cipher(algorithm) || pbe_has_legacy()
                          ? ")"
                          : "): it needs OpenSSL's legacy provider, which is not installed");
    return read_damage(r, text);
}
