/* SPDX-License-Identifier: MIT */
/*
 * What the lab was asked to play: one spec a listener, read once from the
 * command line and constant from then on.
 */
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

/* Which TLS role the side that listens on TCP takes. */
enum lab_roles {
    LAB_REVERSED, /* TLS client, as an Edge's DataProxy most likely does */
    LAB_NORMAL,   /* TLS server */
};
const char *lab_roles_name(enum lab_roles roles);

enum lab_kind {
    LAB_CERTIFICATE, /* shows the certificates of a scenario folder */
#define LAB_BUILTIN(id, name, about) LAB_##id,
#include "builtin.def"
#undef LAB_BUILTIN
};

struct lab_version {
    const char *name;
    int min, max; /* as on the wire: 0x0301 is TLS 1.0 */
};

#define LAB_NAME_MAX 64
#define LAB_WHERE_MAX 64
#define LAB_CONNECTIONS_MAX 1024
#define LAB_TIME_MAX_MS 600000

struct lab_spec {
    struct sockaddr_storage address;
    socklen_t address_len;
    char scenario[LAB_NAME_MAX];
    char ciphers[LAB_NAME_MAX]; /* OpenSSL list for TLS 1.2 and lower; "": all */
    enum lab_kind kind;
    enum lab_roles roles;
    const struct lab_version *version;
    bool strict;
    unsigned delay_ms; /* before the first TLS step, at least */
};

struct lab_options {
    const char *certs;   /* folder of scenario folders */
    bool quiet;          /* no line a connection */
    bool daemon;         /* go on alone once all listen */
    const char *pid_file; /* NULL: none */
    unsigned timeout_ms; /* longest life of a connection, delay-ms not counted */
    struct lab_spec *specs;
    size_t specs_n;
};

/* One line on stderr: "psomlab: ..." */
void lab_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

enum lab_parsed { LAB_PARSED, LAB_HELPED, LAB_MISUSED };

/* Strings are borrowed from argv, specs is allocated (lab_options_clear). What
 * is wrong has been said on stderr when LAB_MISUSED is returned. */
enum lab_parsed lab_options_parse(int argc, char **argv, struct lab_options *out);
void lab_options_clear(struct lab_options *options);

/* "127.0.0.1:8057" or "[::1]:8057" */
void lab_where(const struct sockaddr_storage *address, char out[LAB_WHERE_MAX]);

#endif
