/* SPDX-License-Identifier: MIT */
/*
 * Records the flight of a real peer: talks to it with the hello engine over a
 * blocking socket and writes what the peer sent, and what the engine made of it,
 * to stdout. Also the shortest complete driver of the engine.
 *
 *   flight_record light|wide PORT NAME              a TLS server on 127.0.0.1
 *   flight_record listen CHAIN.pem KEY.pem COMMAND  a TLS client: COMMAND is run by
 *                                                   sh with $PORT, and connects
 */
#include "flight.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONNECT_TRIES 100
#define CONNECT_PAUSE_US 100000
#define READ_TIMEOUT_S 5

static void
die(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static const EVP_MD *
digest_of(uint16_t scheme)
{
    switch (scheme) {
    case PROBE_HELLO_MD5_SHA1:
        return EVP_md5_sha1();
    case 0x0101:
        return EVP_md5();
    case 0x0201:
        return EVP_sha1();
    case 0x0301:
        return EVP_sha224();
    case 0x0501:
    case 0x0805:
        return EVP_sha384();
    case 0x0601:
    case 0x0806:
        return EVP_sha512();
    default:
        return EVP_sha256();
    }
}

static size_t
sign(void *key, uint16_t scheme, struct base_slice tbs, uint8_t *out, size_t cap)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    EVP_PKEY_CTX *ctx;
    bool pss = scheme >> 8 == 8;
    size_t len = cap;

    if (md == NULL || EVP_DigestSignInit(md, &ctx, digest_of(scheme), NULL, key) != 1 ||
        (pss && EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) != 1) ||
        (pss && EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) != 1) ||
        EVP_DigestSign(md, out, &len, tbs.ptr, tbs.len) != 1)
        len = 0;
    EVP_MD_CTX_free(md);
    return len;
}

static struct base_slice chain[8];

static struct probe_hello_identity
load_identity(const char *chain_path, const char *key_path)
{
    struct probe_hello_identity us = { .chain = chain, .sign = sign };
    FILE *f = fopen(chain_path, "r");
    X509 *x;

    while (f != NULL && us.chain_n < 8 && (x = PEM_read_X509(f, NULL, NULL, NULL)) != NULL) {
        unsigned char *der = NULL;
        int len = i2d_X509(x, &der);

        chain[us.chain_n++] = (struct base_slice){ der, (size_t)len };
        X509_free(x);
    }
    if (f != NULL)
        (void)fclose(f);
    if ((f = fopen(key_path, "r")) != NULL) {
        us.sign_ctx = PEM_read_PrivateKey(f, NULL, NULL, NULL);
        (void)fclose(f);
    }
    if (us.chain_n == 0 || us.sign_ctx == NULL)
        die("certificate and key");
    return us;
}

static int
connect_to(uint16_t port)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < CONNECT_TRIES; i++) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

        if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
            return fd;
        (void)close(fd);
        (void)usleep(CONNECT_PAUSE_US); /* until the peer is up: this is a tool, not a test */
    }
    die("connect");
    return -1;
}

static int
accept_from(const char *command, pid_t *child)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), peer;
    char port[8];

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 1) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &len) != 0)
        die("listen");
    (void)snprintf(port, sizeof port, "%u", ntohs(at.sin_port));
    if ((*child = fork()) == 0) {
        (void)setpgid(0, 0);
        (void)setenv("PORT", port, 1);
        (void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    if ((peer = accept(fd, NULL, NULL)) < 0)
        die("accept");
    (void)close(fd);
    return peer;
}

static void
send_output(int fd, struct probe_hello_engine *e)
{
    struct base_slice s = probe_hello_output(e);
    ssize_t n = s.len > 0 ? send(fd, s.ptr, s.len, MSG_NOSIGNAL) : 0;

    probe_hello_sent(e, n > 0 ? (size_t)n : s.len);
}

/* Only what the engine used is a flight: after DONE nothing is read any more. */
static bool
talk(int fd, struct probe_hello_engine *e, struct flight *f)
{
    struct timeval limit = { .tv_sec = READ_TIMEOUT_S };

    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    for (;;) {
        ssize_t n;

        send_output(fd, e);
        if (e->outcome != PROBE_OUTCOME_MORE)
            return false;
        n = recv(fd, f->bytes + f->len, sizeof f->bytes - f->len, 0);
        if (n <= 0) {
            bool late = n < 0 && errno == EAGAIN;

            probe_hello_end(e, n == 0 ? PROBE_CLOSED : late ? PROBE_TIMEOUT : PROBE_RESET);
            return n == 0;
        }
        probe_hello_feed(e, f->bytes + f->len, (size_t)n);
        f->len += (size_t)n;
    }
}

static void
print_flight(const struct flight *f, struct probe_hello_engine *e, const char *name, bool closed)
{
    static const char *const answers[] = { "no", "yes", "unknown" };
    struct probe_result r = { 0 };

    if (!probe_hello_result(e, &r))
        die("result");
    (void)printf("# %s\npeer %s\nhello %s\nclosed %s\n", name, e->server ? "client" : "server",
                 r.hello == PROBE_HELLO_WIDE    ? "wide"
                 : r.hello == PROBE_HELLO_LIGHT ? "light"
                                                : "auto",
                 closed ? "yes" : "no");
    (void)printf("outcome %s\nclass %s\nalert %d\nversion %04x\ncipher %04x\n",
                 flight_outcome_name(e->outcome), flight_class_name(r.error.kind), r.error.alert,
                 r.version, r.cipher);
    (void)printf("certificates %zu\nca_names %zu\nrequested %s\nempty_certificate %s\n---",
                 r.certificates_n, r.ca_names_n, answers[r.client_certificate_requested],
                 r.empty_certificate ? "yes" : "no");
    for (size_t i = 0; i < f->len; i++)
        (void)printf("%s%02x", i % 48 == 0 ? "\n" : "", f->bytes[i]);
    (void)printf("\n");
}

int
main(int argc, char **argv)
{
    static struct flight f;
    struct probe_hello_engine e;
    struct probe_hello_identity us = { 0 };
    pid_t child = 0;
    bool closed;
    int fd;

    if (argc == 5 && strcmp(argv[1], "listen") == 0) {
        us = load_identity(argv[2], argv[3]);
        fd = accept_from(argv[4], &child);
        probe_hello_server(&e, &us, flight_random);
    } else if (argc == 4) {
        fd = connect_to((uint16_t)strtoul(argv[2], NULL, 10));
        probe_hello_client(&e, strcmp(argv[1], "wide") == 0 ? PROBE_HELLO_WIDE : PROBE_HELLO_LIGHT,
                           base_slice_str("host.example"), flight_random);
    } else {
        (void)fprintf(stderr,
                      "usage: flight_record light|wide PORT NAME | listen CHAIN KEY COMMAND\n");
        return 2;
    }
    closed = talk(fd, &e, &f);
    (void)close(fd);
    if (child > 0) {
        (void)kill(-child, SIGTERM);
        (void)waitpid(child, NULL, 0);
    }
    print_flight(&f, &e, argc == 5 ? argv[4] : argv[3], closed);
    probe_hello_free(&e);
    return 0;
}
