/* SPDX-License-Identifier: MIT */
#include "password.h"

#include <base/utf16.h>

#include <os/env.h>
#include <os/interrupt.h>
#include <os/secret.h>

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#define VARIABLE "CERTCHECK_PASSWORD"
#define FILE_MAX 65536

static const char *
ask(void *ctx)
{
    struct cli_password *p = ctx;
    char prompt[256];
    struct base_text t;

    base_text_init(&t, prompt, sizeof prompt);
    base_text_str(&t, "Password of ");
    base_text_safe(&t, base_slice_str(p->path == NULL ? "" : p->path));
    base_text_str(&t, ": ");
    switch (os_secret_ask(prompt, p->asked, sizeof p->asked)) {
    case OS_SECRET_INTERRUPTED:
        os_interrupt_again();
        return NULL;
    case OS_SECRET_NOBODY:
        return NULL;
    case OS_SECRET_REFUSED: /* none opens the file instead */
    case OS_SECRET_GIVEN:
    default:
        return p->asked;
    }
}

/* The first line as UTF-8: Notepad and PowerShell write byte order marks, and UTF-16. */
static bool
take_line(struct base_slice file, char *text, size_t room, struct base_slice *out)
{
    size_t mark;
    enum base_encoding encoding = base_encoding_detect(file, &mark);
    struct base_utf16 decoder = { .big_endian = encoding == BASE_UTF16BE };
    struct base_text t;
    size_t n = 0;

    file = (struct base_slice){ file.ptr + mark, file.len - mark };
    if (encoding != BASE_UTF8) {
        base_text_init(&t, text, room);
        base_utf16_feed(&decoder, file, &t);
        base_utf16_finish(&decoder, &t);
        file = (struct base_slice){ (const uint8_t *)text, t.len };
    }
    while (n < file.len && file.ptr[n] != '\n' && file.ptr[n] != '\r')
        n++;
    *out = (struct base_slice){ file.ptr, n };
    return n < CLI_PASSWORD_MAX && (n == 0 || memchr(file.ptr, 0, n) == NULL);
}

static bool
from_file(struct cli_password *p, const char *path, struct base_text *why)
{
    struct cli_buffer file = { 0 };
    struct base_slice line = { 0 };
    size_t room = BASE_UTF16_ROOM(FILE_MAX);
    char *text = malloc(room);
    bool ok = text != NULL ? cli_read_file(path, FILE_MAX, &file, why)
                           : base_complain(why, path, "out of memory");

    if (ok && !take_line((struct base_slice){ file.at, file.len }, text, room, &line))
        ok = base_complain(why, path, "the first line is not a password");
    if (ok && line.len > 0)
        memcpy(p->given, line.ptr, line.len);
    if (text != NULL)
        OPENSSL_cleanse(text, room);
    free(text);
    cli_buffer_wipe(&file);
    return ok;
}

bool
cli_password_load(struct cli_password *p, const struct cli_options *o, struct base_text *why)
{
    const char *name = o->password_env == NULL ? VARIABLE : o->password_env;
    const char *value = os_env(name);
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
            return base_complain(why, name, "the password is too long");
    } else if (o->password_env != NULL) {
        return base_complain(why, name, "no such environment variable");
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

void
cli_buffer_wipe(struct cli_buffer *b)
{
    if (b->at != NULL)
        OPENSSL_cleanse(b->at, b->cap);
    cli_buffer_free(b);
}
