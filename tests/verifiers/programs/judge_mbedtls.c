/* SPDX-License-Identifier: MIT */
/* judge_mbedtls server CHAIN KEY ROOTS, client ROOTS PORT...: Mbed TLS, as judge.py. */
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <mbedtls/version.h>

#include "loopback.h"

static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context drbg;
static mbedtls_x509_crt roots, chain;
static mbedtls_pk_context key;
static mbedtls_ssl_config config;

static int
read_key(const char *file)
{
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_pk_parse_keyfile(&key, file, NULL, mbedtls_ctr_drbg_random, &drbg);
#else
    return mbedtls_pk_parse_keyfile(&key, file, NULL);
#endif
}

static void
configure(const char *trusted, int role)
{
    mbedtls_entropy_init(&entropy);
    mbedtls_ctr_drbg_init(&drbg);
    mbedtls_ssl_config_init(&config);
    mbedtls_x509_crt_init(&roots);
    mbedtls_x509_crt_init(&chain);
    mbedtls_pk_init(&key);
    if (mbedtls_ctr_drbg_seed(&drbg, mbedtls_entropy_func, &entropy, NULL, 0) != 0 ||
        mbedtls_x509_crt_parse_file(&roots, trusted) != 0 ||
        mbedtls_ssl_config_defaults(&config, role, MBEDTLS_SSL_TRANSPORT_STREAM,
                                    MBEDTLS_SSL_PRESET_DEFAULT) != 0)
        exit(1);
#if MBEDTLS_VERSION_MAJOR >= 3
    mbedtls_ssl_conf_max_tls_version(&config, MBEDTLS_SSL_VERSION_TLS1_2);
#endif
    mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &drbg);
    mbedtls_ssl_conf_ca_chain(&config, &roots, NULL);
    mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_REQUIRED);
}

/* The handshake on fd, which is closed; what is wrong with it, or NULL. */
static const char *
attend(int role, int fd)
{
    static char why[256];
    mbedtls_net_context net = { fd };
    mbedtls_ssl_context ssl;
    int done;

    mbedtls_ssl_init(&ssl);
    if (mbedtls_ssl_setup(&ssl, &config) != 0)
        exit(1);
    mbedtls_ssl_set_bio(&ssl, &net, mbedtls_net_send, mbedtls_net_recv, NULL);
    if (role == MBEDTLS_SSL_IS_CLIENT)
        (void)mbedtls_ssl_set_hostname(&ssl, "localhost");
    done = mbedtls_ssl_handshake(&ssl);
    if (done == 0 && role == MBEDTLS_SSL_IS_SERVER)
        (void)mbedtls_ssl_write(&ssl, (const unsigned char *)"accepted\n", 9);
    if (done == 0)
        (void)mbedtls_ssl_close_notify(&ssl);
    mbedtls_strerror(done, why, sizeof why);
    mbedtls_ssl_free(&ssl);
    (void)close(fd);
    return done == 0 ? NULL : why;
}

int
main(int argc, char **argv)
{
    int listener;

    if (argc == 5 && strcmp(argv[1], "server") == 0) {
        configure(argv[4], MBEDTLS_SSL_IS_SERVER);
        if (mbedtls_x509_crt_parse_file(&chain, argv[2]) != 0 || read_key(argv[3]) != 0 ||
            mbedtls_ssl_conf_own_cert(&config, &chain, &key) != 0)
            return 1;
        for (listener = loopback_listen();;)
            (void)attend(MBEDTLS_SSL_IS_SERVER, loopback_accept(listener));
    }
    configure(argv[2], MBEDTLS_SSL_IS_CLIENT);
    for (int i = 3; i < argc; i++)
        tell(argv[i], attend(MBEDTLS_SSL_IS_CLIENT, loopback_dial(argv[i])));
    return 0;
}
