/* SPDX-License-Identifier: MIT */
/* What is refused before a directory is asked, and one that does not answer; those that do are in
 * tests/templates. */
#include "building.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#define NO_URI "not an LDAP URI; write it like ldap://dc01.contoso.com"
#define NO_PASSWORD "a bind requires a password (--password-file)"

static void
refuses_before_it_asks(void **state)
{
    static const struct {
        struct certcheck_directory directory;
        const char *want; /* how the line begins */
    } rows[] = {
        { { .uri = "dc01.contoso.com" }, NO_URI },
        { { .uri = "http://dc01.contoso.com" }, NO_URI },
        { { .uri = "ldap:dc01" }, NO_URI }, /* the library would ask the server of ldap.conf */
        { { .uri = "" }, NO_URI },
        { { .uri = "ldap://[" }, "the LDAP URI is not usable: " },
        { { .uri = "ldapx://dc01" }, "the LDAP URI is not usable: " },
        /* RFC 4513 5.1.2: without a password that would be no authentication at all */
        { { .uri = "ldap://127.0.0.1:1", .bind_dn = "me" }, NO_PASSWORD },
        { { .uri = "ldap://127.0.0.1:1", .bind_dn = "me", .password = "" }, NO_PASSWORD },
        { { .uri = "ldap://127.0.0.1:1", .ca_file = "/nowhere/ca.pem" },
          "TLS cannot be set up (--ldap-ca): " },
        { { .uri = "ldap://127.0.0.1:1", .ca = BYTES("no root") },
          "TLS cannot be set up (--ldap-ca): " },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct certcheck_directory directory = rows[i].directory;
        struct certcheck_templates all;
        char why[BASE_WHY_MAX] = "of an earlier run";

        directory.timeout_ms = 2000;
        if (certcheck_templates_ask(&directory, &all, BASE_TEXT_IN(why)) != CERTCHECK_E_DER ||
            !base_slice_begins(base_slice_str(why), rows[i].want))
            fail_msg("row %zu: %s", i, why);
        assert_true(all.at == NULL && all.n == 0);
    }
}

/* A port of loopback that nobody else has: it takes connections and says nothing, or takes none. */
static int
silent_port(bool listening, char uri[64])
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct base_text t;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    assert_true(!listening || listen(fd, 4) == 0);
    base_text_init(&t, uri, 64);
    base_text_str(&t, "ldap://127.0.0.1:");
    base_text_u64(&t, ntohs(address.sin_port));
    return fd;
}

static void
a_directory_that_does_not_answer(void **state)
{
    static const struct {
        bool listening;
        unsigned timeout_ms;
        const char *want;
    } rows[] = {
        { true, 1, "the directory cannot be queried: Timed out (--ldap-timeout)" },
        { false, 60000, "the directory cannot be queried: Can't contact LDAP server" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        char uri[64], why[BASE_WHY_MAX];
        int fd = silent_port(rows[i].listening, uri);
        const struct certcheck_directory directory = { .uri = uri,
                                                       .timeout_ms = rows[i].timeout_ms };
        struct certcheck_templates all;

        assert_int_equal(certcheck_templates_ask(&directory, &all, BASE_TEXT_IN(why)),
                         CERTCHECK_E_DER);
        assert_string_equal(why, rows[i].want);
        assert_int_equal(all.n, 0);
        close(fd);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_before_it_asks),
        cmocka_unit_test(a_directory_that_does_not_answer),
    };

    return cmocka_run_group_tests_name("template_ldap", tests, NULL, NULL);
}
