/* SPDX-License-Identifier: MIT */
#include "peer.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define THREADS_MAX 256

struct peer_threads {
    pthread_t accepting, each[THREADS_MAX];
    size_t n;
};

static struct {
    EVP_PKEY *key;
    X509 *issuer, *leaf;
    unsigned char *leaf_der;
    int leaf_der_len;
    pthread_mutex_t lock;
} estate = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* ---- certificates ---- */

static void
must(bool ok)
{
    if (!ok)
        abort();
}

static void
extend(X509 *cert, int nid, const char *value)
{
    X509_EXTENSION *ext = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

    must(ext != NULL && X509_add_ext(cert, ext, -1) == 1);
    X509_EXTENSION_free(ext);
}

static X509 *
make_cert(const char *cn, X509 *issuer)
{
    X509 *cert = X509_new();
    X509_NAME *name;

    must(cert != NULL && X509_set_version(cert, 2) == 1);
    name = X509_get_subject_name(cert);
    must(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)cn, -1, -1,
                                    0) == 1);
    must(ASN1_INTEGER_set(X509_get_serialNumber(cert), issuer == NULL ? 1 : 2) == 1);
    must(X509_gmtime_adj(X509_getm_notBefore(cert), -86400) != NULL);
    must(X509_gmtime_adj(X509_getm_notAfter(cert), 86400) != NULL);
    must(X509_set_pubkey(cert, estate.key) == 1);
    must(X509_set_issuer_name(cert, issuer == NULL ? name : X509_get_subject_name(issuer)) == 1);
    extend(cert, NID_basic_constraints, issuer == NULL ? "critical,CA:TRUE" : "CA:FALSE");
    if (issuer != NULL)
        extend(cert, NID_ext_key_usage, "serverAuth");
    must(X509_sign(cert, estate.key, EVP_sha256()) > 0);
    return cert;
}

/* Made with the test PKI: under valgrind a new one would take half a minute. */
static EVP_PKEY *
read_key(void)
{
    FILE *file = fopen(PEER_KEY, "re");
    EVP_PKEY *key;

    must(file != NULL);
    key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    must(key != NULL && fclose(file) == 0);
    return key;
}

void
peer_setup(void)
{
    estate.key = read_key();
    estate.issuer = make_cert("Test issuer", NULL);
    estate.leaf = make_cert("edge01.contoso.example", estate.issuer);
    estate.leaf_der_len = i2d_X509(estate.leaf, &estate.leaf_der);
    must(estate.leaf_der_len > 0);
}

void
peer_teardown(void)
{
    EVP_PKEY_free(estate.key);
    X509_free(estate.issuer);
    X509_free(estate.leaf);
    OPENSSL_free(estate.leaf_der);
}

const unsigned char *
peer_leaf(size_t *len)
{
    *len = (size_t)estate.leaf_der_len;
    return estate.leaf_der;
}

static FILE *
new_file(char path[64])
{
    int fd;

    (void)snprintf(path, 64, "/tmp/probe-test-XXXXXX");
    fd = mkstemp(path);
    must(fd >= 0);
    return fdopen(fd, "w");
}

void
peer_write_pem(char cert_path[64], char key_path[64])
{
    FILE *cert = new_file(cert_path), *key = new_file(key_path);

    must(PEM_write_X509(cert, estate.leaf) == 1 && PEM_write_X509(cert, estate.issuer) == 1);
    must(PEM_write_PrivateKey(key, estate.key, NULL, NULL, 0, NULL, NULL) == 1);
    must(fclose(cert) == 0 && fclose(key) == 0);
}

/* ---- accepting ---- */

struct connection {
    struct peer *peer;
    int fd;
};

static void
count(struct peer *p, int change)
{
    (void)pthread_mutex_lock(&estate.lock);
    p->now += change;
    if (p->now > p->busiest)
        p->busiest = p->now;
    (void)pthread_mutex_unlock(&estate.lock);
}

static void *
treat(void *arg)
{
    struct connection *c = arg;

    c->peer->fn(c->peer, c->fd);
    count(c->peer, -1); /* before our end of stream lets the other side go on */
    (void)close(c->fd);
    free(c);
    return NULL;
}

static void *
accept_all(void *arg)
{
    struct peer *p = arg;
    struct connection *c;
    int fd;

    while ((fd = accept(p->fd, NULL, NULL)) >= 0) {
        c = malloc(sizeof *c);
        must(c != NULL && p->threads->n < THREADS_MAX);
        *c = (struct connection){ p, fd };
        p->accepted++;
        count(p, 1);
        must(pthread_create(&p->threads->each[p->threads->n++], NULL, treat, c) == 0);
    }
    return NULL;
}

bool
peer_start(struct peer *p, const char *address)
{
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
    struct sockaddr_in v4 = { .sin_family = AF_INET };
    bool is_v6 = inet_pton(AF_INET6, address, &v6.sin6_addr) == 1;
    struct sockaddr *sa = is_v6 ? (struct sockaddr *)(void *)&v6 : (struct sockaddr *)(void *)&v4;
    socklen_t len = is_v6 ? sizeof v6 : sizeof v4;

    must(is_v6 || inet_pton(AF_INET, address, &v4.sin_addr) == 1);
    p->fd = socket(sa->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (p->fd < 0 || bind(p->fd, sa, len) != 0) {
        if (p->fd >= 0)
            (void)close(p->fd);
        return false;
    }
    must(listen(p->fd, 128) == 0 && getsockname(p->fd, sa, &len) == 0);
    p->port = ntohs(is_v6 ? v6.sin6_port : v4.sin_port);
    p->threads = calloc(1, sizeof *p->threads);
    must(p->threads != NULL);
    must(pthread_create(&p->threads->accepting, NULL, accept_all, p) == 0);
    return true;
}

void
peer_stop(struct peer *p)
{
    (void)shutdown(p->fd, SHUT_RDWR); /* wakes accept() */
    must(pthread_join(p->threads->accepting, NULL) == 0);
    for (size_t i = 0; i < p->threads->n; i++)
        must(pthread_join(p->threads->each[i], NULL) == 0);
    (void)close(p->fd);
    SSL_CTX_free(p->context);
    free(p->threads);
}

int64_t
peer_clock_ms(void)
{
    struct timespec ts;

    must(clock_gettime(CLOCK_MONOTONIC, &ts) == 0);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* ---- treatments ---- */

void
peer_silent(struct peer *p, int fd)
{
    char buf[4096];

    (void)p;
    while (read(fd, buf, sizeof buf) > 0)
        continue;
}

static void
send_bytes(const struct peer *p, int fd)
{
    const char *at = p->bytes;
    size_t left = p->bytes_n;

    while (left > 0) {
        ssize_t n = send(fd, at, left, MSG_NOSIGNAL);

        if (n <= 0)
            return;
        at += n;
        left -= (size_t)n;
    }
}

void
peer_say(struct peer *p, int fd)
{
    send_bytes(p, fd);
    peer_silent(p, fd);
}

static void
wait_for_bytes(int fd)
{
    struct pollfd one = { .fd = fd, .events = POLLIN };

    (void)poll(&one, 1, -1);
}

void
peer_answer(struct peer *p, int fd)
{
    wait_for_bytes(fd);
    peer_say(p, fd);
}

void
peer_answer_then_close(struct peer *p, int fd)
{
    char buf[4096];

    if (read(fd, buf, sizeof buf) > 0)
        send_bytes(p, fd);
}

void
peer_close(struct peer *p, int fd)
{
    (void)p;
    (void)fd;
}

void
peer_reset(struct peer *p, int fd)
{
    struct linger now = { .l_onoff = 1, .l_linger = 0 };

    (void)p;
    must(setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now) == 0);
}

/* What is left unread would make our close a reset. */
static void
drain(int fd)
{
    char buf[4096];

    (void)shutdown(fd, SHUT_WR);
    while (recv(fd, buf, sizeof buf, MSG_DONTWAIT) > 0)
        continue;
}

static int
accept_all_chains(int ok, X509_STORE_CTX *store)
{
    (void)ok;
    (void)store;
    return 1;
}

/* A self-signed certificate on a curve, and that curve alone. */
static void
use_curve(SSL_CTX *ctx, int curve)
{
    EVP_PKEY *key = EVP_EC_gen(OBJ_nid2sn(curve)), *rsa = estate.key;
    X509 *cert;

    must(key != NULL);
    estate.key = key;
    cert = make_cert("curve.contoso.example", NULL);
    estate.key = rsa;
    must(SSL_CTX_use_certificate(ctx, cert) == 1 && SSL_CTX_use_PrivateKey(ctx, key) == 1 &&
         SSL_CTX_set1_groups(ctx, &curve, 1) == 1);
    X509_free(cert);
    EVP_PKEY_free(key);
}

static SSL_CTX *
make_context(const struct peer_tls *tls, bool server)
{
    SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());

    must(ctx != NULL);
    must(SSL_CTX_set_cipher_list(ctx, tls->ciphers != NULL ? tls->ciphers : "ALL:@SECLEVEL=0") ==
         1);
    must(SSL_CTX_set_min_proto_version(ctx, tls->min != 0 ? tls->min : TLS1_VERSION) == 1);
    must(SSL_CTX_set_max_proto_version(ctx, tls->max) == 1);
    if (tls->curve != 0)
        use_curve(ctx, tls->curve);
    else if (server || !tls->no_certificate)
        must(SSL_CTX_use_certificate(ctx, estate.leaf) == 1 &&
             SSL_CTX_use_PrivateKey(ctx, estate.key) == 1 &&
             SSL_CTX_add1_chain_cert(ctx, estate.issuer) == 1);
    if (tls->demand) {
        must(SSL_CTX_add_client_CA(ctx, estate.issuer) == 1);
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                           tls->strict ? NULL : accept_all_chains);
    } else if (tls->strict) {
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    }
    if (tls->trusting)
        must(X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), estate.issuer) == 1);
    return ctx;
}

/* One for all connections of a peer. */
static SSL_CTX *
context_of(struct peer *p, bool server)
{
    (void)pthread_mutex_lock(&estate.lock);
    if (p->context == NULL)
        p->context = make_context(&p->tls, server);
    (void)pthread_mutex_unlock(&estate.lock);
    return p->context;
}

static void
talk(struct peer *p, int fd, bool server)
{
    SSL *ssl = SSL_new(context_of(p, server));
    char buf[256];

    must(ssl != NULL && SSL_set_fd(ssl, fd) == 1);
    if ((server ? SSL_accept(ssl) : SSL_connect(ssl)) == 1 && !p->tls.turn_away)
        while (SSL_read(ssl, buf, sizeof buf) > 0)
            continue;
    SSL_free(ssl);
}

void
peer_tls_server(struct peer *p, int fd)
{
    talk(p, fd, true);
}

/* RFC 5246 6.2.1, 7.4.1.2: the version in the ClientHello, behind two headers. */
#define CLIENT_VERSION_AT 9

void
peer_tls_intolerant(struct peer *p, int fd)
{
    uint8_t hello[CLIENT_VERSION_AT + 2] = { 0 };
    uint8_t alert[] = { 21, 3, 1, 0, 2, 2, (uint8_t)p->tls.intolerant };

    if (recv(fd, hello, sizeof hello, MSG_PEEK | MSG_WAITALL) != sizeof hello)
        return;
    if (hello[CLIENT_VERSION_AT + 1] <= 1)
        talk(p, fd, true);
    else if (p->tls.intolerant == PEER_RESETS)
        peer_reset(p, fd);
    else if (p->tls.intolerant != PEER_CLOSES)
        (void)send(fd, alert, sizeof alert, MSG_NOSIGNAL);
    drain(fd);
}

void
peer_tls_client(struct peer *p, int fd)
{
    talk(p, fd, false);
}

void
peer_tls_client_after_us(struct peer *p, int fd)
{
    char buf[4096];

    if (read(fd, buf, sizeof buf) > 0)
        talk(p, fd, false);
}
