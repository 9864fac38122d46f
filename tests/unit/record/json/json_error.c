/* SPDX-License-Identifier: MIT */
/* Errors in JSON: none is null, what is not known is null, and text is the peer's. */
#include <record/json_parts.h>

#include <base/text.h>

#include <errno.h>

#include "cmocka_prelude.h"

static void
is_written(const struct probe_error *e, const struct probe_error *last, const char *want)
{
    struct output_bytes out = { .ptr = NULL };
    struct output_json j = { &out, false };

    record_json_error(&j, e, last);
    output_add_char(&out, '\0');
    assert_string_equal(out.ptr, want);
    output_bytes_free(&out);
}

static void
no_error_is_null(void **state)
{
    const struct probe_error none = { .kind = PROBE_OK, .text = "x" },
                             closed = { .kind = PROBE_CLOSED };

    (void)state;
    is_written(NULL, NULL, "\"error\":null");
    is_written(&none, NULL, "\"error\":null");
    is_written(&none, &closed, "\"error\":null");
}

/* An alert has a number from 0 on (close_notify), an errno has not. */
static void
numbers_that_are_none_are_null(void **state)
{
    struct probe_error e = { .kind = PROBE_ALERT, .stage = PROBE_STAGE_TLS, .alert = 0 };

    (void)state;
    is_written(&e, NULL,
               "\"error\":{\"class\":\"alert\",\"stage\":\"tls\",\"errno\":null,\"alert\":0,"
               "\"text\":\"\"}");
    e = (struct probe_error){
        .kind = PROBE_REFUSED, .stage = PROBE_STAGE_CONNECT, .errno_value = 99999, .alert = -1
    };
    is_written(&e, NULL,
               "\"error\":{\"class\":\"refused\",\"stage\":\"connect\",\"errno\":99999,"
               "\"alert\":null,\"text\":\"\"}"); /* no name is made up */
}

/* The number of one system means another error on the next: its name goes along. */
static void
an_errno_has_its_name(void **state)
{
    const struct probe_error e = { .kind = PROBE_REFUSED,
                                   .stage = PROBE_STAGE_CONNECT,
                                   .errno_value = ECONNREFUSED,
                                   .alert = -1 };
    char want[160];
    struct base_text t;

    (void)state;
    base_text_init(&t, want, sizeof want);
    base_text_str(&t, "\"error\":{\"class\":\"refused\",\"stage\":\"connect\",\"errno\":");
    base_text_u64(&t, ECONNREFUSED);
    base_text_str(&t, ",\"errno_name\":\"ECONNREFUSED\",\"alert\":null,\"text\":\"\"}");
    is_written(&e, NULL, want);
}

/* A peer's text ends no string, and sends a terminal nothing. */
static void
text_is_escaped(void **state)
{
    const struct probe_error e = {
        .kind = PROBE_CLOSED, .stage = PROBE_STAGE_TLS, .alert = -1, .text = "\"},\n\x1b[2J\xff"
    };

    (void)state;
    is_written(&e, NULL,
               "\"error\":{\"class\":\"closed\",\"stage\":\"tls\",\"errno\":null,\"alert\":null,"
               "\"text\":\"\\\"},\\n\\u001b[2J\xEF\xBF\xBD\"}");
}

/* In the order of the table, whatever was tried; of the last connection where it ended otherwise.
 */
static void
what_was_tried_and_what_came_last_follow(void **state)
{
    const struct probe_error e = { .kind = PROBE_CLOSED,
                                   .stage = PROBE_STAGE_TLS,
                                   .alert = -1,
                                   .tried = 1u << PROBE_TRIED_SERVER | 1u << PROBE_TRIED_CLIENT };
    const struct probe_error last = { .kind = PROBE_RESET, .stage = PROBE_STAGE_TLS, .alert = -1 };
    const struct probe_error none = { .kind = PROBE_OK };

#define E                                                                                          \
    "\"error\":{\"class\":\"closed\",\"stage\":\"tls\",\"errno\":null,\"alert\":null,\"text\":"    \
    "\"\",\"tried\":[\"as TLS client with TLS 1.2 and below\",\"as TLS server\"]"
    (void)state;
    is_written(&e, NULL, E "}");
    is_written(&e, &none, E "}");
    is_written(&e, &last,
               E ",\"last\":{\"class\":\"reset\",\"stage\":\"tls\",\"errno\":null,\"alert\":null,"
                 "\"text\":\"\"}}");
}

static void
each_address_has_its_own_error(void **state)
{
    const struct probe_error e = { .kind = PROBE_CLOSED, .stage = PROBE_STAGE_TLS, .alert = -1 };
    const struct assess_address addresses[] = { { "192.0.2.1", CERTCHECK_BREAKS, NULL },
                                                { "::1", CERTCHECK_NO_CERTIFICATE, &e } };
    struct assess_result r = { .addresses = addresses };
    struct output_bytes out = { .ptr = NULL };
    struct output_json j = { &out, false };

    (void)state;
    record_json_addresses(&j, &r);
    assert_int_equal(out.len, 0); /* no empty list */
    r.addresses_n = 2;
    record_json_addresses(&j, &r);
    output_add_char(&out, '\0');
    assert_string_equal(
        out.ptr,
        "\"addresses\":[{\"address\":\"192.0.2.1\",\"verdict\":\"breaks\",\"error\":null},"
        "{\"address\":\"::1\",\"verdict\":\"no-certificate\",\"error\":{\"class\":\"closed\","
        "\"stage\":\"tls\",\"errno\":null,\"alert\":null,\"text\":\"\"}}]");
    output_bytes_free(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_error_is_null),
        cmocka_unit_test(numbers_that_are_none_are_null),
        cmocka_unit_test(an_errno_has_its_name),
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(what_was_tried_and_what_came_last_follow),
        cmocka_unit_test(each_address_has_its_own_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
