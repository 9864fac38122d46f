/* SPDX-License-Identifier: MIT */
/* Every script is one that the machine can walk; what they say is in dialogue.c. */
#include "dialogue/script.h"

#include "cmocka_prelude.h"

#include <string.h>

/* Those that have to be told what to look for. */
static bool
wants(dialogue_expect_fn *expect)
{
    return expect == expect_reply || expect == expect_status || expect == expect_tagged ||
           expect == expect_numeric || expect == expect_command;
}

/* %h and its kin: any other letter would be taken for a port. */
static void
check_text(const char *text)
{
    for (const char *at = strchr(text, '%'); at != NULL; at = strchr(at + 2, '%'))
        assert_true(at[1] != '\0' && strchr("habdup", at[1]) != NULL);
    assert_true(strlen(text) < DIALOGUE_OUTPUT_MAX / 2);
}

static void
check_step(const struct dialogue_step *s)
{
    assert_true((s->say != NULL) + (s->bytes.len > 0) + (s->compose != NULL) <= 1);
    assert_true(s->say != NULL || s->bytes.len > 0 || s->compose != NULL || s->expect != NULL);
    assert_int_equal(wants(s->expect), s->want != NULL);
    assert_true(s->bytes.len <= DIALOGUE_OUTPUT_MAX);
    assert_true(s->capability == NULL || s->expect == expect_reply || s->expect == expect_tagged);
    if (s->say != NULL)
        check_text(s->say);
    if (s->otherwise != NULL)
        check_text(s->otherwise);
}

static void
check_script(const struct dialogue_script *script)
{
    if (script->title == NULL || script->steps_n == 0)
        fail_msg("a script without a title or steps");
    for (unsigned i = 0; i < script->steps_n; i++)
        check_step(&script->steps[i]);
    if (script->goodbye != NULL)
        check_text(script->goodbye);
}

/* A client waits for the last word, unless there is none (MySQL); a server has the last word. */
static void
every_script_can_be_walked(void **state)
{
    (void)state;
    for (unsigned i = PROBE_DIALOGUE_NONE + 1; i < PROBE_DIALOGUES; i++) {
        const struct dialogue_script *client = dialogue_client_script((enum probe_dialogue_id)i);
        const struct dialogue_script *server = dialogue_server_script((enum probe_dialogue_id)i);

        assert_non_null(client);
        check_script(client);
        assert_false(client->flows);
        assert_int_equal(client->steps[client->steps_n - 1].expect == NULL,
                         i == PROBE_DIALOGUE_MYSQL);
        if (server == NULL)
            continue;
        check_script(server);
        assert_string_equal(server->title, client->title);
        assert_int_equal(server->flows, server->steps[server->steps_n - 1].expect != NULL);
        assert_int_equal(server->flows, i == PROBE_DIALOGUE_MYSQL);
    }
    check_script(dialogue_http_connect());
    check_script(dialogue_socks5());
}

/* What a proxy lets through is the protocol's own, and not thrown away. */
static void
proxies_pass_on_what_follows(void **state)
{
    (void)state;
    assert_true(dialogue_http_connect()->flows);
    assert_true(dialogue_socks5()->flows);
    assert_false(dialogue_is_framed(dialogue_http_connect()));
    assert_false(dialogue_is_framed(dialogue_socks5()));
}

static void
has_none_of_no_dialogue(void **state)
{
    (void)state;
    assert_null(dialogue_client_script(PROBE_DIALOGUE_NONE));
    assert_null(dialogue_server_script(PROBE_DIALOGUE_NONE));
}

/* Servers that --listen plays, and which of them greet. */
static void
plays_servers(void **state)
{
    static const struct {
        enum probe_dialogue_id id;
        bool first;
    } rows[] = {
        { PROBE_DIALOGUE_SMTP, true },         { PROBE_DIALOGUE_LMTP, true },
        { PROBE_DIALOGUE_MYSQL, true },        { PROBE_DIALOGUE_LDAP, false },
        { PROBE_DIALOGUE_POSTGRES, false },    { PROBE_DIALOGUE_XMPP_SERVER, false },
        { PROBE_DIALOGUE_XMPP_CLIENT, false },
    };
    size_t played = 0;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_non_null(dialogue_server_script(rows[i].id));
        assert_int_equal(dialogue_speaks_first(dialogue_server_script(rows[i].id)), rows[i].first);
    }
    for (unsigned i = 0; i < PROBE_DIALOGUES; i++) {
        played += dialogue_server_script((enum probe_dialogue_id)i) != NULL;
        if (dialogue_client_script((enum probe_dialogue_id)i) != NULL) /* TDS alone */
            assert_int_equal(dialogue_is_framed(dialogue_client_script((enum probe_dialogue_id)i)),
                             i == PROBE_DIALOGUE_MSSQL);
    }
    assert_int_equal(played, sizeof rows / sizeof rows[0]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_script_can_be_walked),
        cmocka_unit_test(proxies_pass_on_what_follows),
        cmocka_unit_test(has_none_of_no_dialogue),
        cmocka_unit_test(plays_servers),
    };

    return cmocka_run_group_tests_name("scripts", tests, NULL, NULL);
}
