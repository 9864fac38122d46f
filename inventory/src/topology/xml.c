/* SPDX-License-Identifier: MIT */
/*
 * XML streams. Pushed in small pieces through SAX, so that memory
 * does not grow with the file. A DOCTYPE ends it, and with it entities, external or growing;
 * depth, attributes and the length of a token have bounds of our own below libxml2's.
 * Exports hold topologies as escaped text: text that begins with '<' is a stream of its own.
 */
#include "decode.h"
#include "topology.h"

#include <late/libxml2.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 100
#define ATTRIBUTES_MAX 64
#define NAMESPACES_MAX 64
#define PIECE_LEN 16384u
#define TOKEN_MAX 131072u /* a tag or comment: comparing its attributes pairwise stays cheap */
#define NAMES_MAX 10000   /* distinct ones: finding one among them costs more than linear time */
#define PENDING_LEN 4096u
#define STREAMS_MAX 4 /* escaped text within escaped text */

struct inventory_stream {
    struct inventory_document *document;
    xmlParserCtxtPtr parser;
    struct inventory_stream *outer, *inner; /* inner: of the text of the current element */
    unsigned level;
    enum inventory_tag path[DEPTH_MAX];
    size_t depth;
    size_t topology_depth; /* of the Topology we are in; 0: in none */
    bool draft;
    bool rooted;    /* an element was seen */
    bool ending;    /* there is no more */
    bool text_seen; /* of the current element: not only blanks */
    bool stopped;   /* not XML after all (inner), or a fault */
    bool began;     /* a byte that is no blank was seen */
    struct inventory_decoder decoder;
    char pending[PENDING_LEN]; /* inner: text comes entity by entity, parsing wants more */
    size_t pending_n;
};

/* The parser is stopped between two pieces, by giving it no more: xmlStopParser in a callback would
 * free the very text that the callback was given. */
static void
stop(struct inventory_stream *s)
{
    s->stopped = true;
}

/* An error in the file ends the file; one in text that only looked like XML ends only that text. */
static bool
matters(const struct inventory_stream *s)
{
    return s->outer == NULL || s->topology_depth > 0;
}

static void
refuse(struct inventory_stream *s, const char *what)
{
    if (matters(s) && !s->stopped)
        (void)inventory_document_fault(s->document, "%s", what);
    stop(s);
}

/* In the file, for escaped text too. */
static size_t
line_of(const struct inventory_stream *s)
{
    int line;

    while (s->outer != NULL)
        s = s->outer;
    line = libxml2.xmlSAX2GetLineNumber(s->parser);
    return line > 0 ? (size_t)line : 1;
}

static struct base_slice
xml_slice(const xmlChar *s)
{
    return (struct base_slice){ s, s == NULL ? 0 : strlen((const char *)s) };
}

/* Remember what the file is, for the message if it holds no topology. */
static void
remember(struct inventory_document *d, const struct inventory_element *e)
{
    struct base_text t;

    if (d->root[0] == '\0') {
        base_text_init(&t, d->root, sizeof d->root);
        base_text_safe(&t, e->name);
        base_text_str(&t, e->space.len > 0 ? " in namespace " : "");
        base_text_safe(&t, e->space);
    }
    for (size_t i = 0; i < e->attributes_n; i++)
        if (base_slice_eq_str(e->name, "DocItem") &&
            base_slice_eq_str(e->attributes[i].name, "Name"))
            inventory_remember(d->items, sizeof d->items, e->attributes[i].value);
}

static void
enter_topology(struct inventory_stream *s)
{
    enum inventory_tag tag = s->path[s->depth - 1];

    if (tag == INVENTORY_TAG_BUILDER)
        s->draft = true;
    if (tag == INVENTORY_TAG_TOPOLOGY || (tag == INVENTORY_TAG_PARTIAL && s->draft))
        s->topology_depth = s->depth;
}

static void
finish_inner(struct inventory_stream *s)
{
    if (s->inner != NULL && !inventory_stream_finish(s->inner))
        stop(s);
    s->inner = NULL;
}

static void
start_element(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
              int namespaces_n, const xmlChar **namespaces, int n, int defaulted,
              const xmlChar **raw)
{
    struct inventory_attribute attributes[ATTRIBUTES_MAX];
    struct inventory_element e = { .name = xml_slice(name),
                                   .space = xml_slice(uri),
                                   .attributes = attributes };
    struct inventory_stream *s = ctx;

    (void)prefix, (void)namespaces, (void)defaulted;
    finish_inner(s); /* text before a child element: it was not a document */
    s->document->line = line_of(s);
    if (s->stopped || s->depth == DEPTH_MAX || n > ATTRIBUTES_MAX ||
        namespaces_n > NAMESPACES_MAX) {
        refuse(s, "nested too deeply, or an element with too many attributes; no topology is "
                  "like that");
        return;
    }
    for (; e.attributes_n < (size_t)n; e.attributes_n++, raw += 5)
        attributes[e.attributes_n] =
            (struct inventory_attribute){ .name = xml_slice(raw[0]),
                                          .value = { raw[3], (size_t)(raw[4] - raw[3]) } };
    s->path[s->depth++] = inventory_tag_of(&e);
    s->text_seen = false;
    s->rooted = true;
    if (s->topology_depth == 0) {
        remember(s->document, &e);
        enter_topology(s);
    } else if (!inventory_topology_start(s->document, s->path + s->topology_depth,
                                         s->depth - s->topology_depth, &e))
        stop(s);
}

static void
end_element(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct inventory_stream *s = ctx;

    (void)name, (void)prefix, (void)uri;
    finish_inner(s);
    s->text_seen = false;
    if (s->stopped || s->depth == 0)
        return;
    if (s->depth == s->topology_depth) {
        if ((s->draft &&
             !inventory_document_note(s->document, "made by Topology Builder; it may be "
                                                   "a draft that was never published")) ||
            !inventory_topology_end(s->document))
            stop(s);
        s->topology_depth = 0;
    }
    s->depth--;
}

static struct inventory_stream *stream_new(struct inventory_document *d,
                                           struct inventory_stream *outer);

/* Escaped text: AnchoredXml inside Data, a topology inside that. */
static void
characters(void *ctx, const xmlChar *text, int len)
{
    struct inventory_stream *s = ctx;
    struct base_slice piece = { text, (size_t)len };

    if (s->topology_depth > 0 || s->stopped || s->level + 1 == STREAMS_MAX)
        return;
    if (!s->text_seen) {
        while (piece.len > 0 && (piece.ptr[0] <= ' ' || piece.ptr[0] >= 0x80)) /* or U+FEFF */
            piece = inventory_part(piece, 1, piece.len);
        if (piece.len == 0)
            return;
        s->text_seen = true;
        s->inner = piece.ptr[0] == '<' ? stream_new(s->document, s) : NULL;
    }
    if (s->document->failed || (s->inner != NULL && !inventory_stream_feed(s->inner, piece)))
        stop(s);
}

static void
doctype(void *ctx, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    struct inventory_stream *s = ctx;

    (void)name, (void)external, (void)system;
    s->document->line = line_of(s);
    refuse(s, "a DOCTYPE, which may define entities; topologies have none, so the file is refused");
}

static void
parser_error(void *ctx, xmlErrorPtr error)
{
    struct inventory_stream *s = ctx;
    char shown[160];
    struct base_text t;

    if (error->level != XML_ERR_FATAL || s->stopped)
        return;
    s->stopped = true;
    if (!matters(s))
        return;
    base_text_init(&t, shown, sizeof shown);
    base_text_safe(
        &t, base_trim(base_slice_str(error->message != NULL ? error->message : "no reason given")));
    s->document->line = line_of(s);
    if (s->ending && (s->depth > 0 || !s->rooted))
        (void)inventory_document_fault(s->document, "the XML is cut off here; copy the file again");
    else
        (void)inventory_document_fault(s->document, "not well-formed XML: %s", shown);
}

/* Errors are reported by us, once; libxml2 must not write to standard error. */
static void
ignore_message(void *ctx, const char *format, ...)
{
    (void)ctx, (void)format;
}

static struct inventory_stream *
stream_new(struct inventory_document *d, struct inventory_stream *outer)
{
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = start_element,
        .endElementNs = end_element,
        .characters = characters, /* and CDATA */
        .ignorableWhitespace = characters,
        .internalSubset = doctype,
        .serror = parser_error,
    };
    struct inventory_stream *s;
    char line[BASE_WHY_MAX];

    if (!late_libxml2_load(BASE_TEXT_IN(line))) {
        (void)inventory_document_fault(d, "%s", line);
        return NULL;
    }
    s = calloc(1, sizeof *s);
    libxml2.xmlSetGenericErrorFunc(NULL, ignore_message);
    if (s == NULL ||
        (s->parser = libxml2.xmlCreatePushParserCtxt(&sax, s, NULL, 0, NULL)) == NULL) {
        free(s);
        (void)inventory_document_fault(d, "out of memory");
        return NULL;
    }
    s->document = d;
    s->outer = outer;
    s->level = outer == NULL ? 0 : outer->level + 1;
    /* The encoding is told by the bytes: PowerShell writes UTF-8 that says it is UTF-16. */
    (void)libxml2.xmlCtxtUseOptions(s->parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    return s;
}

struct inventory_stream *
inventory_stream_new(struct inventory_document *d)
{
    return stream_new(d, NULL);
}

/* Consoles put blank lines before it, which XML forbids. False: nothing to parse yet. */
static bool
begins_as_xml(struct inventory_stream *s, struct base_slice *text)
{
    while (text->len > 0 && base_trim(inventory_part(*text, 0, 1)).len == 0)
        *text = inventory_part(*text, 1, text->len);
    if (text->len == 0)
        return false;
    s->began = true;
    if (text->ptr[0] != '<')
        refuse(s, "neither XML nor a ZIP archive; give the output of Get-CsTopology -AsXml, "
                  "Topology Builder or Export-CsConfiguration");
    return !s->stopped;
}

/* The memory that libxml2 keeps after a piece: an unfinished tag, and every distinct name so far.
 */
static void
check_kept(struct inventory_stream *s)
{
    if (s->parser->input != NULL &&
        s->parser->input->end - s->parser->input->cur > (ptrdiff_t)TOKEN_MAX)
        refuse(s, "a tag or comment of over 131072 bytes; no topology is like that");
    if (libxml2.xmlDictSize(s->parser->dict) > NAMES_MAX)
        refuse(s, "over 10000 different names of elements and attributes; no topology is like "
                  "that");
}

/* UTF-8 into the parser. */
static void
push(void *ctx, struct base_slice text)
{
    struct inventory_stream *s = ctx;

    if (!s->began && !begins_as_xml(s, &text))
        return;
    for (size_t at = 0, n; at < text.len && !s->stopped; at += n) {
        n = text.len - at < PIECE_LEN ? text.len - at : PIECE_LEN;
        (void)libxml2.xmlParseChunk(s->parser, (const char *)text.ptr + at, (int)n, 0);
        if (!s->stopped)
            check_kept(s);
    }
}

static void
flush_pending(struct inventory_stream *s)
{
    push(s, (struct base_slice){ (const uint8_t *)s->pending, s->pending_n });
    s->pending_n = 0;
}

static void
push_inner(struct inventory_stream *s, struct base_slice text)
{
    for (size_t at = 0, n; at < text.len; at += n) {
        n = text.len - at < PENDING_LEN - s->pending_n ? text.len - at : PENDING_LEN - s->pending_n;
        memcpy(s->pending + s->pending_n, text.ptr + at, n);
        s->pending_n += n;
        if (s->pending_n == PENDING_LEN)
            flush_pending(s);
    }
}

bool
inventory_stream_feed(struct inventory_stream *s, struct base_slice piece)
{
    struct inventory_document *d = s->document;

    d->fed += piece.len;
    if (d->fed > INVENTORY_TOPOLOGY_MAX)
        refuse(s, "over 256 MiB of XML; no topology is that large");
    if (s->outer != NULL) /* its text is UTF-8 already */
        push_inner(s, piece);
    else
        inventory_decoder_feed(&s->decoder, piece, push, s);
    return !d->failed;
}

static void
terminate(struct inventory_stream *s)
{
    if (s->outer == NULL)
        inventory_decoder_finish(&s->decoder, push, s);
    else
        flush_pending(s);
    if (!s->began)
        refuse(s, "empty; give the output of Get-CsTopology -AsXml");
    s->ending = true;
    if (!s->stopped)
        (void)libxml2.xmlParseChunk(s->parser, NULL, 0, 1);
    if (!s->stopped && !s->parser->wellFormed)
        refuse(s, "not well-formed XML");
}

bool
inventory_stream_finish(struct inventory_stream *s)
{
    struct inventory_document *d = s->document;

    if (!s->stopped)
        terminate(s);
    if (s->inner != NULL)
        (void)inventory_stream_finish(s->inner);
    if (s->topology_depth > 0) /* cut off inside */
        inventory_model_clear(&d->model);
    if (s->parser->myDoc != NULL)
        libxml2.xmlFreeDoc(s->parser->myDoc);
    libxml2.xmlFreeParserCtxt(s->parser);
    free(s);
    return !d->failed;
}
