/* SPDX-License-Identifier: MIT */
/* XML in pieces of any size, and escaped within itself; what would make it grow or reach out is
 * refused. */
#include "small.h"

#include "topology/topology.h"

#define EDGE01                                                                                     \
    TOPOLOGY(CLUSTERS(CLUSTER("1", FQDN("edge"), MACHINE(FQDN("edge01"))))                         \
                 SERVICES(SERVICE("EdgeServer", "1", EDGE_PSOM("8057"))))

/* In pieces of so many bytes. */
static bool
streams(const char *xml, size_t n, size_t piece)
{
    struct inventory_document d;
    struct inventory_stream *s;
    struct base_text why;

    inventory_free(inv);
    inv = inventory_new(NULL);
    assert_non_null(inv);
    base_text_init(&why, line, sizeof line);
    inventory_document_init(&d, inv, "t.xml", &why);
    s = inventory_stream_new(&d);
    assert_non_null(s);
    for (size_t at = 0; at < n; at += piece)
        (void)inventory_stream_feed(
            s, (struct base_slice){ (const uint8_t *)xml + at, n - at < piece ? n - at : piece });
    (void)inventory_stream_finish(s);
    return inventory_document_finish(&d);
}

static void
pieces_may_have_any_size(void **state)
{
    (void)state;
    for (size_t piece = 1; piece < 40; piece++) {
        if (!streams(EDGE01, strlen(EDGE01), piece))
            fail_msg("%s", line);
        assert_int_equal(inventory_count(inv), 1);
    }
    becomes("\r\n \r\n" EDGE01, EDGE("edge01")); /* as consoles save it */
    becomes("<?xml version=\"1.0\" encoding=\"utf-16\"?>" EDGE01, EDGE("edge01")); /* it is not */
}

/* Exports hold it as text within text. */
static void
escaped_text_is_xml_too(void **state)
{
    (void)state;
    becomes("<Data><![CDATA[" EDGE01 "]]></Data>", EDGE("edge01"));
    becomes("<a><b>text</b><c><![CDATA[" EDGE01 "]]></c></a>", EDGE("edge01"));
    becomes("<a><b>&lt; not xml</b><c><![CDATA[<x>]]></c><d><![CDATA[" EDGE01 "]]></d></a>",
            EDGE("edge01")); /* what only looked like XML ends only itself */
}

static void
escapes_within_escapes_have_a_bound(void **state)
{
    struct output {
        char text[65536];
    } *a = calloc(2, sizeof *a);

    (void)state;
    assert_non_null(a);
    (void)strcpy(a[0].text, EDGE01);
    for (unsigned depth = 0; depth < 5; depth++) {
        char *to = a[1].text;

        if (reads_bytes(a[0].text, strlen(a[0].text)) != (depth < 4))
            fail_msg("depth %u: %s", depth, line);
        to += strlen(strcpy(to, "<a>"));
        for (const char *from = a[0].text; *from != '\0'; from++)
            to += strlen(strcpy(to, *from == '<'   ? "&lt;"
                                    : *from == '&' ? "&amp;"
                                                   : (const char[]){ *from, '\0' }));
        (void)strcpy(to, "</a>");
        a[0] = a[1];
    }
    free(a);
}

static void
what_may_grow_or_reach_out_is_refused(void **state)
{
    (void)state;
    refused("<!DOCTYPE a [<!ENTITY b \"c\">]>" EDGE01, "t.xml:1: a DOCTYPE");
    refused("\n\n<!DOCTYPE a SYSTEM \"file:///etc/passwd\">" EDGE01, "a DOCTYPE");
    refused("<a>&b;</a>", "not well-formed XML");
}

static void
what_is_no_xml_is_told_with_its_line(void **state)
{
    (void)state;
    refused("hosts", "neither XML nor a ZIP archive");
    refused(" \n ", "empty; give the output");
    refused("<a>\n<b>\n</a>", "t.xml:3: not well-formed XML: ");
    refused("<a>\n<b/>\n", "the XML is cut off here; copy the file again");
    refused("<a", "the XML is cut off here");
    refused(EDGE01 "x", "not well-formed XML");
}

/* A topology that is cut off makes no targets of its half. */
static void
half_a_topology_is_none(void **state)
{
    static const char whole[] = EDGE01;

    (void)state;
    for (size_t n = 0; n < sizeof whole - 1; n += 5) {
        assert_false(reads_bytes(whole, n));
        assert_int_equal(inventory_count(inv), 0);
    }
}

static char *
repeated(const char *head, const char *part, size_t n, const char *tail)
{
    size_t k = strlen(part);
    char *text = malloc(strlen(head) + n * k + strlen(tail) + 1), *to = text;

    assert_non_null(text);
    to += strlen(strcpy(to, head));
    for (size_t i = 0; i < n; i++, to += k)
        memcpy(to, part, k);
    (void)strcpy(to, tail);
    return text;
}

static void
refused_repeated(const char *head, const char *part, size_t n, const char *tail, const char *why)
{
    char *text = repeated(head, part, n, tail);

    if (reads_bytes(text, strlen(text)))
        fail_msg("%s... is read", head);
    if (strstr(line, why) == NULL)
        fail_msg("%s", line);
    free(text);
}

static void
depth_and_length_have_bounds(void **state)
{
    (void)state;
    refused_repeated("", "<a>", 101, "", "nested too deeply");
    refused_repeated("", "<a>", 100, "", "cut off here");
    refused_repeated("<a b=\"", "x", 200000, "\"/>", "a tag or comment of over 131072 bytes");
    refused_repeated("<!--", "x", 200000, "-->" EDGE01, "a tag or comment of over 131072 bytes");
}

static void
attributes_have_a_bound(void **state)
{
    char text[2048] = "<a";

    (void)state;
    for (unsigned i = 0; i <= 64; i++) {
        char one[] = { ' ', (char)('a' + i / 26), (char)('a' + i % 26), '=', '"', '"', '\0' };

        if (i == 64) {
            (void)strcat(text, "/>");
            refused(text, "no topology in it");
            text[strlen(text) - 2] = '\0';
        }
        (void)strcat(text, one);
    }
    (void)strcat(text, "/>");
    refused(text, "too many attributes");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_small, end_small)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(pieces_may_have_any_size),
        CASE(escaped_text_is_xml_too),
        CASE(escapes_within_escapes_have_a_bound),
        CASE(what_may_grow_or_reach_out_is_refused),
        CASE(what_is_no_xml_is_told_with_its_line),
        CASE(half_a_topology_is_none),
        CASE(depth_and_length_have_bounds),
        CASE(attributes_have_a_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
