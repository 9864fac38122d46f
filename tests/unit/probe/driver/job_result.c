/* SPDX-License-Identifier: MIT */
/* The result of a job that has no talker's, and what is added to either. */
#include "driver/run.h"

#include "cmocka_prelude.h"

#include <stdlib.h>
#include <string.h>

#define BEHIND 256 /* bytes behind the run, which are nobody's */

static struct probe *run;

void __wrap_probe_talk_result(struct probe_job *job, struct probe_result *out);

/* As of a talk that went well. */
void
__wrap_probe_talk_result(struct probe_job *job, struct probe_result *out)
{
    static const struct probe_client_hello hello;

    (void)job;
    out->tls = true;
    out->version = 0x0303;
    out->client_hello = &hello;
}

static struct probe_job
job_of(void)
{
    struct probe_job job = { .run = run,
                             .budget_ms = 1000,
                             .clock_us = 400000,
                             .resolve_us = -1,
                             .connect_us = -1,
                             .tls_us = -1,
                             .target = { .host = "a.example", .port = 8057 } };

    memset(run, 0, sizeof *run);
    job.error.alert = -1;
    return job;
}

static void
tells_what_failed(void **state)
{
    struct probe_job job = job_of();
    struct probe_result r;

    (void)state;
    memset(&r, 0xA5, sizeof r);
    job.error.kind = PROBE_REFUSED;
    job.tried = 1u << PROBE_TRIED_CLIENT;
    job.attempts = 3;
    job.resolve_us = 7;
    probe_job_result(&job, &r);
    assert_int_equal(r.error.kind, PROBE_REFUSED);
    assert_int_equal(r.error.tried, 1u << PROBE_TRIED_CLIENT);
    assert_int_equal(r.last.kind, PROBE_OK);
    assert_int_equal(r.attempts, 3);
    assert_int_equal(r.port, 8057);
    assert_int_equal(r.timing.resolve_us, 7);
    assert_int_equal(r.timing.tls_us, -1);
    assert_int_equal(r.timing.total_us, 600000);
    assert_string_equal(r.address, "");
    assert_string_equal(r.srv, "");
    assert_false(r.tls || r.ipv6_only || r.proxied || r.empty_certificate || r.connected);
    assert_null(r.addresses);
    assert_null(r.client_hello);
    assert_int_equal(r.certificates_n, 0);
}

static void
tells_what_was_seen(void **state)
{
    struct probe_job job = job_of();
    struct probe_result r;

    (void)state;
    job.error.kind = PROBE_EMPTY_CERTIFICATE;
    job.plan.is_client = 1;
    job.seen.role = PROBE_ROLE_SERVER; /* of another connection: the plan knows better */
    job.seen.requested = PROBE_YES;
    job.seen.accepted = PROBE_UNKNOWN;
    job.seen.version = 0x0301;
    job.seen.cipher = 5;
    job.seen.chain_cut = true;
    job.plan.without_sni = 1;
    job.greeted = PROBE_DIALOGUE_SMTP;
    probe_job_result(&job, &r);
    assert_true(r.tls && r.empty_certificate && r.chain_cut);
    assert_false(r.name_refused); /* a client refuses no names */
    job.plan.is_client = 0;
    probe_job_result(&job, &r);
    assert_true(r.name_refused);
    job.plan.is_client = 1;
    probe_job_result(&job, &r);
    assert_int_equal(r.peer_role, PROBE_ROLE_CLIENT);
    assert_int_equal(r.client_certificate_requested, PROBE_YES);
    assert_int_equal(r.accepted_us, PROBE_UNKNOWN);
    assert_int_equal(r.version, 0x0301);
    assert_int_equal(r.cipher, 5);
    assert_int_equal(r.dialogue, PROBE_DIALOGUE_SMTP);
}

/* An interrupted run has no result, though a talker may have one by then. */
static void
tells_what_a_talk_gave(void **state)
{
    struct probe_talker talker = { .outcome = PROBE_TALK_DONE };
    struct probe_flight flight = { .talker = &talker };
    struct probe_job job = job_of();
    struct probe_result r;

    (void)state;
    job.flight = &flight;
    probe_job_result(&job, &r);
    assert_true(r.tls);
    assert_int_equal(r.version, 0x0303);
    assert_null(r.client_hello); /* it does not outlive the talker */
    assert_int_equal(r.error.tried, 0);
    job.error.kind = PROBE_INTERRUPTED;
    probe_job_result(&job, &r);
    assert_false(r.tls);
    assert_int_equal(r.error.kind, PROBE_INTERRUPTED);
    job.error.kind = PROBE_RESET;
    talker.outcome = PROBE_TALK_FAILED;
    probe_job_result(&job, &r);
    assert_int_equal(r.error.kind, PROBE_RESET);
}

/* The last error only where it is another. */
static void
tells_the_last_error_beside_it(void **state)
{
    struct probe_flight flight = { .last = { .kind = PROBE_RESET, .text = "one" } };
    struct probe_job job = job_of();
    struct probe_result r;

    (void)state;
    job.flight = &flight;
    job.error = flight.last;
    probe_job_result(&job, &r);
    assert_int_equal(r.last.kind, PROBE_OK);
    job.error.text[0] = 'O';
    probe_job_result(&job, &r);
    assert_string_equal(r.last.text, "one");
    job.error = flight.last;
    job.error.kind = PROBE_CLOSED;
    probe_job_result(&job, &r);
    assert_int_equal(r.last.kind, PROBE_RESET);
    job.error.kind = PROBE_OK;
    probe_job_result(&job, &r);
    assert_int_equal(r.last.kind, PROBE_OK);
}

static void
tells_addresses(void **state)
{
    static struct probe_address all[PROBE_NAMED_MAX + 2];
    struct probe_job job = job_of();
    struct probe_result r;

    (void)state;
    assert_true(probe_address_parse("2001:db8::1", &job.addresses[0]));
    job.plan.addresses = 1;
    probe_job_result(&job, &r);
    assert_string_equal(r.address, "2001:db8::1");
    assert_true(r.ipv6_only);
    assert_null(r.addresses); /* it has no other */
    assert_true(probe_address_parse("192.0.2.1", &job.addresses[1]));
    job.plan.addresses = 2;
    job.seen_address = 1;
    probe_job_result(&job, &r);
    assert_string_equal(r.address, "192.0.2.1");
    assert_false(r.ipv6_only);
    assert_int_equal(r.addresses_n, 2);
    assert_string_equal(r.addresses[0], "2001:db8::1");
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        all[i] = job.addresses[1];
    job.all = all;
    job.all_n = sizeof all / sizeof all[0];
    probe_job_result(&job, &r);
    assert_int_equal(r.addresses_n, PROBE_NAMED_MAX + 2); /* counted, though not all are told */
    assert_string_equal(r.addresses[PROBE_NAMED_MAX - 1], "192.0.2.1");
    for (size_t i = 0; i < BEHIND; i++)
        assert_int_equal(((const char *)(run + 1))[i], 0);
}

/* One address of IPv4 is enough, wherever it stands. */
static void
tells_names_of_ipv6_alone(void **state)
{
    static const char *const addresses[][2] = { { "192.0.2.1", "2001:db8::1" },
                                                { "2001:db8::1", "192.0.2.1" },
                                                { "2001:db8::1", "2001:db8::2" } };

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct probe_job job = job_of();
        struct probe_result r;

        assert_true(probe_address_parse(addresses[i][0], &job.addresses[0]));
        assert_true(probe_address_parse(addresses[i][1], &job.addresses[1]));
        job.plan.addresses = 2;
        probe_job_result(&job, &r);
        assert_int_equal(r.ipv6_only, i == 2);
    }
}

/* The addresses are the proxy's, and before its yes so is the error. */
static void
tells_of_a_proxy(void **state)
{
    struct probe_job job = job_of();
    struct probe_result r;

    (void)state;
    run->options.proxy.host = "px";
    run->options.proxy.port = 3128;
    assert_true(probe_address_parse("192.0.2.1", &job.addresses[0]));
    job.plan.addresses = 1;
    job.proxied = true;
    job.error = (struct probe_error){ .kind = PROBE_REFUSED, .text = "no" };
    probe_job_result(&job, &r);
    assert_true(r.proxied);
    assert_string_equal(r.address, "");
    assert_string_equal(r.error.text, "proxy px:3128: no");
    assert_string_equal(job.error.text, "no");
    job.connected = true;
    probe_job_result(&job, &r);
    assert_string_equal(r.error.text, "no");
    job.connected = false;
    job.error.kind = PROBE_INTERRUPTED;
    probe_job_result(&job, &r);
    assert_string_equal(r.error.text, "no");
}

static int
begin(void **state)
{
    (void)state;
    run = calloc(1, sizeof *run + BEHIND);
    return run == NULL;
}

static int
end(void **state)
{
    (void)state;
    free(run);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_what_failed),      cmocka_unit_test(tells_what_was_seen),
        cmocka_unit_test(tells_what_a_talk_gave), cmocka_unit_test(tells_the_last_error_beside_it),
        cmocka_unit_test(tells_addresses),        cmocka_unit_test(tells_names_of_ipv6_alone),
        cmocka_unit_test(tells_of_a_proxy),
    };

    return cmocka_run_group_tests_name("job_result", tests, begin, end);
}
