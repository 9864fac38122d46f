/* SPDX-License-Identifier: MIT */
#include <machine/config.h>

#include <base/error.h>
#include <base/tabular.h>

#include <late/libxml2.h>
#include <string.h>

#define DEPTH_MAX 1000u
#define PIECE 4096u

struct reading {
    xmlParserCtxtPtr parser;
    unsigned depth, on_path; /* elements open; how many of the outer ones are those of path */
    enum machine_config_switch found;
};

static const char *const path[] = { "configuration", "runtime", "AppContextSwitchOverrides" };

#define PATH (sizeof path / sizeof path[0])

/* s up to c, which is taken off it as well. */
static struct base_slice
cut_at(struct base_slice *s, char c)
{
    const uint8_t *end = s->len == 0 ? NULL : memchr(s->ptr, c, s->len);
    struct base_slice first = { s->ptr, end == NULL ? s->len : (size_t)(end - s->ptr) };

    *s = end == NULL ? (struct base_slice){ 0 }
                     : (struct base_slice){ end + 1, s->len - first.len - 1 };
    return base_trim(first);
}

/* Names count as they are written, true and false in any case, as Boolean.TryParse has it. */
enum machine_config_switch
machine_config_value(struct base_slice value)
{
    enum machine_config_switch found = MACHINE_SWITCH_ABSENT;

    while (value.len > 0) {
        struct base_slice item = cut_at(&value, ';'), name = cut_at(&item, '=');

        if (!base_slice_eq_str(name, "Switch.System.Net.DontCheckCertificateEKUs"))
            continue;
        if (base_slice_eq_nocase(base_trim(item), base_slice_str("true")))
            found = MACHINE_SWITCH_TRUE;
        else if (base_slice_eq_nocase(base_trim(item), base_slice_str("false")))
            found = MACHINE_SWITCH_FALSE;
    }
    return found;
}

static void
start_element(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
              int namespaces_n, const xmlChar **namespaces, int n, int defaulted,
              const xmlChar **attributes)
{
    struct reading *g = ctx;

    (void)uri, (void)namespaces_n, (void)namespaces, (void)defaulted;
    if (g->depth == g->on_path && g->depth < PATH && prefix == NULL &&
        strcmp((const char *)name, path[g->depth]) == 0)
        g->on_path++;
    if (++g->depth > DEPTH_MAX) {
        g->found = MACHINE_SWITCH_UNCLEAR;
        libxml2.xmlStopParser(g->parser);
    }
    if (g->on_path < PATH || g->depth != PATH)
        return;
    for (int i = 0; i < n; i++) /* name, prefix, URI, value, its end */
        if (strcmp((const char *)attributes[5 * i], "value") == 0) {
            const uint8_t *value = attributes[5 * i + 3];
            enum machine_config_switch said = machine_config_value(
                (struct base_slice){ value, (size_t)(attributes[5 * i + 4] - value) });

            g->found = said > g->found ? said : g->found;
        }
}

static void
end_element(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct reading *g = ctx;

    (void)name, (void)prefix, (void)uri;
    if (g->on_path == g->depth)
        g->on_path--;
    g->depth--;
}

/* An entity could hide the switch: no configuration of a program has one. */
static void
doctype(void *ctx, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    struct reading *g = ctx;

    (void)name, (void)external, (void)system;
    g->found = MACHINE_SWITCH_UNCLEAR;
    libxml2.xmlStopParser(g->parser);
}

static void
ignore_message(void *ctx, const char *format, ...)
{
    (void)ctx, (void)format;
}

static void
ignore_error(void *ctx, xmlErrorPtr error)
{
    (void)ctx, (void)error; /* told by what the parser returns */
}

static bool
parse(struct reading *g, struct base_slice file)
{
    for (size_t at = 0; at < file.len; at += PIECE) {
        size_t n = file.len - at < PIECE ? file.len - at : PIECE;

        if (libxml2.xmlParseChunk(g->parser, (const char *)file.ptr + at, (int)n, 0) != 0 ||
            g->found == MACHINE_SWITCH_UNCLEAR)
            return false;
    }
    return libxml2.xmlParseChunk(g->parser, "", 0, 1) == 0;
}

enum machine_config_switch
machine_config_read(struct base_slice file)
{
    xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC,
                          .startElementNs = start_element,
                          .endElementNs = end_element,
                          .internalSubset = doctype,
                          .serror = ignore_error };
    struct reading g = { .found = MACHINE_SWITCH_ABSENT };
    char line[BASE_WHY_MAX];

    if (!late_libxml2_load(BASE_TEXT_IN(line)))
        return MACHINE_SWITCH_UNREAD;
    libxml2.xmlSetGenericErrorFunc(NULL, ignore_message);
    g.parser = libxml2.xmlCreatePushParserCtxt(&sax, &g, NULL, 0, NULL);
    if (g.parser == NULL)
        return MACHINE_SWITCH_UNCLEAR;
    (void)libxml2.xmlCtxtUseOptions(g.parser, XML_PARSE_NONET);
    if (file.len > MACHINE_CONFIG_MAX || !parse(&g, file))
        g.found = MACHINE_SWITCH_UNCLEAR;
    libxml2.xmlFreeParserCtxt(g.parser);
    return g.found;
}
