/* SPDX-License-Identifier: MIT */
/* judge_gnutls server CHAIN KEY ROOTS, client ROOTS PORT...: GnuTLS with a purpose, as judge.py. */
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "loopback.h"

static const char *const priorities = "NORMAL:-VERS-ALL:+VERS-TLS1.2";
static const char *purpose = GNUTLS_KP_TLS_WWW_SERVER;

static int
verify(gnutls_session_t session)
{
    gnutls_typed_vdata_st wanted = { .type = GNUTLS_DT_KEY_PURPOSE_OID };
    unsigned status = 0;

    wanted.data = (unsigned char *)(uintptr_t)purpose;
    return gnutls_certificate_verify_peers(session, &wanted, 1, &status) < 0 || status != 0
               ? GNUTLS_E_CERTIFICATE_ERROR
               : 0;
}

static gnutls_certificate_credentials_t
credentials(const char *roots)
{
    gnutls_certificate_credentials_t made;

    if (gnutls_certificate_allocate_credentials(&made) < 0 ||
        gnutls_certificate_set_x509_trust_file(made, roots, GNUTLS_X509_FMT_PEM) < 1)
        exit(1);
    gnutls_certificate_set_verify_function(made, verify);
    return made;
}

/* The handshake on fd, which is closed; what is wrong with it, or NULL. */
static const char *
attend(gnutls_certificate_credentials_t own, unsigned role, int fd)
{
    gnutls_session_t session;
    int done;

    if (gnutls_init(&session, role) < 0)
        exit(1);
    (void)gnutls_priority_set_direct(session, priorities, NULL);
    (void)gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, own);
    if (role == GNUTLS_SERVER)
        gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUIRE);
    gnutls_transport_set_int(session, fd);
    do
        done = gnutls_handshake(session);
    while (done < 0 && gnutls_error_is_fatal(done) == 0);
    if (done == 0 && role == GNUTLS_SERVER)
        (void)gnutls_record_send(session, "accepted\n", 9);
    (void)(done == 0 ? gnutls_bye(session, GNUTLS_SHUT_WR)
                     : gnutls_alert_send_appropriate(session, done));
    gnutls_deinit(session);
    (void)close(fd);
    return done == 0 ? NULL : gnutls_strerror(done);
}

int
main(int argc, char **argv)
{
    gnutls_certificate_credentials_t own;
    int listener;

    if (argc == 5 && strcmp(argv[1], "server") == 0) {
        own = credentials(argv[4]);
        purpose = GNUTLS_KP_TLS_WWW_CLIENT;
        if (gnutls_certificate_set_x509_key_file(own, argv[2], argv[3], GNUTLS_X509_FMT_PEM) < 0)
            return 1;
        for (listener = loopback_listen();;)
            (void)attend(own, GNUTLS_SERVER, loopback_accept(listener));
    }
    own = credentials(argv[2]);
    for (int i = 3; i < argc; i++)
        tell(argv[i], attend(own, GNUTLS_CLIENT, loopback_dial(argv[i])));
    return 0;
}
