/* SPDX-License-Identifier: MIT */
#include <base/text.h>
#include <record/names.h>

#include <string.h>

#include "fields.h"
#include "reader.h"

/* Of a result without `direction`, as the first ones were, we dialled. */
void
record_reader_direction(struct record_reader *r)
{
    const char *word;

    if (json_object_get(r->root, "direction") == NULL)
        return;
    word = record_field_string(&r->bad, r->root, "direction", false);
    if (word == NULL || strcmp(word, "inbound") != 0) {
        if (word != NULL && strcmp(word, "outbound") != 0)
            record_field_blame(&r->bad, "direction");
        return;
    }
    r->inbound = (struct assess_inbound){
        .peer = record_field_string(&r->bad, r->root, "peer", false),
        .withheld = record_field_bool(&r->bad, r->root, "withheld"),
    };
    r->probe.empty_certificate = r->inbound.withheld;
    r->result.inbound = &r->inbound;
}

/* A name's bytes, of which some are written in hex (json_inbound.c). False: it has none, or no
 * room. */
static bool
read_protocol(const char *name, uint8_t *out, size_t cap, size_t *n)
{
    if (name == NULL)
        return false;
    if (strncmp(name, "0x", 2) == 0)
        return base_parse_hex(name + 2, out, cap, n) && *n > 0;
    *n = strlen(name);
    if (*n > cap)
        return false;
    memcpy(out, name, *n);
    return *n > 0;
}

static void
read_protocols(struct record_reader *r, const json_t *tls)
{
    const json_t *list = record_field_array(&r->bad, tls, "alpn", PROBE_ALPN_MAX / 2);
    struct probe_client_hello *hello = &r->client_hello;

    for (size_t i = 0; i < json_array_size(list); i++) {
        uint8_t name[UINT8_MAX];
        size_t n = 0;

        if (!read_protocol(json_string_value(json_array_get(list, i)), name, sizeof name, &n) ||
            n + 1 > sizeof hello->alpn - hello->alpn_n) {
            record_field_blame(&r->bad, "alpn");
            return;
        }
        hello->alpn[hello->alpn_n++] = (uint8_t)n;
        memcpy(hello->alpn + hello->alpn_n, name, n);
        hello->alpn_n += n;
    }
}

/* 0 is one that no peer means, but which it may send. */
static void
read_schemes(struct record_reader *r, const json_t *tls)
{
    const json_t *list =
        record_field_array(&r->bad, tls, "signature_algorithms", PROBE_SCHEMES_MAX);
    struct probe_client_hello *hello = &r->client_hello;

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *name = json_string_value(json_array_get(list, i));
        uint16_t scheme = name == NULL ? 0 : record_tls_scheme_named(name);

        if (name == NULL || (scheme == 0 && strcmp(name, "0x0000") != 0))
            record_field_blame(&r->bad, "signature_algorithms");
        hello->schemes[hello->schemes_n++] = scheme;
    }
}

void
record_reader_client_hello(struct record_reader *r, const json_t *tls)
{
    struct probe_client_hello *hello = &r->client_hello;
    const char *sni;
    struct base_text t;

    if (json_object_get(tls, "signature_algorithms") == NULL)
        return;
    *hello = (struct probe_client_hello){ 0 };
    sni = record_field_string(&r->bad, tls, "sni", true);
    base_text_init(&t, hello->sni, sizeof hello->sni);
    base_text_str(&t, sni == NULL ? "" : sni);
    read_protocols(r, tls);
    read_schemes(r, tls);
    r->probe.client_hello = hello;
}
