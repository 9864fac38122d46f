/* SPDX-License-Identifier: MIT */
/* Lists: plain, CSV, what PowerShell prints; encodings; faults with their line. */
#define _POSIX_C_SOURCE 200809L
#include "dump.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char why[BASE_WHY_MAX];

static struct inventory *
taken(struct base_slice bytes)
{
    struct inventory *inv = inventory_new(NULL);

    assert_non_null(inv);
    if (!inventory_add_list(inv, bytes, "list", BASE_TEXT_IN(why)))
        fail_msg("%.60s: %s", (const char *)bytes.ptr, why);
    return inv;
}

static void
means(struct base_slice bytes, const char *want)
{
    struct inventory *inv = taken(bytes);
    char got[2048];

    if (strcmp(dump(inv, got, sizeof got), want) != 0)
        fail_msg("%.60s: got %s, want %s", (const char *)bytes.ptr, got, want);
    inventory_free(inv);
}

static void
refused(struct base_slice bytes, const char *want)
{
    struct inventory *inv = inventory_new(NULL);

    assert_non_null(inv);
    why[0] = '\0';
    if (inventory_add_list(inv, bytes, "list", BASE_TEXT_IN(why)))
        fail_msg("%.60s was taken", (const char *)bytes.ptr);
    if (strncmp(why, want, strlen(want)) != 0 || strchr(why, '\n') != NULL)
        fail_msg("said \"%s\", not \"%s\"", why, want);
    inventory_free(inv);
}

static const struct {
    const char *text, *want;
} rows[] = {
    /* plain */
    { "edge01:8057", EDGE("edge01") },
    { "\n # all of it\n  edge01:8057\t# Berlin\r\n\n\"fe01:8060\"\n", EDGE("edge01") " fe01:8060/"
                                                                                     "fe-psom" },
    { "edge01:8057\t# tab\nedge02:8057", EDGE("edge01") " " EDGE("edge02") },
    { "EdgeServer:edge01.contoso.com\n", EDGE("edge01.contoso.com") },
    { "10.0.0.0/31:8057\n[::1]:8057\n", EDGE("10.0.0.0") " " EDGE("10.0.0.1") " " EDGE("[::1]") },
    { "\xEF\xBB\xBF"
      "edge01:8057",
      EDGE("edge01") },
    { "server01:1\nhost:1", "server01:1/tls-server host:1/tls-server" },
    /* CSV */
    { "Fqdn\nedge01.contoso.com\n", BARE("edge01.contoso.com") },
    { "host,port\nedge01,8057\nfe01,\n", EDGE("edge01") " " BARE("fe01") },
    { "name;HOST;Port;Profile\nx;edge01;99;mtls\n", "edge01:99/mtls" },
    { "host\tprofile\nedge01\tedge-psom\n", EDGE("edge01") },
    { "# by hand\nhost,profile\n# none\n\nedge01:8057,\n , \nfe01,fe-psom\n",
      EDGE("edge01") " fe01:8060/fe-psom fe01:8061/fe-psom" },
    { "\"host\",\"note\"\r\n\"edge01:8057\",\"two\r\nlines, \"\"quoted\"\"\"\r\n\"fe01:8060\","
      "\"\"\r\n",
      EDGE("edge01") " fe01:8060/fe-psom" },
    { "host,port\nedge01:8057,8057\n", EDGE("edge01") },
    { "port,host\n8057,\"edge01\"\n8057,edge02", EDGE("edge01") " " EDGE("edge02") },
    { "identity,fqdn,port\nx.contoso.com,edge01,8057\nedge02,,8057\n",
      EDGE("edge01") " " EDGE("edge02") },
    { "DNS Host-Name,Pool_Fqdn,port\nedge01,pool,8057", EDGE("edge01") },
    { "host,port\n10.0.0.1-2,8057\n", EDGE("10.0.0.1") " " EDGE("10.0.0.2") },
    /* Format-Table */
    { "\nIdentity      Port\n--------      ----\nedge01.x      8057\nedge02.x       443\n\n",
      EDGE("edge01.x") " edge02.x:443/tls-server" },
    { "Site    Fqdn\n----    ----\nK\xC3\xB6ln    edge01.x\nBonn    edge02.x\n",
      BARE("edge01.x") " " BARE("edge02.x") },
    { "Fqdn\n----\nedge01.x\n", BARE("edge01.x") },
    /* Format-List */
    { "\n\nIdentity : edge01.x\nPool     : pool.x\nFqdn     : edge01.x\n\nIdentity : fe01.x\nPool "
      "    : fe01.x\n",
      BARE("edge01.x") " " BARE("fe01.x") },
    { "Identity              : EdgeServer:edge.x\nDependentServiceList  : {Registrar:pool.x,\n     "
      " "
      "                  ConferencingServer:pool.x}\nDataPsomServerPort    : 9057\n",
      "edge.x:9057/edge-psom" },
    { "Identity : WebServer:pool.x\nReachPrimaryPsomServerPort : 9060\n"
      "ReachExternalPsomServerPort : 0\n",
      "pool.x:9060/fe-psom" },
    { "Identity : WebServer:pool.x\nPoolFqdn : pool.x\n",
      "pool.x:8060/fe-psom pool.x:8061/fe-psom" },
    /* machines of a pool in one cell */
    { "Fqdn,Computers,Port\npool.x,\"a.x, b.x\",8057\npool2.x,c.x;d.x,8057\n",
      EDGE("a.x") " " EDGE("b.x") " " EDGE("c.x") " " EDGE("d.x") },
    { "Computers,Port\n\"a.x\nb.x\",8057\n", EDGE("a.x") " " EDGE("b.x") },
    { "Computers\n{a.x}\n", BARE("a.x") },
    { "Fqdn,Computers,Port\npool.x,,8057\npool2.x,{},8057\n", EDGE("pool.x") " " EDGE("pool2.x") },
    { "Fqdn,Computers,Port\npool.x,System.String[],8057\n", EDGE("pool.x") },
    { "Fqdn,Computers,Port\npool.x,[::1] [::2],8057\n", EDGE("[::1]") " " EDGE("[::2]") },
    /* as spreadsheets and mails leave them */
    { "sep=;\r\nServer;Port\r\nedge01;8057\r\n", EDGE("edge01") },
    { "\"sep=,\"\nServer,Note\nedge01:8057,a;b;c\n", EDGE("edge01") },
    { "\xEF\xBB\xBFSEP=;;\nServer;Port\nedge01;8057\n", EDGE("edge01") },
    { "sep=\t\nServer\tPort\nedge01\t8057\n", EDGE("edge01") },
    { "sep=|\nServer|Port\nedge01|8057\n", EDGE("edge01") },
    { "edge01:8057\n\xEF\xBB\xBF"
      "edge02:8057\n",
      EDGE("edge01") " " EDGE("edge02") },
    { "edge01:8057\xC2\xA0\nedge02:8057\n\xE2\x80\x8B"
      "edge03:8057\xE2\x80\x8B\n",
      EDGE("edge01") " " EDGE("edge02") " " EDGE("edge03") },
    { "edge\xC2\xAD"
      "01:8057\xE2\x80\xA8"
      "edge02:8057",
      EDGE("edge01") " " EDGE("edge02") },
    { "host,port\redge01,8057\r\redge02,8057\r", EDGE("edge01") " " EDGE("edge02") },
    { "edge01:8057\redge02:8057", EDGE("edge01") " " EDGE("edge02") },
    { "\"UpToDate\",\"ReplicaFqdn\"\n\"True\",\"edge01:8057\"\n", EDGE("edge01") },
    { "Name,IP,Port\nedge01,10.0.0.5,8057\n", EDGE("edge01") },
    { "IP,Port\n10.0.0.5,8057\n", EDGE("10.0.0.5") },
    { "Name,DNSHostName,Port\nEDGE01$,edge01,8057\n", EDGE("edge01") },
    { "Server Name,Port\nedge01,8057\n", EDGE("edge01") },
    { "PSComputerName\tPorts\nedge01\t8057\n", EDGE("edge01") },
    { "edge01 8057\nedge02\t8057 # Berlin\nedge03:8057\n",
      EDGE("edge01") " " EDGE("edge02") " " EDGE("edge03") },
    { "edge01,8057\nedge02;8057\n\"edge03\",\"8057\"\n",
      EDGE("edge01") " " EDGE("edge02") " " EDGE("edge03") },
    { "edge01,99,MTLS\nfe01 Edge-PSOM\n", "edge01:99/mtls fe01:8057/edge-psom" },
    { "edge01:99/MTLS\n", "edge01:99/mtls" },
    { "host,port\na,\"1, 2 3\"\nb,7-9\nc,4 - 5;6\n",
      "a:1/tls-server a:2/tls-server a:3/tls-server b:7/tls-server b:8/tls-server b:9/tls-server "
      "c:4/tls-server c:5/tls-server c:6/tls-server" },
    { "host;port\na;{1, 2}\nb;7\xE2\x80\x93"
      "9\nc;4|5\n",
      "a:1/tls-server a:2/tls-server b:7/tls-server b:8/tls-server b:9/tls-server "
      "c:4/tls-server c:5/tls-server" },
    { "edge\xE2\x80\x91"
      "x:8057\n",
      EDGE("edge-x") },
    { "Server (FQDN),Port\nedge01,8057\n", EDGE("edge01") },
    { "Host/IP;Port\nedge01;8057\n", EDGE("edge01") },
    { "Port,Product,\xE3\x83\x9B\xE3\x82\xB9\xE3\x83\x88\n8057,,edge01\n", EDGE("edge01") },
    /* a column that is there twice and does not differ */
    { "Host,Port,Port\nedge01,8057,8057\n", EDGE("edge01") },
    { "Host,Port,Ports\nedge01,,8057\n", EDGE("edge01") },
    { "Host,HOST,Port\nedge01,Edge01,8057\n", EDGE("edge01") },
    { "a 1, 2\nb:3,4-5\n::1 6\n",
      "a:1/tls-server a:2/tls-server b:3/tls-server b:4/tls-server b:5/tls-server "
      "[::1]:6/tls-server" },
};

static void
test_meaning(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        means(base_slice_str(rows[i].text), rows[i].want);
    means(base_slice_str("edge01:8057\xA0\n"), EDGE("edge01")); /* of Windows-1252 */
}

/* Each row again as UTF-16, with and without a byte order mark, in both orders. */
static size_t
widen(const char *text, bool big_endian, bool mark, uint8_t *out)
{
    static const uint8_t marks[2][2] = { { 0xFF, 0xFE }, { 0xFE, 0xFF } };
    size_t n = 0, at = 0, len = strlen(text);
    bool valid;

    if (mark) {
        memcpy(out, marks[big_endian], 2);
        n = 2;
    }
    while (at < len) {
        uint32_t r = base_utf8_next(base_slice_str(text), &at, &valid);

        out[n + !big_endian] = (uint8_t)(r >> 8);
        out[n + big_endian] = (uint8_t)r;
        n += 2;
    }
    return n;
}

static void
test_utf16(void **state)
{
    static uint8_t wide[4096];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *text = rows[i].text;

        if (strncmp(text, "\xEF\xBB\xBF", 3) == 0)
            text += 3;
        for (int kind = 0; kind < 4; kind++) {
            size_t n = widen(text, kind & 1, kind & 2, wide);

            means((struct base_slice){ wide, n }, rows[i].want);
        }
    }
}

static const struct {
    const char *text, *want;
} faults[] = {
    { "", "list: empty; " },
    { "\xEF\xBB\xBF", "list: empty; " },
    { "\n# nothing\n", "list: no target in it; " },
    { "host,port\n", "list: no target in it; " },
    { "a:1\nb:1\n\nedge:99999\n", "list:4: 'edge:99999': '99999' is not a port" },
    { "a:1\nedge#x\n", "list:2: 'edge#x': '#' is not allowed in a host name" },
    { "edge01 edge02\n", "list:1: 'edge01 edge02': a blank" },
    { "edge:https\n", "list:1: 'edge:https': 'https' is not a port" },
    { "edge01, edge02\n",
      "list:1: no column for the host in the CSV header; name one of host, fqdn" },
    { "host,port\nedge01,x\n", "list:2: 'edge01': 'x' is not a port" },
    { "host,profile\nedge01,x\n", "list:2: 'edge01': no profile 'x'" },
    { "host,port\nedge01:1,2\n", "list:2: 'edge01:1': the port or profile column says otherwise" },
    { "host,profile\nedge01:1/mtls,tls-server\n", "list:2: 'edge01:1/mtls': the port or profile" },
    { "host,port,port\nedge01,8057,443\n", "list:2: '8057': the column 'port' occurs twice" },
    { "host,port,TcpPort\nedge01,8057,443\n",
      "list:2: '8057': the columns 'port' and 'tcpport' differ; keep one" },
    { "host,host\nedge01,edge02\n", "list:2: 'edge01': the column 'host' occurs twice" },
    { "Fqdn   Port Port\n----   ---- ----\nedge01 8057  443\n",
      "list:3: '8057': the column 'port' occurs twice" },
    { "Fqdn : edge01\nPort : 8057\nFqdn : edge02\n",
      "list:1: 'edge01': the column 'fqdn' occurs twice" },
    { "host,port\na,5-4\n", "list:2: 'a': a range of ports ends before it begins" },
    { "host,port\na,1-65\n", "list:2: 'a': more than 64 ports" },
    { "host,port\na,1-x\n", "list:2: 'a': 'x' is not a port" },
    { "host,port\na,\"8,057\"\n", "list:2: 'a': one port in thousands, or two?" },
    { "host;port\na;4,443\n", "list:2: 'a': one port in thousands, or two?" },
    { "host;port\na;8 057\n", "list:2: 'a': one port in thousands, or two?" },
    { "host;port\na;4\xC2\xA0"
      "443\n",
      "list:2: 'a': one port in thousands, or two?" },
    { "a 8 061\n", "list:1: 'a': one port in thousands, or two?" },
    { "edge01 8057 edge02\n", "list:1: 'edge01 8057 edge02': a blank" },
    { "host,port\n,8057\n", "list:2: no host in this row" },
    { "host,product\nedge01,sfb2020\n", "list:2: 'sfb2020': no such product" },
    { "host,note\na:1,\"x\ny\"\nb,\"never\nclosed\n", "list:4: a quoted cell is never closed" },
    { "host,note\n\"a\"b,\n", "list:2: '\"a\"b': '\"' is not allowed" },
    { "identity,pool\nedge01,-x\n", "list:2: '-x': a label" },
    { "Fqdn\n----\nedge01.cont...\n", "list:3: 'edge01.cont...': cut short by PowerShell" },
    { "Fqdn : edge01.cont\xE2\x80\xA6\n", "list:1: 'edge01.cont\xE2\x80\xA6': cut short" },
    { "Site\n----\nBerlin\n", "list:2: no column for the host" },
    { "Site : Berlin\n", "list:1: no property for the host" },
    { "Fqdn : edge01\n  .contoso.com\n", "list:2: '.contoso.com': not a 'Name : value' line" },
    { "Fqdn : edge01\nedge02\n", "list:2: 'edge02': not a 'Name : value' line" },
    { "Fqdn : edge01\n\nFqdn : -edge\n", "list:3: '-edge': a label" },
    { "Fqdn : pool.x\nComputers : {a.x, b.x...}\n", "list:1: '{a.x, b.x...}': PowerShell omitted" },
    { "Fqdn : pool.x\nComputers : {a.x,\n  b.x\n",
      "list:1: '{a.x,\\x0a  b.x': PowerShell omitted" },
    { "Fqdn   Computers\n----   ---------\npool.x {a.x, b.xx...\n",
      "list:3: '{a.x, b.xx...': Power" },
    { "Fqdn,Computers\npool.x,a.x -b.x\n", "list:2: '-b.x': a label" },
    { "<?xml version=\"1.0\"?>", "list: XML is not a target list" },
    { "{ \"Fqdn\": \"edge01\" }", "list: JSON is not a target list" },
    { "[\n  {", "list: JSON is not a target list" },
    { "PK\x03\x04xxxx", "list: a ZIP archive is not a t" },
    { "edge\x1b[0m01\n", "list:1: 'edge\\x1b[0m01': a blank or control" },
};

static void
test_faults(void **state)
{
    static const uint8_t binary[] = { 'a', 'b', 0, 1, 2 };

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        refused(base_slice_str(faults[i].text), faults[i].want);
    refused((struct base_slice){ binary, sizeof binary }, "list: not text; ");
}

static void
test_line_limit(void **state)
{
    size_t len = 70000;
    char *text = malloc(len + 1);

    (void)state;
    assert_non_null(text);
    memset(text, 'a', len);
    text[len] = '\0';
    refused(base_slice_str(text), "list:1: the line is over 65536 bytes");
    memcpy(text, "host,note\nedge01,", 17);
    refused(base_slice_str(text), "list:2: the record is over 65536 bytes");
    text[17] = '"';
    refused(base_slice_str(text), "list:2: a quoted cell is never closed, or");
    memset(text, ',', len);
    refused(base_slice_str(text), "list:1: the line is over 65536 bytes");
    text[300] = '\0';
    refused(base_slice_str(text), "list:1: more than 256 columns");
    free(text);
}

static void
test_long_name(void **state)
{
    char name[600];
    struct inventory *inv = inventory_new(NULL);

    (void)state;
    (void)snprintf(name, sizeof name, "/%0500d/\x1b/hosts.txt", 0);
    assert_non_null(inv);
    assert_false(inventory_add_list(inv, base_slice_str("-x"), name, BASE_TEXT_IN(why)));
    assert_non_null(strstr(why, "0/\\x1b/hosts.txt:1: '-x': "));
    assert_int_equal(strncmp(why, "...0", 4), 0);
    assert_true(inventory_add_list(inv, base_slice_str("x"), name, BASE_TEXT_IN(why)));
    assert_true(strlen(origin_of(inventory_at(inv, 0))) < 100);
    inventory_free(inv);
}

/* What a row knows beside the endpoint. */
static void
test_facts(void **state)
{
    struct inventory *inv =
        taken(base_slice_str("Identity,Pool,Version,Port\nEDGE01.x,Pool.X,7,8057\nedge02.x,,,8057\n"
                             "EdgeServer:edge.x,,6,8057\nRegistrar:pool.x,,6,\n"
                             "FileStore:fs.x,,,\nRegistrar:pool2.x,,6,\n"));

    (void)state;
    assert_int_equal(inventory_count(inv), 3);
    assert_string_equal(inventory_at(inv, 0)->pool, "pool.x");
    assert_string_equal(inventory_at(inv, 0)->product, "sfb2015");
    assert_string_equal(origin_of(inventory_at(inv, 0)), "list:2");
    assert_true(inventory_at(inv, 0)->port_named);
    assert_null(inventory_at(inv, 1)->pool);
    assert_null(inventory_at(inv, 1)->product);
    assert_string_equal(inventory_at(inv, 2)->pool, "edge.x");
    assert_string_equal(inventory_at(inv, 2)->product, "lync2013");
    assert_int_equal(inventory_notes(inv), 3);
    assert_string_equal(inventory_note(inv, 0),
                        "list: names pools; --topology reaches each of their machines");
    assert_string_equal(inventory_note(inv, 1),
                        "list: Registrar services skipped: they have no PSOM port");
    assert_non_null(strstr(inventory_note(inv, 2), "FileStore"));
    assert_null(inventory_note(inv, 3));
    inventory_free(inv);
}

/* The cell's machines have its row's pool; a type in place of them is said. */
static void
test_machines(void **state)
{
    struct inventory *inv = taken(base_slice_str("Identity,Computers,Product\n"
                                                 "Pool.X,a.x b.x,sfb2015\n"
                                                 "se.x,System.Collections.Generic.List`1[System."
                                                 "String],\n"));

    (void)state;
    assert_int_equal(inventory_count(inv), 9);
    assert_string_equal(inventory_at(inv, 0)->pool, "pool.x");
    assert_string_equal(inventory_at(inv, 3)->host, "b.x");
    assert_string_equal(inventory_at(inv, 3)->pool, "pool.x");
    assert_string_equal(inventory_at(inv, 3)->product, "sfb2015");
    assert_string_equal(inventory_at(inv, 6)->host, "se.x");
    assert_string_equal(inventory_at(inv, 6)->pool, "se.x");
    assert_int_equal(inventory_notes(inv), 1);
    assert_non_null(
        strstr(inventory_note(inv, 0), "Export-Csv wrote a type in place of the names"));
    inventory_free(inv);
}

struct told {
    size_t n;
    char all[1024];
};

static void
keep_fault(void *ctx, const char *fault)
{
    struct told *t = ctx;
    size_t len = strlen(t->all);

    t->n++;
    (void)snprintf(t->all + len, sizeof t->all - len, "%.8s|", fault);
}

/* Whatever the kind of list, what is good is taken and each fault is told with its line. */
static void
test_all_faults(void **state)
{
    static const struct {
        const char *text, *told, *targets;
    } lists[] = {
        { "a:1\nb c\nc:2\nd:99999\n", "list:2: |list:4: |", "a:1/tls-server c:2/tls-server" },
        { "host,port\na,1\n-b,1\n,3\nc,2\n", "list:3: |list:4: |",
          "a:1/tls-server c:2/tls-server" },
        { "Fqdn  Port\n----  ----\na     1\nb...  1\nc     2\n", "list:4: |",
          "a:1/tls-server c:2/tls-server" },
        { "Fqdn : a\nPort : 1\n\nFqdn : -b\nPort : 1\n\nFqdn : c\nPort : 2\n", "list:4: |",
          "a:1/tls-server c:2/tls-server" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct told told = { .n = 0 };
        const struct inventory_options o = { .fault = keep_fault, .fault_ctx = &told };
        struct inventory *inv = inventory_new(&o);
        char got[1024];

        assert_non_null(inv);
        assert_true(
            inventory_add_list(inv, base_slice_str(lists[i].text), "list", BASE_TEXT_IN(why)));
        assert_string_equal(told.all, lists[i].told);
        assert_string_equal(dump(inv, got, sizeof got), lists[i].targets);
        inventory_free(inv);
    }
}

/* Limits are of the run, not of a line. */
static void
test_limit_is_no_fault(void **state)
{
    struct told told = { .n = 0 };
    const struct inventory_options o = { .max_targets = 1,
                                         .fault = keep_fault,
                                         .fault_ctx = &told };
    struct inventory *inv = inventory_new(&o);

    (void)state;
    assert_non_null(inv);
    assert_false(
        inventory_add_list(inv, base_slice_str("a:1\nb:1\nc:1\n"), "list", BASE_TEXT_IN(why)));
    assert_int_equal(told.n, 0);
    inventory_free(inv);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_faults), cmocka_unit_test(test_limit_is_no_fault),
        cmocka_unit_test(test_meaning),    cmocka_unit_test(test_utf16),
        cmocka_unit_test(test_faults),     cmocka_unit_test(test_line_limit),
        cmocka_unit_test(test_long_name),  cmocka_unit_test(test_facts),
        cmocka_unit_test(test_machines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
