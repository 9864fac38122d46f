/* SPDX-License-Identifier: MIT */
#include "lab.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <base/text.h>

static const char help[] =
    "usage: psomlab [OPTIONS] [ADDRESS:]PORT=SCENARIO[,KEY[=VALUE]]...\n"
    "A TLS peer on loopback that shows the certificates of a scenario.\n"
    "\n"
    "      --port N --scenario NAME  one listener on 127.0.0.1:N (0: any free port)\n"
    "      --roles reversed|normal   our TLS role: client (default) or server\n"
    "      --tls VERSION             exactly 1.0, 1.1, 1.2 (default) or 1.3; or any\n"
    "      --certs DIR               scenario folders with chain.pem and key.pem\n"
    "      --timeout-ms N            longest life of a connection (default 10000)\n"
    "      --daemon                  go on alone once all listen: ends on SIGTERM\n"
    "      --pid-file FILE           write the number of the process, removed at the end\n"
    "  -q, --quiet                   no line a connection\n"
    "  -h, --help                    this text\n"
    "\n"
    "Keys of a listener: roles=, tls=, strict (verify the peer against the scenario's\n"
    "root.pem), delay-ms=N (before the first TLS step), ciphers=OPENSSL-LIST.\n"
    "\n"
    "Scenarios are the folders of --certs, and:\n"
#define LAB_BUILTIN(id, name, about) "  " name "\t" about "\n"
#include "builtin.def"
#undef LAB_BUILTIN
    "\n"
    "Prints one `listening' line a listener, then `ready', then one line a connection.\n"
    "Ends with its parent (but with --daemon) or on SIGTERM. Exit status 2: usage or a port that "
    "is busy.\n";

static const struct lab_version versions[] = {
    { "1.0", 0x0301, 0x0301 }, { "1.1", 0x0302, 0x0302 }, { "1.2", 0x0303, 0x0303 },
    { "1.3", 0x0304, 0x0304 }, { "any", 0x0301, 0x0304 },
};

static const struct {
    const char *name;
    enum lab_kind kind;
} builtins[] = {
#define LAB_BUILTIN(id, name, about) { name, LAB_##id },
#include "builtin.def"
#undef LAB_BUILTIN
};

void
lab_complain(const char *format, ...)
{
    char line[512];
    va_list ap;

    va_start(ap, format);
    (void)vsnprintf(line, sizeof line, format, ap);
    va_end(ap);
    (void)fprintf(stderr, "psomlab: %s\n", line);
}

const char *
lab_roles_name(enum lab_roles roles)
{
    return roles == LAB_NORMAL ? "normal" : "reversed";
}

static bool
parse_roles(const char *text, struct lab_spec *spec)
{
    for (int r = LAB_REVERSED; r <= LAB_NORMAL; r++) {
        if (strcmp(text, lab_roles_name((enum lab_roles)r)) == 0) {
            spec->roles = (enum lab_roles)r;
            return true;
        }
    }
    lab_complain("%s: roles are reversed or normal", text);
    return false;
}

static bool
parse_version(const char *text, struct lab_spec *spec)
{
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        if (strcmp(text, versions[i].name) == 0) {
            spec->version = &versions[i];
            return true;
        }
    }
    lab_complain("%s: tls is 1.0, 1.1, 1.2, 1.3 or any", text);
    return false;
}

static bool
parse_delay(const char *text, struct lab_spec *spec)
{
    uint64_t ms;

    if (!base_parse_u64(text, 0, LAB_TIME_MAX_MS, &ms)) {
        lab_complain("%s: delay-ms is a number from 0 to %d", text, LAB_TIME_MAX_MS);
        return false;
    }
    spec->delay_ms = (unsigned)ms;
    return true;
}

static bool
parse_timeout(const char *text, struct lab_options *out)
{
    uint64_t ms;

    if (!base_parse_u64(text, 1, LAB_TIME_MAX_MS, &ms)) {
        lab_complain("%s: timeout-ms is a number from 1 to %d", text, LAB_TIME_MAX_MS);
        return false;
    }
    out->timeout_ms = (unsigned)ms;
    return true;
}

static bool
copy_name(const char *text, char out[LAB_NAME_MAX])
{
    size_t len = strlen(text);

    if (len == 0 || len >= LAB_NAME_MAX) {
        lab_complain("%s: a name has 1 to %d characters", text, LAB_NAME_MAX - 1);
        return false;
    }
    memcpy(out, text, len + 1);
    return true;
}

static bool
parse_ciphers(const char *text, struct lab_spec *spec)
{
    return copy_name(text, spec->ciphers);
}

static bool
parse_strict(const char *text, struct lab_spec *spec)
{
    (void)text;
    spec->strict = true;
    return true;
}

static const struct {
    const char *key;
    bool has_value;
    bool (*parse)(const char *text, struct lab_spec *spec);
} keys[] = {
    { "roles", true, parse_roles },     { "tls", true, parse_version },
    { "strict", false, parse_strict },  { "delay-ms", true, parse_delay },
    { "ciphers", true, parse_ciphers },
};

static bool
parse_key(char *text, struct lab_spec *spec)
{
    char *value = strchr(text, '=');

    if (value != NULL)
        *value++ = '\0';
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(text, keys[i].key) != 0)
            continue;
        if (keys[i].has_value == (value != NULL))
            return keys[i].parse(value, spec);
        lab_complain("%s: %s value", text, keys[i].has_value ? "needs a" : "takes no");
        return false;
    }
    lab_complain("%s: no such key of a listener; see --help", text);
    return false;
}

static bool
parse_scenario(const char *text, struct lab_spec *spec)
{
    if (!copy_name(text, spec->scenario))
        return false;
    spec->kind = LAB_CERTIFICATE;
    for (size_t i = 0; i < sizeof builtins / sizeof builtins[0]; i++)
        if (strcmp(spec->scenario, builtins[i].name) == 0)
            spec->kind = builtins[i].kind;
    return true;
}

static bool
set_address(struct lab_spec *spec, const char *host, uint16_t port)
{
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
    struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(port) };

    if (inet_pton(AF_INET, host, &v4.sin_addr) == 1) {
        memcpy(&spec->address, &v4, sizeof v4);
        spec->address_len = sizeof v4;
        return true;
    }
    if (inet_pton(AF_INET6, host, &v6.sin6_addr) == 1) {
        memcpy(&spec->address, &v6, sizeof v6);
        spec->address_len = sizeof v6;
        return true;
    }
    lab_complain("%s: not a numeric address", host);
    return false;
}

/* [ADDRESS:]PORT; an IPv6 address stands in brackets. Writes into text. */
static bool
parse_endpoint(char *text, struct lab_spec *spec)
{
    char *colon = strrchr(text, ':'), *host = text;
    const char *port_text = colon == NULL ? text : colon + 1;
    uint64_t port;

    if (!base_parse_u64(port_text, 0, 65535, &port)) {
        lab_complain("%s: a port is a number from 0 to 65535", text);
        return false;
    }
    if (colon == NULL)
        return set_address(spec, "127.0.0.1", (uint16_t)port);
    *colon = '\0';
    if (*host == '[' && colon > host && colon[-1] == ']') {
        colon[-1] = '\0';
        host++;
    }
    return set_address(spec, host, (uint16_t)port);
}

static bool
is_possible(const struct lab_spec *spec)
{
    if (spec->kind == LAB_EMPTY && spec->roles == LAB_NORMAL) {
        lab_complain("none: a TLS server cannot show an empty list; use roles=reversed");
        return false;
    }
    return true;
}

/* Writes into text, which is argv's. */
static bool
parse_spec(char *text, struct lab_spec *spec)
{
    char *rest = strchr(text, '='), *token;

    if (rest == NULL) {
        lab_complain("%s: a listener is [ADDRESS:]PORT=SCENARIO", text);
        return false;
    }
    *rest++ = '\0';
    if (!parse_endpoint(text, spec) || !parse_scenario(strsep(&rest, ","), spec))
        return false;
    while ((token = strsep(&rest, ",")) != NULL)
        if (!parse_key(token, spec))
            return false;
    return is_possible(spec);
}

struct defaults {
    struct lab_spec spec;
    char *port;
    const char *scenario;
};

enum {
    OPT_PORT = 256,
    OPT_SCENARIO,
    OPT_ROLES,
    OPT_TLS,
    OPT_CERTS,
    OPT_TIMEOUT,
    OPT_DAEMON,
    OPT_PID_FILE
};

static const struct option longs[] = {
    { "port", required_argument, NULL, OPT_PORT },
    { "scenario", required_argument, NULL, OPT_SCENARIO },
    { "roles", required_argument, NULL, OPT_ROLES },
    { "tls", required_argument, NULL, OPT_TLS },
    { "certs", required_argument, NULL, OPT_CERTS },
    { "timeout-ms", required_argument, NULL, OPT_TIMEOUT },
    { "daemon", no_argument, NULL, OPT_DAEMON },
    { "pid-file", required_argument, NULL, OPT_PID_FILE },
    { "quiet", no_argument, NULL, 'q' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

static enum lab_parsed
parse_option(int opt, const char *text, struct lab_options *out, struct defaults *d)
{
    switch (opt) {
    case OPT_PORT:
        d->port = optarg;
        return LAB_PARSED;
    case OPT_SCENARIO:
        d->scenario = optarg;
        return LAB_PARSED;
    case OPT_ROLES:
        return parse_roles(optarg, &d->spec) ? LAB_PARSED : LAB_MISUSED;
    case OPT_TLS:
        return parse_version(optarg, &d->spec) ? LAB_PARSED : LAB_MISUSED;
    case OPT_CERTS:
        out->certs = optarg;
        return LAB_PARSED;
    case OPT_TIMEOUT:
        return parse_timeout(optarg, out) ? LAB_PARSED : LAB_MISUSED;
    case OPT_DAEMON:
        out->daemon = true;
        return LAB_PARSED;
    case OPT_PID_FILE:
        out->pid_file = optarg;
        return LAB_PARSED;
    case 'q':
        out->quiet = true;
        return LAB_PARSED;
    case 'h':
        (void)fputs(help, stdout);
        return LAB_HELPED;
    default:
        lab_complain("%s: no such option, or a value too few or too many; see --help", text);
        return LAB_MISUSED;
    }
}

/* --port N --scenario NAME */
static bool
parse_single(struct lab_options *out, const struct defaults *d)
{
    struct lab_spec *spec = &out->specs[out->specs_n++];

    *spec = d->spec;
    if (d->port == NULL || d->scenario == NULL) {
        lab_complain("--port and --scenario go together");
        return false;
    }
    return parse_endpoint(d->port, spec) && parse_scenario(d->scenario, spec) && is_possible(spec);
}

static enum lab_parsed
parse_listeners(int argc, char **argv, struct lab_options *out, const struct defaults *d)
{
    bool single = d->port != NULL || d->scenario != NULL;

    if (optind == argc && !single) {
        lab_complain("no listener given; see --help");
        return LAB_MISUSED;
    }
    out->specs = calloc((size_t)(argc - optind) + 1, sizeof *out->specs);
    if (out->specs == NULL) {
        lab_complain("out of memory");
        return LAB_MISUSED;
    }
    if (single && !parse_single(out, d))
        return LAB_MISUSED;
    for (int i = optind; i < argc; i++) {
        out->specs[out->specs_n] = d->spec;
        if (!parse_spec(argv[i], &out->specs[out->specs_n++]))
            return LAB_MISUSED;
    }
    return LAB_PARSED;
}

enum lab_parsed
lab_options_parse(int argc, char **argv, struct lab_options *out)
{
    struct defaults d = { .spec = { .roles = LAB_REVERSED } };
    int opt;

    *out = (struct lab_options){ .certs = LAB_CERTS_DIR, .timeout_ms = 10000 };
    (void)parse_version("1.2", &d.spec);
    opterr = 0;
    while ((opt = getopt_long(argc, argv, "qh", longs, NULL)) != -1) {
        enum lab_parsed parsed = parse_option(opt, argv[optind - 1], out, &d);

        if (parsed != LAB_PARSED)
            return parsed;
    }
    return parse_listeners(argc, argv, out, &d);
}

void
lab_options_clear(struct lab_options *options)
{
    free(options->specs);
    options->specs = NULL;
    options->specs_n = 0;
}

void
lab_where(const struct sockaddr_storage *address, char out[LAB_WHERE_MAX])
{
    char host[INET6_ADDRSTRLEN] = "?";
    struct sockaddr_in6 v6;
    struct sockaddr_in v4;

    if (address->ss_family == AF_INET6) {
        memcpy(&v6, address, sizeof v6);
        (void)inet_ntop(AF_INET6, &v6.sin6_addr, host, sizeof host);
        (void)snprintf(out, LAB_WHERE_MAX, "[%s]:%u", host, (unsigned)ntohs(v6.sin6_port));
    } else {
        memcpy(&v4, address, sizeof v4);
        (void)inet_ntop(AF_INET, &v4.sin_addr, host, sizeof host);
        (void)snprintf(out, LAB_WHERE_MAX, "%s:%u", host, (unsigned)ntohs(v4.sin_port));
    }
}
