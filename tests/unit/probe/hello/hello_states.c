/* SPDX-License-Identifier: MIT */
/* Every state meets every event, through bytes. What must happen is written here
 * a second time, as a picture of RFC 5246 7.3, not taken from the table. */
#include "wire.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

/*
 * One letter an event, in the order of hello_states.def:
 *   =  stays          .  unexpected: ends as a breach of the protocol
 *   D  done           R  reversed     E  ended by the peer
 *   c k q f p         goes on to CERTIFICATE, KEY, REQUEST, FINISH, CLIENT_CERTIFICATE
 */
static const struct {
    enum hello_state state;
    const char *after;
} picture[HELLO_STATES] = {
    /* HelloRequest, ClientHello, ServerHello, Certificate, ServerKeyExchange,
     * CertificateRequest, ServerHelloDone, CompressedCertificate, other | SSL 2.0 ClientHello |
     * warning, close_notify, fatal | CCS, data, heartbeat, other | end */
    { HELLO_STATE_SERVER_HELLO, "=Rc......R=EE....E" },
    { HELLO_STATE_CERTIFICATE, "=..k......=EE....E" },
    { HELLO_STATE_KEY, "=...qfD...=EE....E" },
    { HELLO_STATE_REQUEST, "=....fD...=EE....E" },
    { HELLO_STATE_FINISH, "=.....D...=EE....E" },
    { HELLO_STATE_CLIENT_HELLO, ".p.......p=EE....E" },
    { HELLO_STATE_CLIENT_CERTIFICATE, "...D......=EE....E" },
    { HELLO_STATE_OVER, "==================" },
};

static const uint16_t suites[] = { 0x002F, 0x00FF, 0 };
static const struct wire_client_hello client_hello = { .version = 0x0303, .suites = suites };

/* What brings an engine into a state. */
static void
reach(struct probe_hello_engine *e, enum hello_state state)
{
    struct wire_part part = { .server = state == HELLO_STATE_CLIENT_HELLO ||
                                        state == HELLO_STATE_CLIENT_CERTIFICATE,
                              .hello = PROBE_HELLO_LIGHT };
    struct probe_hello_bytes w = { 0 };

    wire_begin(e, &part);
    if (state == HELLO_STATE_CLIENT_CERTIFICATE)
        wire_client_hello(&w, &client_hello);
    if (!part.server && state > HELLO_STATE_SERVER_HELLO)
        wire_server_hello(&w, 0x0303, 0x002F);
    if (!part.server && state > HELLO_STATE_CERTIFICATE)
        wire_certificates(&w, 2, 20);
    if (state == HELLO_STATE_REQUEST || state == HELLO_STATE_FINISH)
        wire_message(&w, MESSAGE_SERVER_KEY_EXCHANGE, "key", 3);
    if (state == HELLO_STATE_FINISH)
        wire_request(&w, true, 1);
    if (state == HELLO_STATE_OVER)
        wire_server_done(&w);
    probe_hello_feed(e, w.ptr, w.len);
    hello_bytes_free(&w);
    assert_int_equal(e->state, state);
}

/* What is no handshake message, or one of another time. */
static void
send_record(struct probe_hello_bytes *w, enum hello_event event)
{
    switch (event) {
    case HELLO_EVENT_V2_CLIENT_HELLO:
        wire_v2_client_hello(w, 0x0301, suites, 16);
        break;
    case HELLO_EVENT_WARNING:
        wire_alert(w, 1, 112);
        break;
    case HELLO_EVENT_CLOSE_NOTIFY:
        wire_alert(w, 1, 0);
        break;
    case HELLO_EVENT_FATAL_ALERT:
        wire_alert(w, 2, 42);
        break;
    case HELLO_EVENT_CHANGE_CIPHER_SPEC:
        wire_record(w, RECORD_CHANGE_CIPHER_SPEC, "\1", 1);
        break;
    case HELLO_EVENT_APPLICATION_DATA:
        wire_record(w, RECORD_APPLICATION_DATA, "data", 4);
        break;
    case HELLO_EVENT_HEARTBEAT:
        wire_record(w, RECORD_HEARTBEAT, "\1\0\0", 3);
        break;
    case HELLO_EVENT_OTHER_RECORD: /* as the first one it would be another protocol */
        wire_record(w, RECORD_HANDSHAKE, NULL, 0);
        wire_record(w, 99, "?", 1);
        break;
    default:
        break;
    }
}

static void
send_event(struct probe_hello_bytes *w, enum hello_event event)
{
    switch (event) {
    case HELLO_EVENT_HELLO_REQUEST:
        wire_message(w, MESSAGE_HELLO_REQUEST, NULL, 0);
        break;
    case HELLO_EVENT_CLIENT_HELLO:
        wire_client_hello(w, &client_hello);
        break;
    case HELLO_EVENT_SERVER_HELLO:
        wire_server_hello(w, 0x0303, 0x002F);
        break;
    case HELLO_EVENT_CERTIFICATE:
        wire_certificates(w, 1, 30);
        break;
    case HELLO_EVENT_SERVER_KEY_EXCHANGE:
        wire_message(w, MESSAGE_SERVER_KEY_EXCHANGE, "key", 3);
        break;
    case HELLO_EVENT_CERTIFICATE_REQUEST:
        wire_request(w, true, 2);
        break;
    case HELLO_EVENT_SERVER_HELLO_DONE:
        wire_server_done(w);
        break;
    case HELLO_EVENT_COMPRESSED_CERTIFICATE:
        wire_message(w, MESSAGE_COMPRESSED_CERTIFICATE, "\0\1", 2);
        break;
    case HELLO_EVENT_OTHER_MESSAGE:
        wire_message(w, 20, "finished", 8);
        break;
    default:
        send_record(w, event);
        break;
    }
}

static char
letter_of_state(uint8_t state)
{
    static const char letters[] = { [HELLO_STATE_CERTIFICATE] = 'c',
                                    [HELLO_STATE_KEY] = 'k',
                                    [HELLO_STATE_REQUEST] = 'q',
                                    [HELLO_STATE_FINISH] = 'f',
                                    [HELLO_STATE_CLIENT_CERTIFICATE] = 'p' };

    return state < sizeof letters && letters[state] != 0 ? letters[state] : '?';
}

static char
what_happens(enum hello_state state, enum hello_event event)
{
    struct probe_hello_engine e;
    struct probe_hello_bytes w = { 0 };
    char letter;

    reach(&e, state);
    send_event(&w, event);
    if (event == HELLO_EVENT_END)
        probe_hello_end(&e, PROBE_CLOSED);
    else
        probe_hello_feed(&e, w.ptr, w.len);
    if (e.state == state)
        letter = '=';
    else if (e.outcome == PROBE_OUTCOME_MORE)
        letter = letter_of_state(e.state);
    else if (e.outcome == PROBE_OUTCOME_REVERSED)
        letter = 'R';
    else if (e.error.kind == PROBE_OK)
        letter = 'D';
    else
        letter = e.error.kind == PROBE_PROTOCOL ? '.' : 'E';
    assert_true((e.state == HELLO_STATE_OVER) == (e.outcome != PROBE_OUTCOME_MORE));
    hello_bytes_free(&w);
    probe_hello_free(&e);
    return letter;
}

static void
test_every_pair(void **ctx)
{
    (void)ctx;
    for (unsigned s = 0; s < HELLO_STATES; s++) {
        assert_int_equal(picture[s].state, s);
        assert_int_equal(strlen(picture[s].after), HELLO_EVENTS);
        for (unsigned v = 0; v < HELLO_EVENTS; v++) {
            char letter = what_happens((enum hello_state)s, (enum hello_event)v);

            if (letter != picture[s].after[v])
                fail_msg("%s came where %s was due: %c, not %c",
                         hello_event_words((enum hello_event)v),
                         hello_state_words((enum hello_state)s), letter, picture[s].after[v]);
        }
    }
}

/* The table's own soundness: no row leads to a state of the other role. */
static void
test_table(void **ctx)
{
    (void)ctx;
    for (unsigned s = 0; s < HELLO_STATES; s++)
        for (unsigned v = 0; v < HELLO_EVENTS; v++) {
            struct probe_hello_engine e = { .state = (uint8_t)s };
            const struct hello_move *m = hello_move(&e, (enum hello_event)v);
            bool server = s >= HELLO_STATE_CLIENT_HELLO;

            assert_true((m->body == HELLO_UNEXPECTED) == (m->action == NULL));
            if (m->action != NULL)
                assert_true(m->next == HELLO_STATE_OVER ||
                            (m->next >= HELLO_STATE_CLIENT_HELLO) == server);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_pair),
        cmocka_unit_test(test_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
