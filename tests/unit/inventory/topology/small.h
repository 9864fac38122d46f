/* SPDX-License-Identifier: MIT */
/* Small topologies as text, and what they become. */
#ifndef SMALL_H
#define SMALL_H

#include <base/error.h>
#include <inventory/inventory.h>

#include <stdlib.h>
#include <string.h>

#include "cmocka_prelude.h"
#include "dump.h"

#define TOPOLOGY(inside)                                                                           \
    "<Topology xmlns=\"urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008\">" inside         \
    "</Topology>"
#define CLUSTERS(inside) "<Clusters>" inside "</Clusters>"
#define SERVICES(inside) "<Services>" inside "</Services>"
/* number: of the cluster in site 1 */
#define CLUSTER(number, fqdn, machines)                                                            \
    "<Cluster " fqdn ">"                                                                           \
    "<ClusterId SiteId=\"1\" Number=\"" number "\"/>" machines "</Cluster>"
#define FQDN(name) "Fqdn=\"" name "\""
#define MACHINE(fqdn) "<Machine " fqdn "/>"
#define SERVICE(role, number, ports)                                                               \
    "<Service ServiceVersion=\"7\"><ServiceId SiteId=\"1\" RoleName=\"" role                       \
    "\" Instance=\"1\"/><InstalledOn><ClusterId SiteId=\"1\" Number=\"" number                     \
    "\"/></InstalledOn><Ports>" ports "</Ports></Service>"
#define PORT(owner, usage, protocol, number)                                                       \
    "<Port Owner=\"" owner "\" Usage=\"" usage "\" Protocol=\"" protocol "\" Port=\"" number "\"/" \
                                                                                             ">"
#define EDGE_PSOM(number) PORT("DataEdge", "PsomServer", "Tls", number)

static struct inventory *inv;
static char line[BASE_WHY_MAX];
static char targets[4096];

static inline int
begin_small(void **state)
{
    (void)state;
    inv = inventory_new(NULL);
    return inv == NULL ? -1 : 0;
}

static inline int
end_small(void **state)
{
    (void)state;
    inventory_free(inv);
    inv = NULL;
    return 0;
}

static inline bool
reads_bytes(const void *bytes, size_t n)
{
    inventory_free(inv);
    inv = inventory_new(NULL);
    assert_non_null(inv);
    line[0] = '\0';
    return inventory_add_topology(inv, (struct base_slice){ bytes, n }, "t.xml",
                                  BASE_TEXT_IN(line));
}

static inline void
becomes(const char *xml, const char *want)
{
    if (!reads_bytes(xml, strlen(xml)))
        fail_msg("%s", line);
    assert_string_equal(dump(inv, targets, sizeof targets), want);
}

static inline void
refused(const char *xml, const char *why)
{
    if (reads_bytes(xml, strlen(xml)))
        fail_msg("%s is read", xml);
    if (strstr(line, why) == NULL)
        fail_msg("%s", line);
}

/* One note, which has this part. */
static inline void
noted(const char *part)
{
    assert_int_equal(inventory_notes(inv), 1);
    if (strstr(inventory_note(inv, 0), part) == NULL)
        fail_msg("%s", inventory_note(inv, 0));
}

#endif
