/* SPDX-License-Identifier: MIT */
/* Certificate and CertificateRequest bodies, honest and not. */
#include "openssl/lists.h"

#include <base/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BODY(s) ((struct base_slice){ (const uint8_t *)(s), sizeof(s) - 1 })

/* The items joined by commas, "!" where the list was cut, "?" where it is broken, "-" for
 * false. */
static void
expect(bool ok, struct probe_list *list, const char *want)
{
    char text[64];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    if (!ok)
        base_text_byte(&t, '-');
    for (size_t i = 0; i < list->n; i++) {
        if (i > 0)
            base_text_byte(&t, ',');
        base_text_bytes(&t, list->items[i].ptr, list->items[i].len);
    }
    if (list->cut)
        base_text_byte(&t, '!');
    if (list->broken)
        base_text_byte(&t, '?');
    assert_string_equal(text, want);
    probe_list_clear(list);
    probe_list_clear(list); /* twice is fine */
}

#define CERTIFICATES(body, tls13, want)                                                            \
    expect(probe_list_certificates(&list, BODY(body), tls13), &list, want)
#define NAMES(body, version, want)                                                                 \
    expect(probe_list_ca_names(&list, BODY(body), version), &list, want)

static void
certificates(void **state)
{
    struct probe_list list;

    (void)state;
    CERTIFICATES("\0\0\x09\0\0\x02"
                 "ab"
                 "\0\0\x01"
                 "c",
                 false, "ab,c");
    CERTIFICATES("\0\0\0", false, "-"); /* empty */
    CERTIFICATES("", false, "-?");      /* nothing at all */
    CERTIFICATES("\0\0\x09"
                 "ab",
                 false, "-?"); /* longer than the message */
    CERTIFICATES("\0\0\x05\0\0\x09"
                 "ab",
                 false, "-?"); /* the leaf lies */
    CERTIFICATES("\0\0\x09\0\0\x02"
                 "ab"
                 "\0\0\x02"
                 "c",
                 false, "ab?"); /* the second lies */
    CERTIFICATES("\0\0\x06\0\0\x02"
                 "ab"
                 "\0",
                 false, "ab?"); /* half a length */
    CERTIFICATES("\0\0\x08\0\0\x02"
                 "ab"
                 "\0\0\0",
                 false, "ab?"); /* an empty certificate */
    CERTIFICATES("\xff\xff\xff\0\0\x02"
                 "ab",
                 false, "ab?"); /* longer than the message, the leaf whole */
    CERTIFICATES("\0\0\x05\0\0\x02"
                 "ab"
                 "\0",
                 false, "ab?"); /* shorter than the message */
}

static void
certificates_of_tls13(void **state)
{
    struct probe_list list;

    (void)state;
    CERTIFICATES("\0\0\0\x0d\0\0\x02"
                 "ab"
                 "\0\0"
                 "\0\0\x01"
                 "c"
                 "\0\0",
                 true, "ab,c");
    CERTIFICATES("\x01"
                 "x\0\0\x0a\0\0\x02"
                 "ab"
                 "\0\x03"
                 "ext",
                 true, "ab");
    CERTIFICATES("\0\0\0\0", true, "-");
    CERTIFICATES("\0\0\0\x05\0\0\x02"
                 "ab",
                 true, "ab?"); /* no extensions where they must be */
    CERTIFICATES("\x09\0\0\0", true, "-?");
}

static void
too_many_certificates(void **state)
{
    size_t n = 1000, len = 4 * n;
    uint8_t *body = malloc(3 + len);
    struct probe_list list;

    (void)state;
    assert_non_null(body);
    memcpy(body, (uint8_t[]){ 0, (uint8_t)(len >> 8), (uint8_t)len }, 3);
    for (size_t i = 0; i < n; i++)
        memcpy(body + 3 + 4 * i, "\0\0\x01x", 4);
    assert_true(probe_list_certificates(&list, (struct base_slice){ body, 3 + len }, false));
    assert_int_equal(list.n, PROBE_CERTIFICATES_MAX);
    assert_true(list.cut && !list.broken);
    probe_list_clear(&list);
    free(body);
}

/* A chain over the limit: the leaf stays, what does not fit goes. */
static void
too_long_a_chain(void **state)
{
    size_t leaf = 1000, rest = 3 * PROBE_CHAIN_MAX, len = 3 + leaf + 3 + rest;
    uint8_t *body = calloc(1, 3 + len);
    struct probe_list list;

    (void)state;
    assert_non_null(body);
    memcpy(body, (uint8_t[]){ (uint8_t)(len >> 16), (uint8_t)(len >> 8), (uint8_t)len }, 3);
    memcpy(body + 3, (uint8_t[]){ 0, (uint8_t)(leaf >> 8), (uint8_t)leaf }, 3);
    memcpy(body + 3 + 3 + leaf,
           (uint8_t[]){ (uint8_t)(rest >> 16), (uint8_t)(rest >> 8), (uint8_t)rest }, 3);
    assert_true(probe_list_certificates(&list, (struct base_slice){ body, 3 + len }, false));
    assert_int_equal(list.n, 1);
    assert_int_equal(list.items[0].len, leaf);
    assert_true(list.cut && !list.broken);
    probe_list_clear(&list);
    free(body);
}

static void
ca_names(void **state)
{
    struct probe_list list;

    (void)state;
    NAMES("\x02\x01\x40"
          "\0\x07\0\x02"
          "ab"
          "\0\x01"
          "c",
          0x0301, "ab,c");
    NAMES("\x02\x01\x40"
          "\0\x02\x04\x01"
          "\0\x04\0\x02"
          "ab",
          0x0303, "ab");
    NAMES("\x02\x01\x40"
          "\0\0",
          0x0302, "-");
    NAMES("\x02\x01\x40", 0x0302, "-");
    NAMES("\x02\x01\x40"
          "\0\x06\0\x02"
          "ab"
          "\0\x01",
          0x0302, "ab?");
    NAMES("\xff\x01", 0x0302, "-");
    /* TLS 1.3: extensions; signature_algorithms before certificate_authorities */
    NAMES("\0"
          "\0\x10"
          "\0\x0d\0\x02\x04\x01"
          "\0\x2f\0\x06"
          "\0\x04\0\x02"
          "ab",
          0x0304, "ab");
    NAMES("\0"
          "\0\x06"
          "\0\x0d\0\x02\x04\x01",
          0x0304, "-");
    NAMES("\0"
          "\0\x04"
          "\0\x2f\0\x06",
          0x0304, "-");
    NAMES("\0", 0x0304, "-");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(certificates),
        cmocka_unit_test(certificates_of_tls13),
        cmocka_unit_test(too_many_certificates),
        cmocka_unit_test(too_long_a_chain),
        cmocka_unit_test(ca_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
