/* SPDX-License-Identifier: MIT */
/* One file from its first byte to its last: what it held instead, where it is no topology with PSOM
 * ports. */
#include "small.h"

static void
what_a_file_holds_instead_is_told(void **state)
{
    (void)state;
    refused("", "t.xml: empty; give the output of Get-CsTopology -AsXml");
    refused("<html xmlns=\"http://www.w3.org/1999/xhtml\"/>",
            "t.xml: no topology in it; the root element is html in namespace "
            "http://www.w3.org/1999/xhtml. Give");
    refused("<DocItemSet><DocItem Name=\"urn:a\"/><DocItem Name=\"urn:b\"/></DocItemSet>",
            "the root element is DocItemSet with the items urn:a, urn:b. Give");
    refused(TOPOLOGY(CLUSTERS(CLUSTER("1", FQDN("pool"), MACHINE(FQDN("fe01"))))
                         SERVICES(SERVICE("Registrar", "1", ""))),
            "t.xml: no PSOM port in its topology (owner DataEdge or Reach, usage PsomServer), only "
            "1 clusters, 1 machines and 1 services: Registrar");
    refused(TOPOLOGY(""), "only 0 clusters, 0 machines and 0 services");
    refused("PK\3\4", "t.xml");
}

static void
one_port_is_enough(void **state)
{
    (void)state;
    becomes(TOPOLOGY(CLUSTERS(CLUSTER("1", FQDN("edge"), MACHINE(FQDN("edge01"))))
                         SERVICES(SERVICE("EdgeServer", "1", EDGE_PSOM("8057")))),
            EDGE("edge01"));
    assert_string_equal(origin_of(inventory_at(inv, 0)), "t.xml: edge");
    assert_string_equal(inventory_at(inv, 0)->product, "sfb2015");
    assert_string_equal(inventory_at(inv, 0)->pool, "edge");
    assert_true(inventory_at(inv, 0)->port_named && inventory_at(inv, 0)->profile_named);
}

static void
libraries_are_named(void **state)
{
    char text[128];

    (void)state;
    text[0] = '\0';
    inventory_libraries(BASE_TEXT_IN(text));
    assert_ptr_equal(strstr(text, ", libxml2 2."), text);
    assert_non_null(strstr(text, ", libarchive "));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_small, end_small)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_a_file_holds_instead_is_told),
        CASE(one_port_is_enough),
        CASE(libraries_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
