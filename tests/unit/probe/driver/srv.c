/* SPDX-License-Identifier: MIT */
/* Which SRV record counts; questions and answers are wrapped by the linker. */
#include "driver/run.h"

#include "cmocka_prelude.h"

#include <string.h>

#define QUESTIONS 2

static struct {
    char names[QUESTIONS][96];
    ares_callback callbacks[QUESTIONS];
    void *args[QUESTIONS];
    unsigned asked, resolved;
    bool at_once; /* answers come before the question's call returns */
    bool no_dns;
} seen;

static struct ares_srv_reply *reply; /* what the next answer holds */
static struct probe run;
static struct probe_job job;

void __wrap_ares_query(ares_channel channel, const char *name, int dnsclass, int type,
                       ares_callback callback, void *arg);
int __wrap_ares_parse_srv_reply(const unsigned char *answer, int len, struct ares_srv_reply **out);
void __wrap_ares_free_data(void *data);
bool __wrap_probe_dns_open(struct probe *p);
void __wrap_probe_dns_arm(struct probe *p);
void __wrap_probe_resolve_start(struct probe_job *j);

void
__wrap_ares_query(ares_channel channel, const char *name, int dnsclass, int type,
                  ares_callback callback, void *arg)
{
    (void)channel;
    assert_int_equal(dnsclass, 1);
    assert_int_equal(type, 33);
    assert_true(seen.asked < QUESTIONS && strlen(name) < sizeof seen.names[0]);
    memcpy(seen.names[seen.asked], name, strlen(name) + 1);
    seen.callbacks[seen.asked] = callback;
    seen.args[seen.asked++] = arg;
    if (seen.at_once)
        callback(arg, ARES_ENOTFOUND, 0, NULL, 0);
}

int
__wrap_ares_parse_srv_reply(const unsigned char *answer, int len, struct ares_srv_reply **out)
{
    (void)answer;
    (void)len;
    *out = reply;
    return ARES_SUCCESS;
}

void
__wrap_ares_free_data(void *data)
{
    assert_ptr_equal(data, reply);
}

bool
__wrap_probe_dns_open(struct probe *p)
{
    assert_ptr_equal(p, &run);
    return !seen.no_dns;
}

void
__wrap_probe_dns_arm(struct probe *p)
{
    assert_ptr_equal(p, &run);
}

void
__wrap_probe_resolve_start(struct probe_job *j)
{
    assert_ptr_equal(j, &job);
    seen.resolved++;
}

static int
begin(void **state)
{
    (void)state;
    memset(&seen, 0, sizeof seen);
    probe_options_init(&run.options);
    job = (struct probe_job){ .run = &run,
                              .target = { .host = "a.example",
                                          .port = 5222,
                                          .domain_of = PROBE_DIALOGUE_XMPP_CLIENT,
                                          .dialogue = PROBE_DIALOGUE_XMPP_CLIENT } };
    return 0;
}

static int
end(void **state)
{
    (void)state;
    probe_srv_forget(&job);
    assert_null(job.srv);
    return 0;
}

static void
answer(unsigned question, struct ares_srv_reply *list, size_t n)
{
    static unsigned char octet;

    for (size_t i = 0; i + 1 < n; i++)
        list[i].next = &list[i + 1];
    reply = list;
    seen.callbacks[question](seen.args[question], n > 0 ? ARES_SUCCESS : ARES_ENODATA, 0, &octet,
                             1);
}

static struct ares_srv_reply
record(const char *host, unsigned short priority, unsigned short weight, unsigned short port)
{
    return (struct ares_srv_reply){
        .host = (char *)(uintptr_t)host, .priority = priority, .weight = weight, .port = port
    };
}

static void
domains_alone_have_records(void **state)
{
    (void)state;
    assert_true(probe_srv_is_for(&job));
    job.proxied = true; /* the proxy resolves */
    assert_false(probe_srv_is_for(&job));
    job.proxied = false;
    run.options.domain = "b.example"; /* then the host is the server */
    assert_false(probe_srv_is_for(&job));
    run.options.domain = NULL;
    job.target.domain_of = PROBE_DIALOGUE_NONE;
    assert_false(probe_srv_is_for(&job));
    job.target.domain_of = PROBE_DIALOGUE_XMPP_CLIENT;
    assert_true(probe_srv_start(&job));
    assert_false(probe_srv_is_for(&job)); /* once */
    answer(0, NULL, 0);
    answer(1, NULL, 0);
}

static void
both_kinds_are_asked_for_at_once(void **state)
{
    (void)state;
    assert_true(probe_srv_start(&job));
    assert_int_equal(seen.asked, 2);
    assert_string_equal(seen.names[0], "_xmpp-client._tcp.a.example");
    assert_string_equal(seen.names[1], "_xmpps-client._tcp.a.example");
    answer(0, NULL, 0);
    assert_int_equal(seen.resolved, 0);
    answer(1, NULL, 0);
    assert_int_equal(seen.resolved, 1);
    assert_null(probe_srv_host(&job)); /* without a record the domain is the host */
    assert_int_equal(job.target.port, 5222);
    assert_false(probe_srv_says_no(&job));
}

static void
servers_have_names_of_their_own(void **state)
{
    (void)state;
    job.target.domain_of = PROBE_DIALOGUE_XMPP_SERVER;
    run.options.dialogue = PROBE_DIALOGUE_XMPP_SERVER; /* --starttls: one that begins in clear */
    assert_true(probe_srv_start(&job));
    assert_int_equal(seen.asked, 1);
    assert_string_equal(seen.names[0], "_xmpp-server._tcp.a.example");
    answer(0, NULL, 0);
    assert_int_equal(seen.resolved, 1);
}

/* The lowest priority, then the highest weight. */
static void
the_best_record_counts(void **state)
{
    struct ares_srv_reply records[] = { record("late.example", 20, 90, 1),
                                        record("light.example", 10, 1, 2),
                                        record("best.example", 10, 5, 5223),
                                        record("equal.example", 10, 5, 4),
                                        record("no-port.example", 1, 1, 0) };

    (void)state;
    assert_true(probe_srv_start(&job));
    answer(0, records, 5);
    answer(1, NULL, 0);
    assert_string_equal(probe_srv_host(&job), "best.example");
    assert_int_equal(job.target.port, 5223);
    assert_int_equal(job.target.dialogue, PROBE_DIALOGUE_XMPP_CLIENT);
}

/* One that begins TLS as the target does counts before the others. */
static void
the_kind_of_the_target_counts_first(void **state)
{
    for (int wants_direct = 0; wants_direct < 2; wants_direct++)
        for (unsigned first = 0; first < 2; first++) {
            struct ares_srv_reply clear[] = { record("clear.example", 1, 1, 5222) },
                                  direct[] = { record("direct.example", 1, 1, 5223) };

            (void)begin(state);
            if (wants_direct)
                job.target.dialogue = PROBE_DIALOGUE_NONE;
            assert_true(probe_srv_start(&job));
            answer(first, first == 0 ? clear : direct, 1);
            answer(1 - first, first == 0 ? direct : clear, 1);
            assert_string_equal(probe_srv_host(&job),
                                wants_direct ? "direct.example" : "clear.example");
            assert_int_equal(job.target.dialogue,
                             wants_direct ? PROBE_DIALOGUE_NONE : PROBE_DIALOGUE_XMPP_CLIENT);
            (void)end(state);
        }
}

/* RFC 2782: "." is decidedly not available. */
static void
a_domain_may_say_no(void **state)
{
    struct ares_srv_reply none[] = { record(".", 0, 0, 0) },
                          direct[] = { record("direct.example", 1, 1, 5223) };

    (void)state;
    assert_true(probe_srv_start(&job));
    answer(1, none, 1); /* of the other kind alone */
    answer(0, NULL, 0);
    assert_false(probe_srv_says_no(&job));
    probe_srv_forget(&job);
    (void)begin(state);
    assert_true(probe_srv_start(&job));
    answer(0, none, 1);
    answer(1, NULL, 0);
    assert_true(probe_srv_says_no(&job));
    probe_srv_forget(&job);
    (void)begin(state);
    assert_true(probe_srv_start(&job));
    answer(0, none, 1);
    answer(1, direct, 1); /* then that is where it is */
    assert_false(probe_srv_says_no(&job));
    assert_string_equal(probe_srv_host(&job), "direct.example");
}

static void
answers_at_once_are_one_answer(void **state)
{
    (void)state;
    seen.at_once = true;
    assert_true(probe_srv_start(&job));
    assert_int_equal(seen.resolved, 1);
}

/* What comes for a job that is gone changes nothing. */
static void
answers_may_come_too_late(void **state)
{
    struct ares_srv_reply late[] = { record("late.example", 1, 1, 1) };

    (void)state;
    assert_true(probe_srv_start(&job));
    answer(0, NULL, 0);
    probe_srv_forget(&job);
    answer(1, late, 1);
    assert_int_equal(seen.resolved, 0);
    assert_int_equal(job.target.port, 5222);
}

static void
without_a_resolver_nothing_is_asked(void **state)
{
    (void)state;
    seen.no_dns = true;
    assert_false(probe_srv_start(&job));
    assert_null(job.srv);
    assert_int_equal(seen.asked, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(domains_alone_have_records),          CASE(both_kinds_are_asked_for_at_once),
        CASE(servers_have_names_of_their_own),     CASE(the_best_record_counts),
        CASE(the_kind_of_the_target_counts_first), CASE(a_domain_may_say_no),
        CASE(answers_at_once_are_one_answer),      CASE(answers_may_come_too_late),
        CASE(without_a_resolver_nothing_is_asked),
    };

    return cmocka_run_group_tests_name("srv", tests, NULL, NULL);
}
