/* SPDX-License-Identifier: MIT */
/*
 * Targets: what the user asked for, from the command line and from files, as
 * a list of endpoints in order, duplicates folded.
 *
 * Names are kept in lower case and addresses in their shortest form (RFC 5952),
 * so that an endpoint has one spelling in every report, shard and resume file.
 * Nothing here resolves a name, opens a socket or reads a clock. One inventory
 * belongs to one thread at a time.
 */
#ifndef INVENTORY_INVENTORY_H
#define INVENTORY_INVENTORY_H

#include <base/declare.h>
#include <base/error.h>
#include <base/profile.h>

BASE_BEGIN_DECLS

#define INVENTORY_HOST_MAX 253 /* RFC 1035 2.3.4, without the final dot */
#define INVENTORY_TEXT_MAX 320 /* any target as text, with its NUL */
#define INVENTORY_ORIGIN_MAX 384
#define INVENTORY_TARGETS_DEFAULT 1000000
#define INVENTORY_TOPOLOGY_MAX (256u << 20) /* bytes of XML, unpacked */
#define INVENTORY_LIST_MAX (64u << 20)      /* bytes of a list */

/*
 * One endpoint. All pointers belong to the inventory and live as long as it
 * does; the struct itself does not move when more targets are added.
 */
struct inventory_target {
    const char *host;    /* name or address; IPv6 without brackets, with its zone */
    const char *origin;  /* "argument", "hosts.txt", "topology.xml: pool01.contoso.com" */
    const char *product; /* a row of base/product.def by its name, "sfb2015", or NULL */
    const char *pool;    /* FQDN of its pool where a file said so, or NULL */
    const struct base_profile *profile;
    uint32_t line;  /* of origin; 0: none */
    uint32_t group; /* the default ports of one host share a number; 0: none */
    uint16_t port;
    uint16_t fallback_port; /* the replication port a topology gives for it; 0: not known */
    bool port_named;        /* asked for by name (or --ports, or a topology): a refusal is
                               a result; else a default that was tried */
    bool profile_named;     /* likewise; else made of the port: what 8057 is, others of the
                               group decide */
    bool portless : 1;      /* a host and a profile alone: it may be a domain */
    bool guessed : 1;       /* the profile is a guess: others use the port too */
    bool fallback;          /* the profile has other ports to read the certificate from */
};

struct inventory;

/* ", libxml2 2.9.14, libarchive 3.6.2": what this was compiled for, and loads when it is needed */
void inventory_libraries(struct base_text *out);

#define INVENTORY_PORTS_MAX 64u
struct inventory_ports {
    uint16_t port[INVENTORY_PORTS_MAX];
    size_t n;
};

/* "8057, 8060-8061": numbers and ranges, joined by commas, semicolons or blanks. thing: for the
 * message. False: why says what is wrong. */
bool inventory_ports_parse(struct base_slice text, struct base_slice thing,
                           struct inventory_ports *out, struct base_text *why);

struct inventory_options {
    size_t max_targets;           /* 0: INVENTORY_TARGETS_DEFAULT */
    struct inventory_ports ports; /* --ports: for targets that name none; n 0: bare hosts mean
                                     8057, 8060 and 8061 */
    /* Gets each fault of a list's row ("NAME:LINE: ..."), and the rest of the list is read; NULL:
     * the first fault ends it. What is wrong with the list itself ends it always. */
    void (*fault)(void *ctx, const char *why);
    void *fault_ctx;
};

/* options is copied; NULL means all defaults. NULL: no memory. */
struct inventory *inventory_new(const struct inventory_options *options);
void inventory_free(struct inventory *inv); /* NULL is fine */

/*
 * One target as typed:
 *   HOST[:PORTS][/PROFILE]             name or address; IPv6 in brackets when a port follows; a
 *                                      port, or several as in inventory_ports_parse
 *   ADDRESS/BITS[:PORTS][/PROFILE]     every address of the network
 *   FIRST-LAST[:PORT][/PROFILE]        10.0.0.1-10.0.0.20 or 10.0.0.1-20
 *   https://HOST[:PORT]/               port 443 unless it is named; its profile is the port's
 * Without a port: --ports, else the profile's default ports, else those of all
 * profiles (8057, 8060, 8061). False: why names the thing, what is wrong with
 * it and what is right; targets added before the fault stay.
 */
bool inventory_add(struct inventory *inv, const char *target, const char *origin,
                   struct base_text *why);

/*
 * A list: one target a line and # comments, or CSV with a header, or what PowerShell prints
 * (Format-Table, Format-List). Columns: columns.def. UTF-8 or UTF-16, with a byte order mark
 * or without; LF or CRLF. bytes is borrowed for the call; name stands in origins and messages.
 * False: why says NAME:LINE, what is wrong and what is right.
 */
bool inventory_add_list(struct inventory *inv, struct base_slice bytes, const char *name,
                        struct base_text *why);

/* The same from a file, at most INVENTORY_LIST_MAX bytes; "-" is standard input. */
bool inventory_add_list_file(struct inventory *inv, const char *path, struct base_text *why);

/*
 * A topology: Get-CsTopology -AsXml, Topology Builder's .tbxml, an exported DocItemSet or
 * AnchoredXml with the topology inside (also as escaped text), or the ZIP of
 * Export-CsConfiguration. UTF-8 or UTF-16. Every Edge machine with its PSOM port, every
 * machine with Reach PSOM ports (Front Ends, Directors with web services), every trusted
 * application on plain TCP; ports come from the file. Entities are never expanded and nothing
 * is fetched. bytes is borrowed for the call.
 * False: why says NAME:LINE and the fault, or what was found instead of PSOM ports.
 */
bool inventory_add_topology(struct inventory *inv, struct base_slice bytes, const char *name,
                            struct base_text *why);

/* The same from a file, read in pieces; "-" is standard input (XML only). */
bool inventory_add_topology_file(struct inventory *inv, const char *path, struct base_text *why);

/* What a reader of the run should know (a draft, services left out): one line each. */
size_t inventory_notes(const struct inventory *inv);
const char *inventory_note(const struct inventory *inv, size_t i);

/* Servers and ports of topologies that should be targets and cannot be, each with a note: a run of
 * this inventory does not look at them, so it decides nothing about the whole. */
size_t inventory_unread(const struct inventory *inv);

/*
 * All targets are in: a host gets one pool, the first that was given with any of its targets, so
 * that shards and order keep it together; what only adding needs is freed. More can be added all
 * the same. False: no memory, and some hosts may have several pools.
 */
bool inventory_complete(struct inventory *inv);

size_t inventory_count(const struct inventory *inv);
size_t inventory_folded(const struct inventory *inv); /* duplicates dropped */
const struct inventory_target *inventory_at(const struct inventory *inv, size_t i);

/* "edge01.contoso.com:8057", "[2001:db8::1]:8057"; fits INVENTORY_TEXT_MAX. */
void inventory_target_text(const struct inventory_target *t, struct base_text *out);

/* The same with "/PROFILE": what makes a target the same one; fits INVENTORY_TEXT_MAX. */
void inventory_target_key(const struct inventory_target *t, struct base_text *out);

/* "hosts.txt:12"; fits INVENTORY_ORIGIN_MAX where names of files are not the caller's own. */
void inventory_target_origin(const struct inventory_target *t, struct base_text *out);

/* How many targets t's group has: they wait for each other's results, wherever they stand in the
 * order. 0 where t has no group. */
size_t inventory_group_size(const struct inventory *inv, const struct inventory_target *t);

/* Which of the shards, from 0, probes it: a hash of its key, stable across machines and
 * versions. The machines of a pool stay together (hash of the pool), and the default ports of a
 * host (hash of the host). */
uint32_t inventory_shard(const struct inventory_target *t, uint32_t shards);

/*
 * From now on inventory_at goes round the hosts in a fixed but scattered order: no host twice
 * in a row while others wait, and no group far apart. Targets added later come behind, as they are
 * added. False: no memory, and the order is as it was.
 */
bool inventory_shuffle(struct inventory *inv);

/* Ports that show the same certificate when t's own is firewalled, best first. 0: none. */
#define INVENTORY_FALLBACKS_MAX BASE_PROFILE_PORTS
size_t inventory_fallback_ports(const struct inventory_target *t,
                                uint16_t out[INVENTORY_FALLBACKS_MAX]);

BASE_END_DECLS

#endif
