/* SPDX-License-Identifier: MIT */
/* One topology file from first byte to last. */
#include "topology.h"

#include <late/libarchive.h>
#include <late/libxml2.h>

static bool
nothing_found(struct inventory_document *d)
{
    d->line = 0;
    if (d->topologies > 0)
        return inventory_document_fault(
            d,
            "no PSOM port in its topology (owner DataEdge or Reach, usage PsomServer), only %zu "
            "clusters, %zu machines and %zu services%s%s",
            d->seen_clusters, d->seen_machines, d->seen_services, d->roles[0] == '\0' ? "" : ": ",
            d->roles);
    if (d->root[0] == '\0' && d->files[0] != '\0')
        return inventory_document_fault(
            d, "no XML in the ZIP archive, only %s. Give the output of Export-CsConfiguration",
            d->files);
    return inventory_document_fault(
        d,
        "no topology in it; the root element is %s%s%s. Give the output of Get-CsTopology "
        "-AsXml, Topology Builder or Export-CsConfiguration",
        d->root[0] == '\0' ? "missing" : d->root, d->items[0] == '\0' ? "" : " with the items ",
        d->items);
}

bool
inventory_document_finish(struct inventory_document *d)
{
    inventory_model_clear(&d->model);
    if (d->failed)
        return false;
    return d->targets > 0 || nothing_found(d);
}

bool
inventory_add_topology(struct inventory *inv, struct base_slice bytes, const char *name,
                       struct base_text *why)
{
    struct inventory_document d;
    struct inventory_stream *s;

    inventory_document_init(&d, inv, name, why);
    if (bytes.len == 0) {
        (void)inventory_document_fault(&d, "empty; give the output of Get-CsTopology -AsXml");
    } else if (inventory_archive_is(bytes)) {
        (void)inventory_archive_read(&d, bytes, -1, bytes.len);
    } else if ((s = inventory_stream_new(&d)) != NULL) {
        (void)inventory_stream_feed(s, bytes);
        (void)inventory_stream_finish(s);
    }
    return inventory_document_finish(&d);
}

void
inventory_libraries(struct base_text *out)
{
    base_text_str(out, ", libxml2 " LIBXML_DOTTED_VERSION ", " ARCHIVE_VERSION_STRING);
}
