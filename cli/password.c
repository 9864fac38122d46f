/* SPDX-License-Identifier: MIT */
#include "password.h"

#include "files.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VARIABLE "CERTCHECK_PASSWORD"

/* OpenSSL's prompt falls back to standard input; ours must not, that may be a certificate. */
static bool
has_terminal(void)
{
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

    if (fd < 0)
        return false;
    close(fd);
    return true;
}

static const char *
ask(void *ctx)
{
    struct cli_password *p = ctx;
    char prompt[256];
    struct base_text t;

    if (!has_terminal())
        return NULL;
    base_text_init(&t, prompt, sizeof prompt);
    base_text_str(&t, "Password of ");
    base_text_safe(&t, base_slice_str(p->path == NULL ? "" : p->path));
    base_text_str(&t, ": ");
    return EVP_read_pw_string(p->asked, sizeof p->asked, prompt, 0) == 0 ? p->asked : NULL;
}

static bool
from_file(struct cli_password *p, const char *path, struct base_text *why)
{
    struct cli_buffer file = { 0 };
    bool ok = cli_read_file(path, 65536, &file, why);
    size_t n = 0;

    while (ok && n < file.len && file.at[n] != '\n' && file.at[n] != '\r')
        n++;
    if (ok && (n >= sizeof p->given || memchr(file.at, 0, n) != NULL))
        ok = cli_complain(why, path, "the first line is no password");
    if (ok && n > 0)
        memcpy(p->given, file.at, n);
    if (file.at != NULL)
        OPENSSL_cleanse(file.at, file.cap);
    cli_buffer_free(&file);
    return ok;
}

bool
cli_password_load(struct cli_password *p, const struct cli_options *o, struct base_text *why)
{
    const char *name = o->password_env == NULL ? VARIABLE : o->password_env;
    const char *value = getenv(name);
    struct base_text t;

    *p = (struct cli_password){ .password = { .ask = ask } };
    p->password.ctx = p;
    if (o->password_file != NULL) {
        if (!from_file(p, o->password_file, why))
            return false;
    } else if (value != NULL) {
        base_text_init(&t, p->given, sizeof p->given);
        base_text_str(&t, value);
        if (t.cut)
            return cli_complain(why, name, "the password is too long");
    } else if (o->password_env != NULL) {
        return cli_complain(why, name, "no such environment variable");
    } else {
        return true;
    }
    p->password.given = p->given;
    return true;
}

void
cli_password_clear(struct cli_password *p)
{
    OPENSSL_cleanse(p->given, sizeof p->given);
    OPENSSL_cleanse(p->asked, sizeof p->asked);
}
