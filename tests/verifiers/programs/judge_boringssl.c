/* SPDX-License-Identifier: MIT */
/* judge_boringssl server CHAIN KEY ROOTS, client ROOTS PORT...: as judge.py. */
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "loopback.h"

static SSL_CTX *
context(const char *roots)
{
    SSL_CTX *made = SSL_CTX_new(TLS_method());

    if (made == NULL || SSL_CTX_load_verify_locations(made, roots, NULL) != 1)
        exit(1);
    (void)SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION);
    (void)SSL_CTX_set_max_proto_version(made, TLS1_2_VERSION);
    SSL_CTX_set_verify(made, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    return made;
}

/* The handshake on fd, which is closed; what is wrong with it, or NULL. */
static const char *
attend(SSL_CTX *own, int (*handshake)(SSL *), int fd)
{
    static char why[256];
    SSL *ssl = SSL_new(own);
    int done;

    if (ssl == NULL || SSL_set_fd(ssl, fd) != 1)
        exit(1);
    ERR_clear_error();
    done = handshake(ssl);
    if (done == 1 && handshake == SSL_accept)
        (void)SSL_write(ssl, "accepted\n", 9);
    ERR_error_string_n(ERR_peek_error(), why, sizeof why);
    if (done == 1)
        (void)SSL_shutdown(ssl);
    SSL_free(ssl);
    (void)close(fd);
    return done == 1 ? NULL : why;
}

int
main(int argc, char **argv)
{
    SSL_CTX *own;
    int listener;

    if (argc == 5 && strcmp(argv[1], "server") == 0) {
        own = context(argv[4]);
        if (SSL_CTX_use_certificate_chain_file(own, argv[2]) != 1 ||
            SSL_CTX_use_PrivateKey_file(own, argv[3], SSL_FILETYPE_PEM) != 1)
            return 1;
        for (listener = loopback_listen();;)
            (void)attend(own, SSL_accept, loopback_accept(listener));
    }
    own = context(argv[2]);
    for (int i = 3; i < argc; i++)
        tell(argv[i], attend(own, SSL_connect, loopback_dial(argv[i])));
    return 0;
}
