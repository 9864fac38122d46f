/* SPDX-License-Identifier: MIT */
/*
 * The other side of the offline benchmark.
 *   files make LEAF.der ISSUER-KEY.pem N DIR   N distinct certificates: LEAF with serial
 *                                              numbers of their own, signed anew
 *   files d2i FILE...                          read each file and call d2i_X509, no more
 *   files verify ISSUER.pem FILE...            read each file and verify it twice with the
 *                                              issuer's key, loaded once
 */
#include <certcheck/facts.h>

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint8_t buffer[CERTCHECK_DER_MAX];

static struct base_slice
read_file(const char *path)
{
    int fd = open(path, O_RDONLY);
    ssize_t n = fd < 0 ? -1 : read(fd, buffer, sizeof buffer);

    if (fd >= 0)
        close(fd);
    if (n <= 0) {
        perror(path);
        exit(2);
    }
    return (struct base_slice){ buffer, (size_t)n };
}

static void
need(bool ok, const char *what)
{
    if (!ok) {
        (void)fprintf(stderr, "files: %s\n", what);
        exit(2);
    }
}

/* The serial number's octets and the signature are replaced in place: both keep their length. */
static int
make(char **argv)
{
    struct base_slice der = read_file(argv[0]);
    FILE *f = fopen(argv[1], "r");
    EVP_PKEY *key = f == NULL ? NULL : PEM_read_PrivateKey(f, NULL, NULL, NULL);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    struct certcheck_facts facts;
    char path[4096];

    need(key != NULL && ctx != NULL, "the key cannot be read");
    need(certcheck_facts_read(der, &facts) == CERTCHECK_OK, "the leaf cannot be read");
    for (unsigned long i = 0; i < strtoul(argv[2], NULL, 10); i++) {
        uint8_t *serial = buffer + (facts.serial.ptr - buffer);
        uint8_t *signature = buffer + (facts.signature.ptr - buffer);
        size_t len = facts.signature.len;
        FILE *out;

        memcpy(serial + facts.serial.len - sizeof(uint32_t), &(uint32_t){ (uint32_t)i },
               sizeof(uint32_t));
        need(EVP_DigestSignInit_ex(ctx, NULL, "SHA256", NULL, NULL, key, NULL) == 1 &&
                 EVP_DigestSign(ctx, signature, &len, facts.tbs.ptr, facts.tbs.len) == 1 &&
                 len == facts.signature.len,
             "cannot sign");
        EVP_MD_CTX_reset(ctx);
        (void)snprintf(path, sizeof path, "%s/%06lu.der", argv[3], i);
        out = fopen(path, "w");
        need(out != NULL && fwrite(der.ptr, der.len, 1, out) == 1 && fclose(out) == 0, path);
    }
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    return fclose(f);
}

static int
d2i(char **argv)
{
    for (; *argv != NULL; argv++) {
        struct base_slice der = read_file(*argv);
        const unsigned char *p = der.ptr;
        X509 *x = d2i_X509(NULL, &p, (long)der.len);

        need(x != NULL, *argv);
        X509_free(x);
    }
    return 0;
}

static int
verify(char **argv)
{
    FILE *f = fopen(*argv++, "r");
    X509 *issuer = f == NULL ? NULL : PEM_read_X509(f, NULL, NULL, NULL);
    EVP_PKEY *key = issuer == NULL ? NULL : X509_get0_pubkey(issuer);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    need(key != NULL && ctx != NULL, "the issuer cannot be read");
    for (; *argv != NULL; argv++) {
        struct certcheck_facts facts;

        need(certcheck_facts_read(read_file(*argv), &facts) == CERTCHECK_OK, *argv);
        for (int i = 0; i < 2; i++) {
            EVP_MD_CTX_reset(ctx);
            need(EVP_DigestVerifyInit_ex(ctx, NULL, "SHA256", NULL, NULL, key, NULL) == 1 &&
                     EVP_DigestVerify(ctx, facts.signature.ptr, facts.signature.len, facts.tbs.ptr,
                                      facts.tbs.len) == 1,
                 *argv);
        }
    }
    EVP_MD_CTX_free(ctx);
    X509_free(issuer);
    return fclose(f);
}

int
main(int argc, char **argv)
{
    if (argc == 6 && strcmp(argv[1], "make") == 0)
        return make(argv + 2);
    if (argc > 2 && strcmp(argv[1], "d2i") == 0)
        return d2i(argv + 2);
    if (argc > 3 && strcmp(argv[1], "verify") == 0)
        return verify(argv + 2);
    (void)fprintf(stderr, "usage: files make|d2i|verify ...\n");
    return 2;
}
