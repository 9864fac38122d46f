/* SPDX-License-Identifier: MIT */
/*
 * Preloaded where ekuprobe makes a key often, or under valgrind: its RSA key is half as long. The
 * search for the primes is OpenSSL's, and takes longer than all else that such a test does.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <string.h>

#define SHORT_BITS ((size_t)1024)

EVP_PKEY *
EVP_PKEY_Q_keygen(OSSL_LIB_CTX *context, const char *properties, const char *type, ...)
{
    EVP_PKEY *(*made)(OSSL_LIB_CTX *, const char *, const char *, ...) = NULL;
    void *found = dlsym(RTLD_NEXT, "EVP_PKEY_Q_keygen");
    memcpy(&made, &found, sizeof made);
    if (strcmp(type, "RSA") == 0) {
        return made(context, properties, type, SHORT_BITS);
    }
    va_list more;
    va_start(more, type);
    const char *curve = va_arg(more, const char *);
    va_end(more);
    return made(context, properties, type, curve);
}
