/* SPDX-License-Identifier: MIT */
/* The walk through the table; hello_states.c tries every row of it through bytes. */
#include "wire.h"

#include "cmocka_prelude.h"

static const struct hello_input nothing = { .alert = -1 };

static void
begin(struct probe_hello_engine *e, enum hello_state state)
{
    *e = (struct probe_hello_engine){ .begun = true, .state = (uint8_t)state };
    e->requested = PROBE_UNKNOWN;
    e->event = HELLO_EVENTS;
}

static void
finds_the_row(void **state)
{
    struct probe_hello_engine e;
    const struct hello_move *m;

    (void)state;
    begin(&e, HELLO_STATE_CERTIFICATE);
    m = hello_move(&e, HELLO_EVENT_CERTIFICATE);
    assert_int_equal(m->body, HELLO_KEEP);
    assert_int_equal(m->limit, PROBE_CHAIN_MAX);
    assert_int_equal(m->next, HELLO_STATE_KEY);
    assert_true(m->action == hello_on_certificate);
    m = hello_move(&e, HELLO_EVENT_SERVER_HELLO_DONE);
    assert_int_equal(m->body, HELLO_UNEXPECTED);
    assert_int_equal(m->limit, 0);
}

static void
goes_on(void **state)
{
    struct probe_hello_engine e;

    (void)state;
    begin(&e, HELLO_STATE_KEY);
    hello_event(&e, HELLO_EVENT_SERVER_KEY_EXCHANGE, &nothing);
    assert_int_equal(e.state, HELLO_STATE_REQUEST);
    assert_int_equal(e.outcome, PROBE_OUTCOME_MORE);
    hello_event(&e, HELLO_EVENT_HELLO_REQUEST, &nothing); /* passed over */
    assert_int_equal(e.state, HELLO_STATE_REQUEST);
    assert_int_equal(probe_hello_output(&e).len, 0);
    hello_event(&e, HELLO_EVENT_SERVER_HELLO_DONE, &nothing);
    assert_int_equal(e.state, HELLO_STATE_OVER);
    assert_int_equal(e.outcome, PROBE_OUTCOME_DONE);
    assert_int_equal(e.requested, PROBE_NO);
    assert_memory_equal(probe_hello_output(&e).ptr, "\x15\3\1\0\2\1\0", 7);
    probe_hello_free(&e);
}

/* An action that ends the talk has the last word: no second goodbye, no other outcome. */
static void
leaves_the_end_to_actions(void **state)
{
    struct probe_hello_engine e;

    (void)state;
    begin(&e, HELLO_STATE_SERVER_HELLO);
    hello_event(&e, HELLO_EVENT_CLIENT_HELLO, &nothing);
    assert_int_equal(e.outcome, PROBE_OUTCOME_REVERSED);
    assert_int_equal(e.state, HELLO_STATE_OVER);
    assert_int_equal(probe_hello_output(&e).len, 7);
    probe_hello_free(&e);
}

static void
says_what_was_unexpected(void **state)
{
    static const struct {
        enum hello_state state;
        enum hello_event event;
        const char *text;
    } rows[] = {
        { HELLO_STATE_SERVER_HELLO, HELLO_EVENT_CERTIFICATE,
          "a Certificate arrived where a ServerHello was expected" },
        { HELLO_STATE_CLIENT_HELLO, HELLO_EVENT_OTHER_MESSAGE,
          "a handshake message of another type (20) arrived where a ClientHello was expected" },
        { HELLO_STATE_FINISH, HELLO_EVENT_OTHER_RECORD,
          "a record of unknown type (99) arrived where a ServerHelloDone was expected" },
        { HELLO_STATE_OVER, HELLO_EVENT_END, "the end arrived where nothing was expected" },
    };
    struct probe_hello_engine e;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        begin(&e, rows[i].state);
        e.record_type = 99;
        e.message[0] = 20;
        hello_event(&e, rows[i].event, &nothing);
        assert_int_equal(e.outcome, PROBE_OUTCOME_FAILED);
        assert_int_equal(e.error.kind, PROBE_PROTOCOL);
        assert_string_equal(e.error.text, rows[i].text);
        assert_memory_equal(probe_hello_output(&e).ptr, "\x15\3\1\0\2\2\x0a", 7);
        probe_hello_free(&e);
    }
}

/* The certificate counts for more than what is wrong behind it. */
static void
is_done_before_the_unexpected(void **state)
{
    struct probe_hello_engine e;

    (void)state;
    begin(&e, HELLO_STATE_KEY);
    hello_put(&e.in, "\0\0\4\0\0\1a", 7);
    e.chain.len = 7;
    hello_unexpected(&e, HELLO_EVENT_HEARTBEAT);
    assert_int_equal(e.outcome, PROBE_OUTCOME_DONE);
    assert_int_equal(e.error.kind, PROBE_PROTOCOL);
    probe_hello_free(&e);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_row),
        cmocka_unit_test(goes_on),
        cmocka_unit_test(leaves_the_end_to_actions),
        cmocka_unit_test(says_what_was_unexpected),
        cmocka_unit_test(is_done_before_the_unexpected),
    };

    return cmocka_run_group_tests_name("hello_machine", tests, NULL, NULL);
}
