/* SPDX-License-Identifier: MIT */
#include "tls.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include <base/text.h>

#define PATH_LEN_MAX 4096
#define KNOWN_MAX 2048

static const struct lab_version settled[] = {
    { "1.0", 0x0301, 0 },
    { "1.1", 0x0302, 0 },
    { "1.2", 0x0303, 0 },
    { "1.3", 0x0304, 0 },
};

/* ---- the scenario's files */

static bool
scenario_path(const char *certs, const char *name, const char *file, char out[PATH_LEN_MAX])
{
    int n = snprintf(out, PATH_LEN_MAX, "%s/%s/%s", certs, name, file);

    return n > 0 && n < PATH_LEN_MAX;
}

static bool
scenario_exists(const char *certs, const char *name)
{
    char path[PATH_LEN_MAX];
    struct stat st;

    return name[0] != '.' && strchr(name, '/') == NULL &&
           scenario_path(certs, name, "chain.pem", path) && stat(path, &st) == 0;
}

static int
is_known(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void
complain_unknown(const char *certs, const char *name)
{
    char known[KNOWN_MAX];
    struct base_text text;
    struct dirent **entries = NULL;
    int n = scandir(certs, &entries, is_known, alphasort);

    base_text_init(&text, known, sizeof known);
#define LAB_BUILTIN(id, name_, about) base_text_str(&text, " " name_);
#include "builtin.def"
#undef LAB_BUILTIN
    for (int i = 0; i < n; i++) {
        if (scenario_exists(certs, entries[i]->d_name)) {
            base_text_byte(&text, ' ');
            base_text_str(&text, entries[i]->d_name);
        }
        free(entries[i]);
    }
    free(entries);
    lab_complain("%s: unknown scenario; %s has:%s", name, certs, known);
}

/*
 * One certificate of the file, or NULL at its end. The lab promises the very
 * bytes of the scenario, so a certificate OpenSSL would write otherwise than it
 * read is an error and not a near miss.
 */
static X509 *
read_certificate(BIO *bio, const char *path, bool *bad)
{
    unsigned char *der = NULL, *again = NULL;
    const unsigned char *at;
    char *name = NULL, *header = NULL;
    X509 *certificate = NULL;
    long len = 0;
    int again_len;

    if (PEM_read_bio(bio, &name, &header, &der, &len) != 1) {
        ERR_clear_error();
        return NULL;
    }
    at = der;
    certificate = d2i_X509(NULL, &at, len);
    again_len = certificate == NULL ? -1 : i2d_X509(certificate, &again);
    if (again_len != len || memcmp(again, der, (size_t)len) != 0) {
        lab_complain("%s: a certificate that cannot be sent byte for byte", path);
        *bad = true;
        X509_free(certificate);
        certificate = NULL;
    }
    OPENSSL_free(again);
    OPENSSL_free(der);
    OPENSSL_free(name);
    OPENSSL_free(header);
    return certificate;
}

static bool
complain_openssl(const char *path, const char *what)
{
    const char *why = ERR_reason_error_string(ERR_peek_last_error());

    lab_complain("%s: %s: %s", path, what, why == NULL ? "refused" : why);
    return false;
}

/* The leaf, then the rest of the file as it stands: no sorting, no completing. */
static bool
load_chain(SSL_CTX *ctx, const char *path)
{
    BIO *bio = BIO_new_file(path, "r");
    X509 *certificate;
    bool bad = false, ok = true, leaf = true;

    if (bio == NULL)
        return complain_openssl(path, "cannot be read");
    while (ok && (certificate = read_certificate(bio, path, &bad)) != NULL) {
        ok = leaf ? SSL_CTX_use_certificate(ctx, certificate) == 1
                  : SSL_CTX_add1_chain_cert(ctx, certificate) == 1;
        leaf = false;
        X509_free(certificate);
    }
    BIO_free(bio);
    if (bad)
        return false;
    if (!ok)
        return complain_openssl(path, "not usable");
    if (leaf)
        lab_complain("%s: holds no certificate", path);
    return !leaf;
}

static bool
load_scenario(SSL_CTX *ctx, const struct lab_spec *spec, const char *certs)
{
    char path[PATH_LEN_MAX];

    if (!scenario_exists(certs, spec->scenario)) {
        complain_unknown(certs, spec->scenario);
        return false;
    }
    if (!scenario_path(certs, spec->scenario, "chain.pem", path) || !load_chain(ctx, path))
        return false;
    if (!scenario_path(certs, spec->scenario, "key.pem", path))
        return false;
    if (SSL_CTX_use_PrivateKey_file(ctx, path, SSL_FILETYPE_PEM) != 1)
        return complain_openssl(path, "not usable");
    return true;
}

/* ---- whom we believe */

static int
believe(X509_STORE_CTX *store, void *arg)
{
    (void)arg;
    X509_STORE_CTX_set_error(store, X509_V_OK);
    return 1;
}

static bool
load_root(SSL_CTX *ctx, const struct lab_spec *spec, const char *certs)
{
    char path[PATH_LEN_MAX];

    if (!scenario_path(certs, spec->scenario, "root.pem", path))
        return false;
    if (spec->roles == LAB_NORMAL)
        SSL_CTX_set_client_CA_list(ctx, SSL_load_client_CA_file(path));
    if (spec->strict && SSL_CTX_load_verify_file(ctx, path) != 1)
        return complain_openssl(path, "not usable as a root");
    ERR_clear_error();
    return true;
}

static void
set_verification(SSL_CTX *ctx, const struct lab_spec *spec)
{
    int mode = SSL_VERIFY_NONE;

    if (spec->roles == LAB_NORMAL)
        mode = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
    else if (spec->strict)
        mode = SSL_VERIFY_PEER;
    SSL_CTX_set_verify(ctx, mode, NULL);
    if (!spec->strict)
        SSL_CTX_set_cert_verify_callback(ctx, believe, NULL);
}

/* ---- what was seen */

#define CONTENT_HANDSHAKE 22
#define MESSAGE_CERTIFICATE 11
#define MESSAGE_CERTIFICATE_REQUEST 13

static void
note_message(int sent, int version, int content, const void *message, size_t len, SSL *ssl,
             void *arg)
{
    struct lab_seen *seen = arg;
    const unsigned char *type = message;
    /* Header and an empty list: RFC 5246 7.4.2; RFC 8446 4.4.2 adds an empty context. */
    size_t empty_len = version == TLS1_3_VERSION ? 8 : 7;

    (void)ssl;
    if (content != CONTENT_HANDSHAKE || len == 0)
        return;
    if (*type == MESSAGE_CERTIFICATE_REQUEST && !sent)
        seen->asked = true;
    if (*type == MESSAGE_CERTIFICATE && sent && len > empty_len)
        seen->shown = true;
    if (*type == MESSAGE_CERTIFICATE && sent && len <= empty_len)
        seen->empty = true;
    if (*type == MESSAGE_CERTIFICATE && !sent && len > empty_len)
        seen->peer_shown = true;
}

static void
note_alert(const SSL *ssl, int where, int alert)
{
    struct lab_seen *seen = SSL_get_app_data(ssl);

    if (where != SSL_CB_READ_ALERT)
        return;
    if ((alert & 0xFF) == SSL_AD_CLOSE_NOTIFY)
        seen->close_notify = true;
    else
        seen->alert = alert & 0xFF;
}

/* ---- contexts and connections */

static bool
configure(SSL_CTX *ctx, const struct lab_spec *spec)
{
    char ciphers[LAB_NAME_MAX + sizeof ":@SECLEVEL=0"];

    /* Level 0: TLS 1.0, SHA-1 and RSA 1024 are what these servers have. */
    (void)snprintf(ciphers, sizeof ciphers, "%s:@SECLEVEL=0",
                   spec->ciphers[0] == '\0' ? "ALL" : spec->ciphers);
    SSL_CTX_set_security_level(ctx, 0);
    if (SSL_CTX_set_cipher_list(ctx, ciphers) != 1)
        return complain_openssl(spec->ciphers, "no such cipher list");
    (void)SSL_CTX_set_dh_auto(ctx, 1);
    (void)SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    (void)SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
#ifdef SSL_OP_NO_TX_CERTIFICATE_COMPRESSION /* OpenSSL 3.2: Schannel compresses none */
    (void)SSL_CTX_set_options(ctx, SSL_OP_NO_TX_CERTIFICATE_COMPRESSION);
#endif
    (void)SSL_CTX_set_num_tickets(ctx, 0);
    (void)SSL_CTX_set_mode(ctx, SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_set_msg_callback(ctx, note_message);
    SSL_CTX_set_info_callback(ctx, note_alert);
    return SSL_CTX_set_min_proto_version(ctx, spec->version->min) == 1 &&
           SSL_CTX_set_max_proto_version(ctx, spec->version->max) == 1;
}

SSL_CTX *
lab_tls_new(const struct lab_spec *spec, const char *certs)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    bool ok = ctx != NULL && configure(ctx, spec);

    if (ok && spec->kind == LAB_CERTIFICATE)
        ok = load_scenario(ctx, spec, certs) && load_root(ctx, spec, certs);
    if (ok) {
        set_verification(ctx, spec);
        return ctx;
    }
    SSL_CTX_free(ctx);
    return NULL;
}

SSL *
lab_tls_talk(SSL_CTX *ctx, const struct lab_spec *spec, int fd, struct lab_seen *seen)
{
    SSL *ssl = SSL_new(ctx);

    *seen = (struct lab_seen){ .alert = -1 };
    if (ssl == NULL || SSL_set_fd(ssl, fd) != 1 || SSL_set_app_data(ssl, seen) != 1) {
        SSL_free(ssl);
        return NULL;
    }
    SSL_set_msg_callback_arg(ssl, seen);
    if (spec->roles == LAB_NORMAL)
        SSL_set_accept_state(ssl);
    else
        SSL_set_connect_state(ssl);
    return ssl;
}

const char *
lab_tls_version(const SSL *ssl)
{
    if (ssl == NULL || (SSL_get_pending_cipher(ssl) == NULL && SSL_get_current_cipher(ssl) == NULL))
        return "-";
    for (size_t i = 0; i < sizeof settled / sizeof settled[0]; i++)
        if (settled[i].min == SSL_version(ssl))
            return settled[i].name;
    return "-";
}
