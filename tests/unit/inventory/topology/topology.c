/* SPDX-License-Identifier: MIT */
/* Topologies of each product as files, and small ones that are wrong in one way. */
#include "dump.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SPACE "urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008"
#define FE(h) h ":8060/fe-psom"
#define FX(h) h ":8061/fe-psom"
#define POOL19                                                                                     \
    FE("fe11.contoso.com")                                                                         \
    " " FE("fe12.contoso.com") " " FX("fe11.contoso.com") " " FX("fe12.contoso.com") " " EDGE(     \
        "edge11.contoso.com")

static char why[BASE_WHY_MAX];

static struct inventory *
from_file(const char *file)
{
    struct inventory *inv = inventory_new(NULL);
    char path[512];

    assert_non_null(inv);
    (void)snprintf(path, sizeof path, "%s/topologies/%s", FIXTURES, file);
    why[0] = '\0';
    (void)inventory_add_topology_file(inv, path, BASE_TEXT_IN(why));
    return inv;
}

static const struct {
    const char *file, *want, *product;
    size_t notes, unread;
} files[] = {
    { "lync2010-se.xml",
      FE("se01.contoso.com") " " FX("se01.contoso.com") " " EDGE("edge01.contoso.com"), "lync2010",
      0, 0 },
    { "lync2013-ee.xml",
      FE("fe01.contoso.com") " " FE("fe02.contoso.com") " " FE("fe03.contoso.com") " " FX(
          "fe01."
          "contoso."
          "com") " " FX("fe02.contoso.com") " " FX("fe03.contoso.com") " " FE("dir01.contoso."
                                                                              "com") " " FE("di"
                                                                                            "r0"
                                                                                            "2."
                                                                                            "co"
                                                                                            "nt"
                                                                                            "os"
                                                                                            "o."
                                                                                            "co"
                                                                                            "m") " " FX("dir01.contoso.com") " " FX("dir02.contoso.com") " " EDGE("ed"
                                                                                                                                                                  "ge"
                                                                                                                                                                  "01"
                                                                                                                                                                  ".c"
                                                                                                                                                                  "on"
                                                                                                                                                                  "to"
                                                                                                                                                                  "so"
                                                                                                                                                                  ".c"
                                                                                                                                                                  "o"
                                                                                                                                                                  "m") " " EDGE("edge02.contoso.com") " " FE("se02.contoso.com") " " FX("se02.contoso.com"),
      "lync2013", 0, 0 },
    { "sfb2015-custom.xml",
      "fe01.contoso.com:9060/fe-psom fe02.contoso.com:9060/fe-psom "
      "fe01.contoso.com:9061/fe-psom "
      "fe02.contoso.com:9061/fe-psom edge01.contoso.com:9057/edge-psom "
      "edgepool.contoso.com:9057/edge-psom app01.contoso.com:5070/trusted-app "
      "app02.contoso.com:5070/trusted-app branch.contoso.com:8060/fe-psom "
      "branch.contoso.com:8061/fe-psom",
      "sfb2015", 4, 3 },
    { "sfb2019.xml", POOL19, "sfb2019", 0, 0 },
    { "sfb2019-utf16be.xml", POOL19, "sfb2019", 0, 0 },
    { "anchored.xml", POOL19, "sfb2019", 0, 0 },
    { "docitemset.xml", POOL19, "sfb2019", 0, 0 },
    { "contoso.tbxml",
      FE("fe01.contoso.com") " " FE("fe02.contoso.com") " " FX("fe01.contoso.com") " " FX(
          "fe02.contoso.com") " " EDGE("edge01.contoso.com"),
      "sfb2015", 1, 0 },
};

static void
test_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct inventory *inv = from_file(files[i].file);
        char got[2048];

        if (strcmp(dump(inv, got, sizeof got), files[i].want) != 0)
            fail_msg("%s: %s: got %s, want %s", files[i].file, why, got, files[i].want);
        assert_string_equal(inventory_at(inv, 0)->product, files[i].product);
        assert_int_equal(inventory_notes(inv), files[i].notes);
        assert_int_equal(inventory_unread(inv), files[i].unread);
        inventory_free(inv);
    }
}

/* What goes with a target: pool, origin, replication port, no group, a port asked for. */
static void
test_facts(void **state)
{
    struct inventory *inv = from_file("sfb2015-custom.xml");
    const struct inventory_target *fe = inventory_at(inv, 0), *edge = inventory_at(inv, 4),
                                  *app = inventory_at(inv, 6), *branch = inventory_at(inv, 8);

    (void)state;
    assert_string_equal(fe->pool, "pool01.contoso.com");
    assert_ptr_equal(fe->pool, inventory_at(inv, 3)->pool);
    assert_non_null(strstr(origin_of(fe), "sfb2015-custom.xml: pool01.contoso.com"));
    assert_int_equal(fe->group, 0);
    assert_true(fe->port_named);
    assert_int_equal(fe->fallback_port, 0);
    assert_true(fe->fallback);
    assert_int_equal(edge->fallback_port, 4500);
    assert_true(edge->fallback);
    assert_string_equal(inventory_at(inv, 5)->pool, "edgepool.contoso.com");
    assert_false(app->fallback);
    assert_null(branch->product);
    assert_non_null(strstr(inventory_note(inv, 0), "line 87: a PSOM port without a number"));
    assert_non_null(strstr(inventory_note(inv, 1),
                           "a machine without Fqdn in edgepool.contoso.com; "
                           "the pool name is probed instead"));
    assert_non_null(strstr(inventory_note(inv, 2), "no machines listed for branch.contoso.com"));
    assert_non_null(strstr(inventory_note(inv, 3), "the cluster of EdgeServer is not in the file"));
    inventory_free(inv);
    inv = from_file("contoso.tbxml");
    assert_non_null(strstr(inventory_note(inv, 0), "may be a draft that was never published"));
    inventory_free(inv);
}

/* The same endpoint from a list: what the topology knows is added to it. */
static void
test_merged(void **state)
{
    struct inventory *inv = inventory_new(NULL);
    char path[512];

    (void)state;
    assert_non_null(inv);
    (void)snprintf(path, sizeof path, "%s/topologies/lync2010-se.xml", FIXTURES);
    assert_true(inventory_add(inv, "EDGE01.contoso.com", "argument", BASE_TEXT_IN(why)));
    assert_true(inventory_add_topology_file(inv, path, BASE_TEXT_IN(why)));
    assert_int_equal(inventory_folded(inv), 1);
    assert_string_equal(origin_of(inventory_at(inv, 0)), "argument");
    assert_string_equal(inventory_at(inv, 0)->product, "lync2010");
    assert_string_equal(inventory_at(inv, 0)->pool, "edge01.contoso.com");
    assert_int_equal(inventory_at(inv, 0)->fallback_port, 4443);
    assert_true(inventory_at(inv, 0)->port_named);
    assert_true(
        inventory_add_topology_file(inv, path, BASE_TEXT_IN(why))); /* nothing new is no error */
    inventory_free(inv);
}

static void
test_nothing_found(void **state)
{
    static const struct {
        const char *file, *want;
    } rows[] = {
        { "no-psom.xml",
          "no-psom.xml: no PSOM port in its topology (owner DataEdge or Reach, usage "
          "PsomServer), only 1 clusters, 2 machines and 3 services: Registrar, "
          "UserServices" },
        { "other-root.xml", "no topology in it; the root element is Topology in namespace "
                            "urn:schema:other" },
        { "other-items.xml", "with the items urn:xds:test:settings, urn:xds:test:text, "
                             "urn:xds:test:more" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct inventory *inv = from_file(rows[i].file);

        if (strstr(why, rows[i].want) == NULL)
            fail_msg("%s: said \"%s\"", rows[i].file, why);
        assert_int_equal(inventory_count(inv), 0);
        inventory_free(inv);
    }
}

#define TOPOLOGY(clusters, services)                                                               \
    "<Topology xmlns=\"" SPACE "\"><Clusters>" clusters "</Clusters><Services>" services           \
    "</Services></Topology>"
#define CLUSTER(fqdn, machines)                                                                    \
    "<Cluster Fqdn=\"" fqdn "\"><ClusterId SiteId=\"1\" Number=\"1\"/>" machines "</Cluster>"
#define ON_CLUSTER "<InstalledOn><ClusterId SiteId=\"1\" Number=\"1\"/></InstalledOn>"
#define SERVICE(port)                                                                              \
    "<Service ServiceVersion=\"7\"><ServiceId RoleName=\"EdgeServer\"/>" ON_CLUSTER "<Ports>" port \
    "</Ports></Service>"
#define PORT(n) "<Port Owner=\"urn:component:DataEdge\" Usage=\"PsomServer\" Port=\"" n "\"/>"
#define GOOD TOPOLOGY(CLUSTER("edge.x", ""), SERVICE(PORT("8057")))

static const struct {
    const char *text, *want; /* begins so; NULL: taken */
} rows[] = {
    { GOOD, NULL },
    { "\xEF\xBB\xBF\r\n\r\n <?xml version='1.0' encoding='utf-16'?>" GOOD, NULL },
    { "<!-- K\xF6ln in the system's code page -->" GOOD, NULL },
    { "<a><![CDATA[" GOOD "]]></a>", NULL },
    { "<a>\n&lt;b&gt;x&lt;/b&gt;</a>", "t: no topology in it; the root element is a. Give" },
    { TOPOLOGY(CLUSTER("10.0.0.5", ""), SERVICE(PORT("8057"))), NULL },
    { "", "t: empty; " },
    { "\xEF\xBB\xBF", "t: empty; " },
    { "\r\n\r\n", "t: empty; " },
    { "<Topo", "t:1: the XML is cut off here" },
    { "host,port\n", "t: neither XML nor a ZIP archive; " },
    { "<a>\n<b", "t:2: the XML is cut off here" },
    { "<a>\n<b>\n</a>", "t:3: not well-formed XML: Opening and ending tag mismatch" },
    { "<a/><b/>", "t:1: not well-formed XML: Extra content" },
    { "<a>&unknown;</a>", "t:1: not well-formed XML: Entity 'unknown' not defined" },
    { "<!DOCTYPE a><a/>", "t:1: a DOCTYPE, which may define entities; " },
    { "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "t:1: a DOCTYPE" },
    { "<!DOCTYPE a [<!ENTITY a 'x'><!ENTITY b '&a;&a;&a;&a;'>]><a>&b;</a>", "t:1: a DOCTYPE" },
    { "<!DOCTYPE a SYSTEM 'http://192.0.2.1/x.dtd'><a/>", "t:1: a DOCTYPE" },
    { TOPOLOGY(CLUSTER("edge x", ""), ""), "t:1: 'edge x': a blank or control" },
    { TOPOLOGY("\n" CLUSTER("a", "\n<Machine Fqdn=\"-b\"/>"), ""), "t:3: '-b': a label" },
    { TOPOLOGY(CLUSTER("10.0.0.1-9", ""), ""), "t:1: '10.0.0.1-9': a range of addresses cannot" },
    { TOPOLOGY(CLUSTER("edge.x", ""), SERVICE(PORT("80570"))),
      "t:1: 'urn:component:DataEdge': '80570' is not a port" },
    { TOPOLOGY(CLUSTER("edge.x", ""), SERVICE(PORT("0"))), "t: no PSOM port in its topology" },
    { TOPOLOGY("<Cluster><ClusterId SiteId=\"1\" Number=\"1\"/><Machine/></Cluster>",
               SERVICE(PORT("8057"))),
      "t: no PSOM port" },
    { TOPOLOGY("<Machine Fqdn=\"lost.x\"/>", PORT("8057")), "t: no PSOM port" },
    { "<a>&lt;Topology xmlns=\"" SPACE "\"&gt;\n&lt;Clusters&gt;</a>",
      "t:2: the XML is cut off here" },
    { "<Cluster>" TOPOLOGY("", "<Machine Fqdn=\"a.b\"/>") "</Cluster>", "t: no PSOM port" },
    { "<Service>" TOPOLOGY("", ON_CLUSTER) "</Service>", "t: no PSOM port" },
    { "<Service><Ports>" TOPOLOGY("", PORT("8057")) "</Ports></Service>", "t: no PSOM port" },
    { "<Service>" TOPOLOGY("", "<ServiceId RoleName=\"EdgeServer\"/>") "</Service>",
      "t: no PSOM port" },
    { "<Cluster><Topology xmlns=\"" SPACE "\"><ClusterId SiteId=\"1\" Number=\"1\"/></Topology>"
      "</Cluster>",
      "t: no PSOM port" },
    { "<Cluster><Service><InstalledOn>" GOOD "</InstalledOn></Service></Cluster>", NULL },
    { "PK\x03\x04", "t: not a whole ZIP archive: " },
};

static void
test_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct inventory *inv = inventory_new(NULL);
        bool ok;

        assert_non_null(inv);
        ok = inventory_add_topology(inv, base_slice_str(rows[i].text), "t", BASE_TEXT_IN(why));
        if (ok != (rows[i].want == NULL))
            fail_msg("%.80s: %s", rows[i].text, ok ? "was taken" : why);
        if (!ok &&
            (strncmp(why, rows[i].want, strlen(rows[i].want)) != 0 || strchr(why, '\n') != NULL))
            fail_msg("%.80s: said \"%s\", not \"%s\"", rows[i].text, why, rows[i].want);
        assert_int_equal(inventory_count(inv), ok ? 1 : 0);
        inventory_free(inv);
    }
}

/* Cut off anywhere, a file is an error and adds nothing. */
static void
test_truncated(void **state)
{
    size_t len = strlen(GOOD);

    (void)state;
    for (size_t n = 1; n < len; n++) {
        struct inventory *inv = inventory_new(NULL);

        assert_non_null(inv);
        assert_false(inventory_add_topology(inv, (struct base_slice){ (const uint8_t *)GOOD, n },
                                            "t", BASE_TEXT_IN(why)));
        assert_int_equal(inventory_count(inv), 0);
        inventory_free(inv);
    }
}

/* A machine without a name in a cluster without one is said, not lost. */
static void
test_nameless(void **state)
{
    struct inventory *inv = inventory_new(NULL);

    (void)state;
    assert_non_null(inv);
    assert_true(inventory_add_topology(
        inv,
        base_slice_str(TOPOLOGY("<Cluster><ClusterId SiteId=\"1\" Number=\"1\"/><Machine/><Machine "
                                "Fqdn=\"edge.x\"/></Cluster>",
                                SERVICE(PORT("8057")))),
        "t", BASE_TEXT_IN(why)));
    assert_string_equal(inventory_note(inv, 0), "t: a machine without Fqdn in cluster 1:1 skipped");
    assert_null(inventory_at(inv, 0)->pool);
    assert_int_equal(inventory_unread(inv), 1);
    inventory_free(inv);
}

#define ROLE(role, n, owner, usage, port)                                                          \
    "<Service><ServiceId RoleName=\"" role "\"/><InstalledOn><ClusterId SiteId=\"1\" "               \
    "Number=\"" n "\"/></InstalledOn><Ports><Port Owner=\"" owner "\" Usage=\"" usage              \
    "\" Port=\"" port "\"/></Ports></Service>"
#define ON(n, owner, usage, port) ROLE("EdgeServer", n, owner, usage, port)

static const struct {
    const char *text, *want; /* of the notes; NULL: there is none */
    size_t unread;
} parts[] = {
    { TOPOLOGY(CLUSTER("edge.x", "<Machine/>"), SERVICE(PORT("8057"))), NULL, 0 },
    { TOPOLOGY(CLUSTER("edge.x", ""), SERVICE(PORT("8057"))), "no machines listed for edge.x", 0 },
    { TOPOLOGY(CLUSTER("p.x", "<Machine/><Machine Fqdn=\"a.x\"/><Machine/>"),
               SERVICE(PORT("8057") PORT("8058"))),
      "a machine without Fqdn in p.x; the pool name is probed instead", 2 },
    { TOPOLOGY(CLUSTER("edge.x", "<Machine/>"),
               SERVICE(PORT("8057")) ON("9", "urn:component:DataEdge", "PsomServer", "8057")),
      "the cluster of EdgeServer is not in the file; skipped", 1 },
    { TOPOLOGY(CLUSTER("edge.x", "<Machine/>"),
               SERVICE(PORT("8057")) ROLE("Registrar", "9", "urn:component:Registrar", "SipServer", "5061")),
      NULL, 0 },
    { TOPOLOGY(CLUSTER("edge.x", "<Machine/>"), SERVICE(PORT("8057") PORT("0"))),
      "line 1: a PSOM port without a number, skipped", 1 },
    { TOPOLOGY(CLUSTER("edge.x", "<Machine/>"),
               SERVICE(PORT("8057")) ON("1", "urn:component:Data", "PsomServer", "8058")),
      "line 1: a PSOM port of the unknown owner 'urn:component:Data", 1 },
    { TOPOLOGY(CLUSTER("edge.x", "<Machine/>"),
               SERVICE(PORT("8057")) ROLE("ConfServices", "1", "urn:component:DataConf", "PsomClient", "8058")),
      NULL, 0 },
    { TOPOLOGY(CLUSTER("a.x", "<Machine/>") CLUSTER("b.x", "<Machine/>"), SERVICE(PORT("8057"))),
      "several clusters are 1:1; the machines of one are probed", 1 },
    { TOPOLOGY(CLUSTER("a.x", "<Machine/>") "<Cluster><ClusterId SiteId=\"1\" Number=\"2\"/>"
                                            "</Cluster>",
               SERVICE(PORT("8057")) ROLE("WebServices", "2", "urn:component:Reach", "psomserver", "8060")),
      "cluster 1:2 without machines and Fqdn skipped", 1 },
    { TOPOLOGY(CLUSTER("edge.x", "<Machine/>"),
               SERVICE(PORT("8057")) ON("1", "urn:component:AccessEdge", "SipServer", "5061")),
      "the EdgeServer of edge.x has no PSOM port", 1 },
    { TOPOLOGY(CLUSTER("edge.x", "<Machine/>"),
               SERVICE(PORT("8057")) ON("9", "urn:component:AccessEdge", "SipServer", "5061")),
      "the EdgeServer of 1:9 has no PSOM port", 1 },
};

/* Nobody looks at what is no target: it is said, and counted where it should be one. */
static void
test_unread(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        struct inventory *inv = inventory_new(NULL);
        const char *note;

        assert_non_null(inv);
        assert_true(
            inventory_add_topology(inv, base_slice_str(parts[i].text), "t", BASE_TEXT_IN(why)));
        note = inventory_note(inv, 0);
        if (parts[i].want == NULL ? note != NULL
                                  : note == NULL || strstr(note, parts[i].want) == NULL)
            fail_msg("%s: said \"%s\"", parts[i].text, note == NULL ? "" : note);
        if (inventory_unread(inv) != parts[i].unread || inventory_notes(inv) > 1)
            fail_msg("%s: %zu, not %zu", parts[i].text, inventory_unread(inv), parts[i].unread);
        inventory_free(inv);
    }
}

static void
test_limit(void **state)
{
    struct inventory *inv = inventory_new(&(struct inventory_options){ .max_targets = 2 });

    (void)state;
    assert_non_null(inv);
    assert_false(inventory_add_topology(
        inv,
        base_slice_str(TOPOLOGY(CLUSTER("p", "<Machine Fqdn=\"a\"/><Machine Fqdn=\"b\"/><Machine "
                                             "Fqdn=\"c\"/>"),
                                SERVICE(PORT("8057")))),
        "t", BASE_TEXT_IN(why)));
    assert_non_null(strstr(why, "more than the limit of 2 targets; raise --max-targets"));
    inventory_free(inv);
}

static void
test_unreadable(void **state)
{
    struct inventory *inv = inventory_new(NULL);

    (void)state;
    assert_non_null(inv);
    assert_false(inventory_add_topology_file(inv, "/nonexistent/t.xml", BASE_TEXT_IN(why)));
    assert_string_equal(why, "'/nonexistent/t.xml': cannot be read: No such file or directory");
    assert_false(inventory_add_topology_file(inv, FIXTURES, BASE_TEXT_IN(why)));
    assert_non_null(strstr(why, "cannot be read: Is a directory"));
    assert_false(inventory_add_topology_file(inv, "/dev/null", BASE_TEXT_IN(why)));
    assert_string_equal(why, "/dev/null: empty; give the output of Get-CsTopology -AsXml");
    inventory_free(inv);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),    cmocka_unit_test(test_facts),
        cmocka_unit_test(test_merged),   cmocka_unit_test(test_nothing_found),
        cmocka_unit_test(test_texts),    cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_nameless), cmocka_unit_test(test_limit),
        cmocka_unit_test(test_unread),   cmocka_unit_test(test_unreadable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
