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

static void
read_protocols(struct record_reader *r, const json_t *tls)
{
    const json_t *list = record_field_array(&r->bad, tls, "alpn", PROBE_ALPN_MAX / 2);
    struct probe_client_hello *hello = &r->client_hello;

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *name = json_array_get(list, i);
        size_t n = json_string_length(name);

        if (!json_is_string(name) || n == 0 || n > UINT8_MAX ||
            n + 1 > sizeof hello->alpn - hello->alpn_n) {
            record_field_blame(&r->bad, "alpn");
            return;
        }
        hello->alpn[hello->alpn_n++] = (uint8_t)n;
        memcpy(hello->alpn + hello->alpn_n, json_string_value(name), n);
        hello->alpn_n += n;
    }
}

void
record_reader_client_hello(struct record_reader *r, const json_t *tls)
{
    struct probe_client_hello *hello = &r->client_hello;
    const json_t *schemes;
    const char *sni;
    struct base_text t;

    if (json_object_get(tls, "signature_algorithms") == NULL)
        return;
    *hello = (struct probe_client_hello){ 0 };
    sni = record_field_string(&r->bad, tls, "sni", true);
    base_text_init(&t, hello->sni, sizeof hello->sni);
    base_text_str(&t, sni == NULL ? "" : sni);
    read_protocols(r, tls);
    schemes = record_field_array(&r->bad, tls, "signature_algorithms", PROBE_SCHEMES_MAX);
    for (size_t i = 0; i < json_array_size(schemes); i++) {
        const char *name = json_string_value(json_array_get(schemes, i));

        hello->schemes[hello->schemes_n++] = name == NULL ? 0 : record_tls_scheme_named(name);
    }
    r->probe.client_hello = hello;
}
