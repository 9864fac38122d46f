/* SPDX-License-Identifier: MIT */
/* Services joined with their clusters and machines: which become targets, and what is said of those
 * that cannot. */
#include "small.h"

#define REACH(number) PORT("Reach", "PsomServer", "Tls", number)
#define EDGES(fqdn, machines)                                                                      \
    TOPOLOGY(CLUSTERS(CLUSTER("1", fqdn, machines))                                                \
                 SERVICES(SERVICE("EdgeServer", "1", EDGE_PSOM("8057"))))

static void
each_machine_is_a_target(void **state)
{
    (void)state;
    becomes(EDGES(FQDN("edge"), MACHINE(FQDN("edge01")) MACHINE(FQDN("edge02"))),
            EDGE("edge01") " " EDGE("edge02"));
    assert_int_equal(inventory_notes(inv), 0);
}

static void
owners_decide_the_profile(void **state)
{
    (void)state;
    becomes(TOPOLOGY(CLUSTERS(CLUSTER("1", FQDN("fe"), "")) SERVICES(
                SERVICE("WebServices", "1", REACH("8060") PORT("Reach", "Other", "Tls", "9")))),
            "fe:8060/fe-psom");
    becomes(TOPOLOGY(CLUSTERS(CLUSTER("1", FQDN("app"), MACHINE(FQDN("app01")))) SERVICES(
                SERVICE("ExternalServer", "1",
                        PORT("urn:application:x", "SipServer", "Tcp", "5070")
                            PORT("x", "SipServer", "Tcp", "5071")
                                PORT("x", "WebServer", "Https", "5072"))
                    SERVICE("Other", "1", PORT("x", "SipServer", "Tcp", "5073")))),
            "app01:5070/trusted-app app01:5071/trusted-app");
}

/* The configuration is replicated with the same certificate: by the port that the file says. */
static void
an_edge_has_the_port_of_its_replication(void **state)
{
    (void)state;
    becomes(TOPOLOGY(CLUSTERS(CLUSTER("1", FQDN("edge"), MACHINE(FQDN("edge01")))) SERVICES(
                SERVICE("EdgeServer", "1", EDGE_PSOM("8057")) SERVICE(
                    "ManagementServices", "1", PORT("Replication", "WebServer", "Https", "4444")))),
            EDGE("edge01"));
    assert_int_equal(inventory_at(inv, 0)->fallback_port, 4444);
    becomes(TOPOLOGY(CLUSTERS(CLUSTER("1", FQDN("edge"), MACHINE(FQDN("edge01")))) SERVICES(
                SERVICE("EdgeServer", "1", EDGE_PSOM("8057"))
                    SERVICE("Other", "1", PORT("Replication", "WebServer", "Https", "4444")))),
            EDGE("edge01"));
    assert_int_equal(inventory_at(inv, 0)->fallback_port, 0);
}

/* A machine alone may be called by its pool's name; of several nobody knows which it leads to. */
static void
machines_without_a_name_are_told(void **state)
{
    (void)state;
    becomes(EDGES(FQDN("edge"), MACHINE("")), EDGE("edge"));
    assert_int_equal(inventory_notes(inv), 0);
    becomes(EDGES(FQDN("edge"), MACHINE("") MACHINE(FQDN("edge02"))),
            EDGE("edge") " " EDGE("edge02"));
    noted("a machine without Fqdn in edge; the pool name is probed instead");
    assert_int_equal(inventory_unread(inv), 1);
    becomes(EDGES("", MACHINE("") MACHINE(FQDN("edge02"))), EDGE("edge02"));
    noted("a machine without Fqdn in cluster 1:1 skipped");
    assert_null(inventory_at(inv, 0)->pool);
    assert_string_equal(origin_of(inventory_at(inv, 0)), "t.xml: pool without Fqdn");
}

static void
a_cluster_without_machines_is_its_pool(void **state)
{
    (void)state;
    becomes(EDGES(FQDN("edge"), ""), EDGE("edge"));
    noted("no machines listed for edge; its pool name is probed");
    assert_int_equal(inventory_unread(inv), 0);
    refused(EDGES("", ""), "no PSOM port");
    noted("cluster 1:1 without machines and Fqdn skipped");
    assert_int_equal(inventory_unread(inv), 1);
}

/* Said once of a cluster, however many of its ports are targets. */
static void
a_cluster_is_told_once(void **state)
{
    (void)state;
    becomes(TOPOLOGY(CLUSTERS(CLUSTER("1", FQDN("fe"), MACHINE("") MACHINE("")))
                         SERVICES(SERVICE("WebServices", "1", REACH("8060") REACH("8061")))),
            "fe:8060/fe-psom fe:8061/fe-psom");
    assert_int_equal(inventory_unread(inv), 2); /* of each machine */
    assert_int_equal(inventory_notes(inv), 1);
}

static void
what_belongs_to_no_cluster_is_told(void **state)
{
    (void)state;
    refused(TOPOLOGY(SERVICES(SERVICE("EdgeServer", "9", EDGE_PSOM("8057")))), "no PSOM port");
    noted("the cluster of EdgeServer is not in the file; skipped");
    assert_int_equal(inventory_unread(inv), 1);
}

/* Two clusters of one key: which of them a service means is open. */
static void
clusters_of_one_key_are_told(void **state)
{
    (void)state;
    assert_true(reads_bytes(EDGES(FQDN("a"), ""), strlen(EDGES(FQDN("a"), ""))));
#define TWO                                                                                        \
    TOPOLOGY(CLUSTERS(CLUSTER("1", FQDN("a"), MACHINE(FQDN("a1")))                                 \
                          CLUSTER("1", FQDN("b"), MACHINE(FQDN("b1"))))                            \
                 SERVICES(SERVICE("EdgeServer", "1", EDGE_PSOM("8057"))))
    assert_true(reads_bytes(TWO, strlen(TWO)));
    assert_int_equal(inventory_count(inv), 1);
    noted("several clusters are 1:1; the machines of one are probed");
    assert_int_equal(inventory_unread(inv), 1);
}

/* Every Edge has a PSOM port: one without has another owner, and is not looked at. */
static void
an_edge_without_its_port_is_told(void **state)
{
    (void)state;
    refused(TOPOLOGY(CLUSTERS(CLUSTER("1", FQDN("edge"), MACHINE(FQDN("edge01"))))
                         SERVICES(SERVICE("EdgeServer", "1", ""))),
            "no PSOM port");
    noted("the EdgeServer of edge has no PSOM port");
    assert_int_equal(inventory_unread(inv), 1);
}

/* The same machine in two services is one target, and of two topologies each is told by itself. */
static void
the_limit_of_targets_holds(void **state)
{
    const struct inventory_options one = { .max_targets = 1 };
    static const char two[] = EDGES(FQDN("edge"), MACHINE(FQDN("a")) MACHINE(FQDN("b")));

    (void)state;
    inventory_free(inv);
    inv = inventory_new(&one);
    assert_false(inventory_add_topology(inv, base_slice_str(two), "t.xml", BASE_TEXT_IN(line)));
    assert_non_null(strstr(line, "more than the limit of 1 targets; raise --max-targets"));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_small, end_small)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_machine_is_a_target),
        CASE(owners_decide_the_profile),
        CASE(an_edge_has_the_port_of_its_replication),
        CASE(machines_without_a_name_are_told),
        CASE(a_cluster_without_machines_is_its_pool),
        CASE(a_cluster_is_told_once),
        CASE(what_belongs_to_no_cluster_is_told),
        CASE(clusters_of_one_key_are_told),
        CASE(an_edge_without_its_port_is_told),
        CASE(the_limit_of_targets_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
