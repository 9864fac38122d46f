/* SPDX-License-Identifier: MIT */
/* Target text: what it means, and what is said when it means nothing. */
#include "dump.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static char why[BASE_WHY_MAX];

static void
means(const char *text, const struct inventory_options *o, const char *want)
{
    struct inventory *inv = inventory_new(o);
    char got[2048];

    assert_non_null(inv);
    if (!inventory_add(inv, text, "argument", BASE_TEXT_IN(why)))
        fail_msg("%s: %s", text, why);
    (void)dump(inv, got, sizeof got);
    if (strcmp(got, want) != 0)
        fail_msg("%s: got %s, want %s", text, got, want);
    inventory_free(inv);
}

static void
refused(const char *text, const char *want_in_why)
{
    struct inventory *inv = inventory_new(NULL);

    assert_non_null(inv);
    why[0] = '\0';
    if (inventory_add(inv, text, "argument", BASE_TEXT_IN(why)))
        fail_msg("%s was taken", text);
    if (strstr(why, want_in_why) == NULL)
        fail_msg("%s: said \"%s\", not \"%s\"", text, why, want_in_why);
    if (strchr(why, '\n') != NULL)
        fail_msg("%s: more than one line", text);
    assert_int_equal(inventory_count(inv), 0);
    inventory_free(inv);
}

static const struct {
    const char *text, *want;
} rows[] = {
    { "edge01.contoso.com", BARE("edge01.contoso.com") },
    { "EDGE01.Contoso.com.", BARE("edge01.contoso.com") },
    { "edge01", BARE("edge01") },
    { "under_score", BARE("under_score") },
    { "10.0.0.1", BARE("10.0.0.1") },
    { "1e100.net", BARE("1e100.net") },
    { "10.0.0.1.contoso.com", BARE("10.0.0.1.contoso.com") },
    { "10.0.0.1-a.contoso.com:1", "10.0.0.1-a.contoso.com:1/tls-server" },
    { "2001:DB8:0:0::1", BARE("[2001:db8::1]") },
    { "[2001:db8::1]", BARE("[2001:db8::1]") },
    { "::1", BARE("[::1]") },
    { "::ffff:10.0.0.1", BARE("[::ffff:10.0.0.1]") },
    { "edge01:8057", EDGE("edge01") },
    { "edge01:8061", "edge01:8061/fe-psom" },
    { "edge01:4443", "edge01:4443/edge-replication" },
    { "edge01:1", "edge01:1/tls-server" },
    { "edge01:65535", "edge01:65535/tls-server" },
    { "edge01:4443/edge-replication", "edge01:4443/edge-replication" },
    { "edge01/edge-psom", EDGE("edge01") },
    { "edge01/fe-psom", "edge01:8060/fe-psom edge01:8061/fe-psom" },
    { "[2001:db8::1]:8057", EDGE("[2001:db8::1]") },
    { "[2001:db8::1]:5061/mtls", "[2001:db8::1]:5061/mtls" },
    { "2001:db8::1/fe-psom", "[2001:db8::1]:8060/fe-psom [2001:db8::1]:8061/fe-psom" },
    { "[FE80::1%eth0]:8057", EDGE("[fe80::1%eth0]") },
    { "fe80::1%br-1.20/edge-psom", EDGE("[fe80::1%br-1.20]") },
    { "10.0.0.0/30:8057",
      EDGE("10.0.0.0") " " EDGE("10.0.0.1") " " EDGE("10.0.0.2") " " EDGE("10.0.0.3") },
    { "10.0.0.7/31:8057", EDGE("10.0.0.6") " " EDGE("10.0.0.7") },
    { "10.0.0.7/32", BARE("10.0.0.7") },

    { "10.0.0.7/32:99/mtls", "10.0.0.7:99/mtls" },
    { "2001:db8::/127:8057", EDGE("[2001:db8::]") " " EDGE("[2001:db8::1]") },
    { "[2001:db8::/127]:8057", EDGE("[2001:db8::]") " " EDGE("[2001:db8::1]") },
    { "[2001:db8::]/127:8057", EDGE("[2001:db8::]") " " EDGE("[2001:db8::1]") },
    { "10.0.0.255-10.0.1.1:8057", EDGE("10.0.0.255") " " EDGE("10.0.1.0") " " EDGE("10.0.1.1") },
    { "10.0.0.1-2:8057", EDGE("10.0.0.1") " " EDGE("10.0.0.2") },
    { "10.0.0.9-10.0.0.9/edge-psom", EDGE("10.0.0.9") },
    { "255.255.255.254-255.255.255.255:8057", EDGE("255.255.255.254") " " EDGE("255.255.255.255") },
    { "2001:db8::ff-2001:db8::100/edge-psom", EDGE("[2001:db8::ff]") " " EDGE("[2001:db8::100]") },
    { "[2001:db8::1-2001:db8::2]:8057", EDGE("[2001:db8::1]") " " EDGE("[2001:db8::2]") },
    { "https://lync.contoso.com", "lync.contoso.com:443/tls-server" },
    { "HTTPS://lync.contoso.com:8057/", "lync.contoso.com:8057/edge-psom" },
    { "https://[::1]:4443", "[::1]:4443/edge-replication" },
    { "https://fe01:8061/", "fe01:8061/fe-psom" },
    { "https://edge01:5062/", "edge01:5062/edge-replication" },
    { "https://www.contoso.com:8443/", "www.contoso.com:8443/tls-server" },
    { "edge01:5061", "edge01:5061/edge-replication" },
    { "edge01:4443/TLS-Server", "edge01:4443/tls-server" },
};

static void
test_meaning(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        means(rows[i].text, NULL, rows[i].want);
}

static const struct {
    const char *text, *want;
} faults[] = {
    { "", "host is empty" },
    { ":8057", "host is empty" },
    { "/edge-psom", "host is empty" },
    { "https://", "host is empty" },
    { "edge01:", "'' is not a port; a port is a number of 1 to 65535" },
    { "edge01:0", "'0' is not a port" },
    { "edge01:65536", "'65536' is not a port" },
    { "edge01:99999999999999999999", "is not a port" },
    { "edge01:+1", "'+1' is not a port" },
    { "edge01:80x", "'80x' is not a port" },
    { "edge01/nonsense", "no profile 'nonsense'; known: edge-psom, fe-psom, edge-replication" },
    { "edge01:8057/", "no profile ''" },
    { "edge01:8057/edge-psom/x", "no profile 'edge-psom/x'" },
    { "10.0.0.0:8057/24", "the bits of a network stand before it" },
    { "edge01/mtls", "profile mtls has no default port; write HOST:PORT/mtls" },
    { "edge01/trusted-app", "write HOST:PORT/trusted-app" },
    { "edge01/24", "/24 needs an address" },
    { "fe80::1%eth0/64", "/64 needs an address without a zone" },
    { "10.0.0.0/33", "/33 is too long" },
    { "2001:db8::/129", "bad network length" },
    { "10.0.0.0/2x", "bad network length" },
    { "[2001:db8::/]:1", "bad network length" },
    { "[2001:db8::/64]/64:1", "bad network length" },
    { "10.0.0.1-10.0.0.9/24", "a range and /24 exclude each other" },
    { "10.0.0.9-10.0.0.1", "ends before it begins" },
    { "10.0.0.9-8", "ends before it begins" },
    { "10.0.0.1-256", "not a range of addresses" },
    { "10.0.0.1-10.0.0.256", "not a range of addresses" },
    { "2001:db8::1-10.0.0.1", "not a range of addresses" },
    { "10.0.0.256", "not an IPv4 address" },
    { "10.0.0", "not an IPv4 address" },
    { "010.0.0.1", "not an IPv4 address" },
    { "8057", "not an IPv4 address" },
    { "1.2.3.4:8057:1", "not an IPv6 address" },
    { "a:b:c", "not an IPv6 address" },
    { "[::1", "'[' without ']'" },
    { "[10.0.0.1]:8057", "brackets are for IPv6" },
    { "[]:8057", "brackets are for IPv6" },
    { "[::1]8057", "text after the host" },
    { "[::g]:8057", "not an IPv6 address" },
    { "fe80::1%", "bad zone" },
    { "fe80::1%0123456789abcdef", "bad zone" },
    { "fe80::1%e th", "bad zone" },
    { "fe80::x%eth0", "not an IPv6 address before '%'" },
    { "10.0.0.1%eth0", "'%' is not allowed in a host name" },
    { "edge..contoso.com", "empty label" },
    { ".contoso.com", "empty label" },
    { ".", "empty label" },
    { "edge01..", "empty label" },
    { "-edge", "begins or ends with '-'" },
    { "edge-.contoso.com", "begins or ends with '-'" },
    { "edge01,edge02", "',' is not allowed in a host name" },
    { "user@edge01", "'@' is not allowed in a host name" },
    { "*.contoso.com", "'*' is not allowed in a host name" },
    { "edge 01", "a blank or control character" },
    { "edge\x1b[31m", "'edge\\x1b[31m'" },
    { "\xc3\xa9"
      "dge.contoso.com",
      "xn-- form" },
    { "edge\xff.contoso.com", "xn-- form" },
    { "http://edge01/", "only https:// can be probed" },
    { "https://edge01/meet", "a path means nothing to TLS" },
    { "https://edge01:8057/edge-psom", "a path means nothing to TLS" },
    { "https://user@edge01/", "a user name or password means nothing" },
    { "https://user:pw@edge01", "a user name or password means nothing" },
    { "https://user:pw@[::1]:8057/", "a user name or password means nothing" },
    { "https://edge01/me@contoso.com", "a path means nothing to TLS" },
    { "10.0.0.0/8", "16777216 addresses on 3 ports are more than the limit of 1000000 targets" },
    { "2001:db8::/32", "over 18446744073709551615 addresses" },
    { "::/0:8057", "more than the limit" },
};

static void
test_faults(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        refused(faults[i].text, faults[i].want);
}

static void
fill(char *p, const char *label, size_t n)
{
    for (size_t i = 0; i < n; i++, p += strlen(label))
        (void)snprintf(p, strlen(label) + 1, "%s", label);
}

static void
test_lengths(void **state)
{
    char label[80] = { 0 }, name[512] = { 0 }, want[600];

    (void)state;
    fill(label, "a", 63);
    (void)snprintf(want, sizeof want, "%s:8057/edge-psom", label);
    means(label, &(struct inventory_options){ .ports = { { 8057 }, 1 } }, want);
    fill(label, "a", 64);
    refused(label, "a label of the host name has 64 bytes; at most 63");
    fill(name, "aaaa.", 50);
    (void)snprintf(name + 250, 4, "%s", "aaa");
    (void)snprintf(want, sizeof want, "%s:8057/edge-psom", name);
    means(name, &(struct inventory_options){ .ports = { { 8057 }, 1 } }, want);
    (void)snprintf(name + 253, 2, "%s", "a");
    refused(name, "the host name has 254 bytes; at most 253");
    fill(name, "\xc2\x9b", 250);
    refused(name, "...': the host name is not ASCII");
}

static void
test_ports_option(void **state)
{
    const struct inventory_options o = { .ports = { { 9057, 8057 }, 2 } };

    (void)state;
    means("edge01", &o, "edge01:9057/tls-server edge01:8057/edge-psom");
    means("edge01/mtls", &o, "edge01:9057/mtls edge01:8057/mtls");
    means("edge01:1", &o, "edge01:1/tls-server");
    means("https://edge01/", &o, "edge01:443/tls-server");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_meaning),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_ports_option),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
