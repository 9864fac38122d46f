/* SPDX-License-Identifier: MIT */
/* What a ClientHello says of its sender: the name it asks for, protocols, signatures. */
#include "hello_internal.h"

#include <string.h>

/* RFC 6066 3: the one name of type host_name, in ASCII. A NUL, a blank or an octet beyond ASCII
 * within it is no name's: nothing is told then, rather than a part. */
static void
read_name(struct base_slice body, struct probe_client_hello *out)
{
    struct hello_cursor c = hello_cursor(body), list = hello_cursor(hello_get_vector(&c, 2));
    unsigned type = hello_get(&list, 1);
    struct base_slice name = hello_get_vector(&list, 2);

    if (c.bad || list.bad || type != 0 || name.len >= sizeof out->sni)
        return;
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] <= ' ' || name.ptr[i] >= 0x7f)
            return;
    memcpy(out->sni, name.ptr, name.len);
    out->sni[name.len] = '\0';
}

static void
read_protocols(struct base_slice body, struct probe_client_hello *out)
{
    struct hello_cursor c = hello_cursor(body), list = hello_cursor(hello_get_vector(&c, 2));

    while (list.left > 0) {
        struct base_slice name = hello_get_vector(&list, 1);

        if (list.bad || name.len == 0 || name.len + 1 > sizeof out->alpn - out->alpn_n)
            return;
        out->alpn[out->alpn_n++] = (uint8_t)name.len;
        memcpy(out->alpn + out->alpn_n, name.ptr, name.len);
        out->alpn_n += name.len;
    }
}

static void
read_schemes(struct base_slice body, struct probe_client_hello *out)
{
    struct hello_cursor c = hello_cursor(body), list = hello_cursor(hello_get_vector(&c, 2));

    while (list.left >= 2 && out->schemes_n < PROBE_SCHEMES_MAX)
        out->schemes[out->schemes_n++] = (uint16_t)hello_get(&list, 2);
}

void
probe_client_hello_read(struct base_slice body, struct probe_client_hello *out)
{
    struct hello_cursor c = hello_cursor(body), extensions;

    *out = (struct probe_client_hello){ 0 };
    (void)hello_get_bytes(&c, 2 + PROBE_HELLO_RANDOM);
    (void)hello_get_vector(&c, 1); /* session */
    (void)hello_get_vector(&c, 2); /* suites */
    (void)hello_get_vector(&c, 1); /* compression */
    extensions = hello_cursor(hello_get_vector(&c, 2));
    while (!c.bad && extensions.left > 0 && !extensions.bad) {
        unsigned type = hello_get(&extensions, 2);
        struct base_slice extension = hello_get_vector(&extensions, 2);

        if (extensions.bad)
            return;
        if (type == EXTENSION_SERVER_NAME && out->sni[0] == '\0')
            read_name(extension, out);
        else if (type == EXTENSION_ALPN && out->alpn_n == 0)
            read_protocols(extension, out);
        else if (type == EXTENSION_SIGNATURE_ALGORITHMS && out->schemes_n == 0)
            read_schemes(extension, out);
    }
}
