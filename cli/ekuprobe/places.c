/* SPDX-License-Identifier: MIT */
#include "places.h"

#include <base/error.h>
#include <os/address.h>

#include <string.h>

#define NAME_MAX_LEN 253 /* RFC 1035 2.3.4, without the root's dot */

static bool
is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Letters, digits, hyphens, underscores and dots, at least one letter: no address. */
static bool
is_dns_name(const char *s)
{
    size_t n = strlen(s);
    bool letter = false;

    for (size_t i = 0; i < n; i++) {
        if (!is_alpha(s[i]) && !(s[i] >= '0' && s[i] <= '9') && strchr("-_.", s[i]) == NULL)
            return false;
        letter = letter || is_alpha(s[i]);
    }
    return letter && n <= NAME_MAX_LEN && strchr(".-", s[0]) == NULL && strstr(s, "..") == NULL;
}

static bool
is_address(const char *s)
{
    uint8_t ip[16];

    return os_address_parse(s, ip) != 0;
}

/* RFC 6066 3: an address is no server name, and what is not ASCII is in A-labels. */
static bool
check_sni(const struct cli_options *o, struct base_text *why)
{
    return o->sni == NULL || strcmp(o->sni, "none") == 0 || is_dns_name(o->sni) ||
           base_complain(why, "--sni",
                         "expected a DNS name (an international one in its xn-- form) or none");
}

/* RFC 7622 3.2 */
static bool
check_domain(const struct cli_options *o, struct base_text *why)
{
    return o->domain == NULL || is_dns_name(o->domain) || is_address(o->domain) ||
           base_complain(why, "--domain",
                         "expected a DNS name (an international one in its xn-- form)");
}

/* An address, "1.2.3.4:53", or "[2001:db8::1]:53". */
static bool
is_name_server(const char *s, size_t len)
{
    char text[80], *port = NULL, *host = text;
    uint64_t number;

    if (len >= sizeof text)
        return false;
    memcpy(text, s, len);
    text[len] = '\0';
    if (text[0] == '[') {
        host = text + 1;
        port = strchr(text, ']');
        if (port == NULL)
            return false;
        *port++ = '\0';
        if (*port != '\0' && *port != ':')
            return false;
    } else if ((port = strchr(text, ':')) != NULL && strchr(port + 1, ':') != NULL) {
        port = NULL; /* of IPv6 */
    }
    if (port != NULL && *port == ':') {
        *port++ = '\0';
        if (!base_parse_u64(port, 1, 65535, &number))
            return false;
    }
    host[strcspn(host, "%")] = '\0'; /* a zone */
    return is_address(host);
}

static bool
check_name_servers(const struct cli_options *o, struct base_text *why)
{
    const char *s = o->dns_servers;
    bool ok = true;

    while (s != NULL && ok) {
        size_t n = strcspn(s, ",");

        ok = is_name_server(s, n);
        s = s[n] == ',' ? s + n + 1 : NULL;
    }
    return ok || base_complain(why, "--dns-servers",
                               "expected addresses with commas between them, such as "
                               "10.0.0.53,10.0.1.53:5353,[2001:db8::53]:53");
}

/* The rest of it is read where it is used. A host that no target can have would be ignored, and the
 * target's name looked up. */
static bool
check_resolves(const struct cli_options *o, struct base_text *why)
{
    for (size_t i = 0; i < o->resolves.n; i++) {
        const char *spec = o->resolves.at[i];
        char host[NAME_MAX_LEN + 2];
        size_t n = strcspn(spec, ":");

        if (n < sizeof host) {
            memcpy(host, spec, n);
            host[n] = '\0';
            if (is_dns_name(host) || is_address(host))
                continue;
        }
        base_text_str(why, "--resolve ");
        return base_complain(why, spec, "expected HOST:PORT:ADDRESS with the name of one host");
    }
    return true;
}

bool
cli_places_check(const struct cli_options *o, struct base_text *why)
{
    return check_sni(o, why) && check_domain(o, why) && check_name_servers(o, why) &&
           check_resolves(o, why);
}
