/* SPDX-License-Identifier: MIT */
/* What a session says of errors; conversations are in template_entries.c and tests/templates. */
#include "building.h"

#include "template/template_ldap.h"

#define LONG_MS 3600000u /* never reached */
#define PLAIN "ldap://dc01"
#define BIND ": it may require a bind (--ldap-bind)"
#define ENCRYPT ": it requires encryption (--ldap-starttls)"
#define TLS ": TLS failed; its certificate must chain to a root of --ldap-ca and name the host"

/* A session that has reached nothing yet; without a handle. */
static void
begin(struct session *s, struct building *x, const struct certcheck_directory *directory)
{
    building_begin(x);
    assert_true(openldap_load(&x->text));
    *s = (struct session){ .b = &x->b, .directory = directory };
    assert_true(deadline_open(&s->deadline));
    session_step(s);
}

static void
end(struct session *s, struct building *x)
{
    deadline_close(&s->deadline);
    building_end(x);
}

static void
says_what_failed_and_what_to_do(void **state)
{
    static const struct {
        struct certcheck_directory directory;
        bool reached;
        int error;
        const char *want;
    } rows[] = {
        { { .uri = PLAIN, .bind_dn = "me" },
          true,
          LDAP_INVALID_CREDENTIALS,
          "it: Invalid credentials" },
        { { .uri = PLAIN }, true, LDAP_OPERATIONS_ERROR, "it: Operations error" BIND },
        { { .uri = PLAIN }, true, LDAP_INSUFFICIENT_ACCESS, "it: Insufficient access" BIND },
        { { .uri = PLAIN, .bind_dn = "me" }, true, LDAP_OPERATIONS_ERROR, "it: Operations error" },
        { { .uri = PLAIN, .bind_dn = "me" },
          true,
          LDAP_STRONG_AUTH_REQUIRED,
          "it: Strong(er) authentication required" ENCRYPT },
        { { .uri = PLAIN },
          true,
          LDAP_CONFIDENTIALITY_REQUIRED,
          "it: Confidentiality required" ENCRYPT },
        { { .uri = PLAIN },
          true,
          LDAP_NO_SUCH_OBJECT,
          "it: No such object: the forest has no enterprise CA, or this account may not see it" },
        { { .uri = PLAIN }, true, LDAP_SERVER_DOWN, "it: Can't contact LDAP server" },
        { { .uri = PLAIN, .starttls = true }, true, LDAP_CONNECT_ERROR, "it: Connect error" TLS },
        { { .uri = "ldaps://dc01" }, true, LDAP_SERVER_DOWN, "it: Can't contact LDAP server" TLS },
        { { .uri = "ldaps://dc01" }, false, LDAP_SERVER_DOWN, "it: Can't contact LDAP server" },
        { { .uri = PLAIN }, true, LDAP_TIMEOUT, "it: Timed out (--ldap-timeout)" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct certcheck_directory directory = rows[i].directory;
        struct building x;
        struct session s;

        directory.timeout_ms = LONG_MS;
        begin(&s, &x, &directory);
        s.reached = rows[i].reached;
        assert_false(session_fail(&s, "it", rows[i].error));
        if (x.b.status != CERTCHECK_E_DER || strcmp(x.why, rows[i].want) != 0)
            fail_msg("row %zu: %s", i, x.why);
        end(&s, &x);
    }
}

/* A server that is down when the time is over was too slow; its own answers stay what they are. */
static void
tells_slow_from_down(void **state)
{
    const struct certcheck_directory directory = { .uri = PLAIN, .bind_dn = "me" };
    static const struct {
        int error;
        bool want;
    } rows[] = {
        { LDAP_SERVER_DOWN, true },
        { LDAP_CONNECT_ERROR, true },
        { LDAP_INVALID_CREDENTIALS, false },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct building x;
        struct session s;

        begin(&s, &x, &directory); /* of no time at all */
        assert_false(session_fail(&s, "it", rows[i].error));
        assert_int_equal(strcmp(x.why, "it: Timed out (--ldap-timeout)") == 0, rows[i].want);
        end(&s, &x);
    }
}

static void
the_first_cause_stays(void **state)
{
    const struct certcheck_directory directory = { .uri = PLAIN, .timeout_ms = LONG_MS };
    struct building x;
    struct session s;
    char first[BASE_WHY_MAX];

    (void)state;
    begin(&s, &x, &directory);
    assert_false(session_fail(&s, "first", LDAP_NO_MEMORY));
    assert_int_equal(x.b.status, CERTCHECK_E_MEMORY);
    assert_true(base_slice_begins(base_slice_str(x.why), "first: "));
    memcpy(first, x.why, sizeof first);
    assert_false(session_fail(&s, "second", LDAP_TIMEOUT));
    assert_string_equal(x.why, first);
    assert_int_equal(x.b.status, CERTCHECK_E_MEMORY);
    end(&s, &x);
}

/* A little more than the library's own timeouts. */
static void
a_step_has_the_whole_time(void **state)
{
    const struct certcheck_directory directory = { .uri = PLAIN, .timeout_ms = LONG_MS };
    struct building x;
    struct session s;

    (void)state;
    begin(&s, &x, &directory);
    assert_int_equal((s.deadline.expires.tv_sec - s.deadline.begun.tv_sec) * 1000 +
                         (s.deadline.expires.tv_nsec - s.deadline.begun.tv_nsec) / 1000000,
                     LONG_MS + 500);
    end(&s, &x);
}

static void
bounds_an_answer(void **state)
{
    Sockbuf *sb = ber_sockbuf_alloc();
    ber_len_t max = 0;

    (void)state;
    assert_non_null(sb);
    session_bound(sb);
    assert_int_equal(ber_sockbuf_ctrl(sb, LBER_SB_OPT_GET_MAX_INCOMING, &max), 1);
    assert_int_equal(max, SESSION_MESSAGE_MAX);
    ber_sockbuf_free(sb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_failed_and_what_to_do),
        cmocka_unit_test(tells_slow_from_down),
        cmocka_unit_test(the_first_cause_stays),
        cmocka_unit_test(a_step_has_the_whole_time),
        cmocka_unit_test(bounds_an_answer),
    };

    return cmocka_run_group_tests_name("ldap_session", tests, NULL, NULL);
}
