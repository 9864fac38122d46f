/* SPDX-License-Identifier: MIT */
/*
 * Topologies: XML pieces go in, a model of clusters, machines, services and
 * ports is kept for one topology at a time, targets come out at its end.
 * No type of libxml2 or libarchive is seen here.
 */
#ifndef INVENTORY_TOPOLOGY_H
#define INVENTORY_TOPOLOGY_H

#include "internal.h"

#define INVENTORY_MODEL_MAX 262144u /* clusters, machines, services or ports of a topology */

struct inventory_cluster {
    const char *key;  /* "SITE:NUMBER" or a UniqueId; NULL: none seen */
    const char *fqdn; /* canonical; NULL: none given */
    size_t machines, machines_n;
    uint16_t replication_port;
    bool told; /* what of it cannot be a target */
};

enum inventory_port_kind { /* bits: what a port may turn out to be, its service's role told */
                           INVENTORY_EDGE_PSOM = 1,
                           INVENTORY_REACH_PSOM = 2,
                           INVENTORY_HTTPS = 4,
                           INVENTORY_APPLICATION_TCP = 8, /* Owner urn:application:*, plain TCP */
                           INVENTORY_ANY_TCP = 16,
                           INVENTORY_UNKNOWN_PSOM = 32, /* of an Owner that none is known of */
};

struct inventory_port {
    unsigned kinds;
    uint16_t number;
};

struct inventory_service {
    const char *role;    /* interned in the model; NULL: none seen */
    const char *cluster; /* its key */
    const char *product;
    size_t ports, ports_n;
    bool told; /* of a PSOM port that is no target */
};

/* One topology; strings are interned, so equal ones are one pointer. */
struct inventory_model {
    struct inventory_strings strings;
    struct inventory_cluster *clusters;
    const char **machines; /* canonical FQDN, NULL: the cluster's */
    struct inventory_service *services;
    struct inventory_port *ports;
    size_t clusters_n, machines_n, services_n, ports_n;
    size_t clusters_cap, machines_cap, services_cap, ports_cap;
};
void inventory_model_clear(struct inventory_model *m);

/* One file, whatever it holds. */
struct inventory_document {
    struct inventory *inv;
    char name[INVENTORY_NAME_SHOWN];
    char label[INVENTORY_LABEL_MAX]; /* the name, or "NAME/ENTRY" inside an archive */
    struct base_text *why;           /* written once, by the first fault */
    bool failed;
    uint64_t fed; /* bytes */
    size_t line;  /* of the current element, for messages */
    struct inventory_model model;
    size_t topologies, targets; /* seen, made */
    size_t seen_clusters, seen_machines, seen_services;
    char roles[192]; /* distinct roles seen, for messages */
    char root[160];  /* the first root element, for messages */
    char items[160]; /* names of the first DocItems, for messages */
    char files[160]; /* names of the first files of a ZIP archive that are no XML, for messages */
};
/* finish says what the file held instead, where there was no topology. False: something was wrong.
 */
void inventory_document_init(struct inventory_document *d, struct inventory *inv, const char *name,
                             struct base_text *why);
bool inventory_document_finish(struct inventory_document *d);
bool inventory_document_fault(struct inventory_document *d, const char *format, ...)
    __attribute__((format(printf, 2, 3))); /* always false */
/* "LABEL:LINE: " before why; always false. */
bool inventory_document_located(struct inventory_document *d);
bool inventory_document_note(struct inventory_document *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Note something that should be a target and cannot be: the run will not look at it. */
bool inventory_document_unread(struct inventory_document *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Add an item to a list for messages, separated by commas. */
void inventory_remember(char *list, size_t cap, struct base_slice name);

/* Attributes of an element as the reader found them. */
struct inventory_attribute {
    struct base_slice name, value;
};
struct inventory_element {
    struct base_slice name, space;
    const struct inventory_attribute *attributes;
    size_t attributes_n;
};

enum inventory_tag { /* elements that mean something; the rest is INVENTORY_TAG_OTHER */
                     INVENTORY_TAG_OTHER,
                     INVENTORY_TAG_TOPOLOGY,
                     INVENTORY_TAG_BUILDER,
                     INVENTORY_TAG_PARTIAL,
                     INVENTORY_TAG_CLUSTER,
                     INVENTORY_TAG_CLUSTER_ID,
                     INVENTORY_TAG_MACHINE,
                     INVENTORY_TAG_SERVICE,
                     INVENTORY_TAG_SERVICE_ID,
                     INVENTORY_TAG_INSTALLED_ON,
                     INVENTORY_TAG_PORT,
};
enum inventory_tag inventory_tag_of(const struct inventory_element *e);

/* Below a Topology, whose children begin the path: path[depth - 1] is the element's own tag, its
 * parent's is before it. What stands around the Topology is no part of the model. */
bool inventory_topology_start(struct inventory_document *d, const enum inventory_tag *path,
                              size_t depth, const struct inventory_element *e);
/* The topology is complete: make its targets and forget it. */
bool inventory_topology_end(struct inventory_document *d);

/* A stream of XML in any piece sizes, UTF-8 or UTF-16. finish frees it, after a fault too. */
struct inventory_stream;
struct inventory_stream *inventory_stream_new(struct inventory_document *d); /* NULL: d failed */
bool inventory_stream_feed(struct inventory_stream *s, struct base_slice piece);
bool inventory_stream_finish(struct inventory_stream *s);

/* A ZIP of that many bytes, in memory (fd -1) or a file: every XML entry is a stream. */
bool inventory_archive_is(struct base_slice head);
bool inventory_archive_read(struct inventory_document *d, struct base_slice bytes, int fd,
                            uint64_t packed);

#endif
