/* SPDX-License-Identifier: MIT */
/* Who connected to whom, and what a peer that connected to us says of itself. */
#include <record/json_parts.h>
#include <record/names.h>

#include <string.h>

void
record_json_direction(struct output_json *j, const struct assess_result *r)
{
    output_json_key(j, "direction");
    output_json_str(j, r->inbound == NULL ? "outbound" : "inbound");
    if (r->inbound == NULL)
        return;
    output_json_key(j, "peer");
    output_json_str(j, r->inbound->peer);
    output_json_key(j, "withheld");
    output_json_bool(j, r->inbound->withheld);
}

/* ASCII to be seen, and none that looks like the hex of another. */
static bool
is_text(struct base_slice name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] <= ' ' || name.ptr[i] > '~')
            return false;
    return name.len < 2 || memcmp(name.ptr, "0x", 2) != 0;
}

/* A peer may send any bytes as a name (RFC 8701 has some that are no UTF-8), and must not spoil the
 * line: what is no text is written in hex. */
static void
write_protocol(struct output_json *j, struct base_slice name)
{
    if (is_text(name)) {
        output_json_slice(j, name);
        return;
    }
    output_json_value(j);
    output_add_str(j->out, "\"0x");
    output_add_hex(j->out, name.ptr, name.len);
    output_add_char(j->out, '"');
}

static void
write_protocols(struct output_json *j, const struct probe_client_hello *hello)
{
    output_json_open(j, '[');
    for (size_t at = 0; at < hello->alpn_n; at += 1u + hello->alpn[at])
        write_protocol(j, (struct base_slice){ hello->alpn + at + 1, hello->alpn[at] });
    output_json_close(j, ']');
}

void
record_json_client_hello(struct output_json *j, const struct probe_client_hello *hello)
{
    output_json_key(j, "sni");
    output_json_str(j, hello->sni[0] == '\0' ? NULL : hello->sni);
    output_json_key(j, "alpn");
    write_protocols(j, hello);
    output_json_key(j, "signature_algorithms");
    output_json_open(j, '[');
    for (size_t i = 0; i < hello->schemes_n; i++) {
        output_json_value(j);
        output_add_char(j->out, '"');
        record_tls_scheme(j->out, hello->schemes[i]);
        output_add_char(j->out, '"');
    }
    output_json_close(j, ']');
}
