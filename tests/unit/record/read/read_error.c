/* SPDX-License-Identifier: MIT */
/* What became of connections, as it was written; a class or a stage that nobody knows is none. */
#include <record/json_parts.h>

#include <errno.h>

#include "reading.h"

static void
what_is_written_comes_back(void **state)
{
    const struct probe_error e = { .kind = PROBE_ALERT,
                                   .stage = PROBE_STAGE_TLS,
                                   .errno_value = ECONNRESET,
                                   .alert = 48,
                                   .tried = 1u << PROBE_TRIED_CLIENT | 1u << PROBE_TRIED_SERVER,
                                   .text = "alert \"unknown_ca\"" },
                             last = { .kind = PROBE_CLOSED, .stage = PROBE_STAGE_TLS, .alert = -1 };

    (void)state;
    record_json_error(&j, &e, &last);
    take_written();
    record_reader_errors(r);
    assert_null(r->bad);
    assert_int_equal(r->error.kind, PROBE_ALERT);
    assert_int_equal(r->error.stage, PROBE_STAGE_TLS);
    assert_int_equal(r->error.errno_value, ECONNRESET);
    assert_int_equal(r->error.alert, 48);
    assert_int_equal(r->error.tried, e.tried);
    assert_string_equal(r->error.text, e.text);
    assert_int_equal(r->probe.error.kind, PROBE_ALERT);
    assert_int_equal(r->probe.last.kind, PROBE_CLOSED);
}

/* What was tried is told once, of the whole: of the last connection none of it is true. */
static void
what_was_tried_is_not_the_last_connections(void **state)
{
    (void)state;
    take("{'error':{'class':'reset','stage':'tls','errno':null,'alert':null,'last':{"
         "'class':'closed','stage':'tls','errno':null,'alert':null,'tried':['as TLS server']}}}");
    record_reader_errors(r);
    assert_null(r->bad);
    assert_int_equal(r->probe.last.kind, PROBE_CLOSED);
    assert_int_equal(r->probe.last.tried, 0);
    assert_int_equal(r->error.tried, 0);
}

static void
none_stays_none(void **state)
{
    (void)state;
    record_json_error(&j, NULL, NULL);
    take_written();
    record_reader_errors(r);
    assert_null(r->bad);
    assert_null(r->result.error);
    assert_int_equal(r->probe.error.kind, PROBE_OK);
    assert_int_equal(r->result.addresses_n, 0);
}

#define ERROR                                                                                      \
    "{'error':{'class':'refused','stage':'connect','errno':7,'alert':null,'text':'x',"             \
    "'tried':['as TLS server']}}"

static void
errors(void)
{
    record_reader_errors(r);
}

/* The number of another system means another error here: the name decides, where it is known. */
static void
the_name_of_an_errno_is_worth_more_than_its_number(void **state)
{
    (void)state;
    take_bent(ERROR, "'errno':7", "'errno':7,'errno_name':'ECONNREFUSED'");
    errors();
    assert_int_equal(r->error.errno_value, ECONNREFUSED);
    take_bent(ERROR, "'errno':7", "'errno':7,'errno_name':'EWORSE'");
    errors();
    assert_int_equal(r->error.errno_value, 7);
    assert_null(r->bad);
}

/* The text of a peer may be longer than ours has room for: what is written of a byte that is no
 * UTF-8 has three. */
static void
a_text_is_cut_to_its_room(void **state)
{
    struct probe_error e = { .kind = PROBE_CLOSED, .stage = PROBE_STAGE_TLS, .alert = -1 };

    (void)state;
    memset(e.text, 0xff, sizeof e.text - 1);
    record_json_error(&j, &e, NULL);
    take_written();
    errors();
    assert_null(r->bad);
    assert_true(strlen(r->error.text) < PROBE_TEXT_MAX);
}

static void
what_is_bent_is_refused(void **state)
{
    static const struct bent rows[] = {
        { "'refused'", "'bored'", "class" },
        { "'refused'", "''", "class" },
        { "'connect'", "'later'", "stage" },
        { "'errno':7", "'errno':'7'", "errno" },
        { "'alert':null", "'alert':1.5", "alert" },
        { "'as TLS server'", "'as TLS clown'", "tried" },
        { "['as TLS server']", "7", "tried" },
        { "'tried'", "'last':null,'tried'", "last" },
        { "'tried'", "'last':{'class':'x','stage':'tls','errno':null,'alert':null},'tried'",
          "class" },
        { "{'error'", "{'addresses':{},'error'", "addresses" },
        { "{'error'", "{'addresses':[{'verdict':'ready','error':null}],'error'", "address" },
        { "{'error'", "{'addresses':[{'address':'::1','verdict':'ready','error':7}],'error'",
          "class" },
    };

    (void)state;
    REFUSED(ERROR, rows, errors);
}

static void
addresses_come_back_in_their_order(void **state)
{
    const struct probe_error e = { .kind = PROBE_RESET, .stage = PROBE_STAGE_TLS, .alert = -1 };
    const struct assess_address addresses[] = { { "192.0.2.1", CERTCHECK_BREAKS, NULL },
                                                { "::1", CERTCHECK_NO_CERTIFICATE, &e } };
    const struct assess_result one = { .addresses = addresses, .addresses_n = 2 };

    (void)state;
    record_json_error(&j, NULL, NULL);
    record_json_addresses(&j, &one);
    take_written();
    errors();
    assert_null(r->bad);
    assert_int_equal(r->result.addresses_n, 2);
    assert_string_equal(r->result.addresses[0].address, "192.0.2.1");
    assert_int_equal(r->result.addresses[0].verdict, CERTCHECK_BREAKS);
    assert_null(r->result.addresses[0].error);
    assert_string_equal(r->result.addresses[1].address, "::1");
    assert_int_equal(r->result.addresses[1].error->kind, PROBE_RESET);
}

/* As many as a run tells of, and not one more. */
static void
addresses_have_a_bound(void **state)
{
    struct assess_address addresses[PROBE_NAMED_MAX + 1];
    struct assess_result one = { .addresses = addresses };

    (void)state;
    for (size_t i = 0; i <= PROBE_NAMED_MAX; i++)
        addresses[i] = (struct assess_address){ "192.0.2.1", CERTCHECK_READY, NULL };
    for (size_t more = 0; more < 2; more++) {
        one.addresses_n = PROBE_NAMED_MAX + more;
        record_json_error(&j, NULL, NULL);
        record_json_addresses(&j, &one);
        take_written();
        errors();
        assert_int_equal(r->result.addresses_n, more ? 0 : PROBE_NAMED_MAX);
        assert_int_equal(r->bad != NULL, more);
    }
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_reading, end_reading)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_written_comes_back),
        CASE(what_was_tried_is_not_the_last_connections),
        CASE(none_stays_none),
        CASE(the_name_of_an_errno_is_worth_more_than_its_number),
        CASE(a_text_is_cut_to_its_room),
        CASE(what_is_bent_is_refused),
        CASE(addresses_come_back_in_their_order),
        CASE(addresses_have_a_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
