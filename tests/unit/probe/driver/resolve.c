/* SPDX-License-Identifier: MIT */
/* Names to addresses: what is asked, who shares an answer, what a failure is called. The name
 * servers are wrapped by the linker. */
#include "driver/run.h"

#include "net/sock.h"

#include "cmocka_prelude.h"

#include <stdio.h>
#include <string.h>

#define JOBS 3
#define ASKED 8

struct question {
    char name[64];
    int family;
    ares_addrinfo_callback callback;
    void *arg;
};

static struct {
    struct question asked[ASKED]; /* of servers */
    unsigned asked_n, resolved, failed;
    struct probe_address got[8];
    size_t got_n;
    struct probe_error error;
    struct probe_job *job;
    bool no_dns, in_hosts, no_route, srv_for, srv_started, srv_no;
} seen;

static struct probe *run;
static struct probe_job jobs[JOBS];
static char files, servers; /* stand for the two channels */

void __wrap_ares_getaddrinfo(ares_channel channel, const char *node, const char *service,
                             const struct ares_addrinfo_hints *hints,
                             ares_addrinfo_callback callback, void *arg);
void __wrap_ares_freeaddrinfo(struct ares_addrinfo *ai);
bool __wrap_probe_dns_open(struct probe *p);
void __wrap_probe_dns_arm(struct probe *p);
void __wrap_probe_dns_close(struct probe *p);
bool __wrap_probe_sock_has_route(const struct probe_address *a);
bool __wrap_probe_srv_is_for(const struct probe_job *job);
bool __wrap_probe_srv_start(struct probe_job *job);
bool __wrap_probe_srv_says_no(const struct probe_job *job);
void __wrap_probe_job_resolved(struct probe_job *job, const struct probe_address *all, size_t n);
void __wrap_probe_job_blame(struct probe_job *job, const struct probe_error *e);
void __wrap_probe_job_step(struct probe_job *job, enum probe_event e);

static struct ares_addrinfo *
answer_of(const char *const *addresses, size_t n)
{
    static struct ares_addrinfo_node nodes[8];
    static struct sockaddr_in v4[8];
    static struct sockaddr_in6 v6[8];
    static struct ares_addrinfo all;

    memset(&all, 0, sizeof all);
    memset(nodes, 0, sizeof nodes);
    for (size_t i = 0; i < n; i++) {
        struct probe_address a;

        assert_true(probe_address_parse(addresses[i], &a));
        if (a.v6) {
            memcpy(&v6[i].sin6_addr, a.ip, 16);
            v6[i].sin6_scope_id = a.scope;
            nodes[i].ai_addr = (struct sockaddr *)(void *)&v6[i];
        } else {
            memcpy(&v4[i].sin_addr, a.ip, 4);
            nodes[i].ai_addr = (struct sockaddr *)(void *)&v4[i];
        }
        nodes[i].ai_family = a.v6 ? AF_INET6 : AF_INET;
        nodes[i].ai_addrlen = (ares_socklen_t)(a.v6 ? sizeof v6[i] : sizeof v4[i]);
        nodes[i].ai_next = i + 1 < n ? &nodes[i + 1] : NULL;
    }
    all.nodes = n > 0 ? nodes : NULL;
    return &all;
}

void
__wrap_ares_getaddrinfo(ares_channel channel, const char *node, const char *service,
                        const struct ares_addrinfo_hints *hints, ares_addrinfo_callback callback,
                        void *arg)
{
    static const char *const loopback[] = { "127.0.0.1" };
    struct question *q = &seen.asked[seen.asked_n];

    assert_null(service);
    if ((void *)channel == (void *)&files) {
        assert_int_equal(hints->ai_family, AF_UNSPEC);
        callback(arg, seen.in_hosts ? ARES_SUCCESS : ARES_ENOTFOUND, 0,
                 seen.in_hosts ? answer_of(loopback, 1) : NULL);
        return;
    }
    assert_ptr_equal((void *)channel, (void *)&servers);
    assert_true(seen.asked_n < ASKED);
    seen.asked_n++;
    (void)snprintf(q->name, sizeof q->name, "%s", node);
    q->family = hints->ai_family;
    q->callback = callback;
    q->arg = arg;
}

void
__wrap_ares_freeaddrinfo(struct ares_addrinfo *ai)
{
    assert_non_null(ai);
}

bool
__wrap_probe_dns_open(struct probe *p)
{
    assert_ptr_equal(p, run);
    return !seen.no_dns;
}

void
__wrap_probe_dns_arm(struct probe *p)
{
    assert_ptr_equal(p, run);
}

void
__wrap_probe_dns_close(struct probe *p)
{
    assert_ptr_equal(p, run);
}

bool
__wrap_probe_sock_has_route(const struct probe_address *a)
{
    assert_int_equal(a->v6, 1);
    return !seen.no_route;
}

bool
__wrap_probe_srv_is_for(const struct probe_job *job)
{
    (void)job;
    return seen.srv_for;
}

bool
__wrap_probe_srv_start(struct probe_job *job)
{
    (void)job;
    seen.srv_started = true;
    return true;
}

bool
__wrap_probe_srv_says_no(const struct probe_job *job)
{
    (void)job;
    return seen.srv_no;
}

void
__wrap_probe_job_resolved(struct probe_job *job, const struct probe_address *all, size_t n)
{
    assert_true(n <= 8);
    memcpy(seen.got, all, n * sizeof *all);
    seen.got_n = n;
    seen.job = job;
    seen.resolved++;
}

void
__wrap_probe_job_blame(struct probe_job *job, const struct probe_error *e)
{
    seen.job = job;
    seen.error = *e;
}

void
__wrap_probe_job_step(struct probe_job *job, enum probe_event e)
{
    assert_ptr_equal(job, seen.job);
    assert_int_equal(e, PROBE_EVENT_FAILED);
    seen.failed++;
}

static int
begin(void **state)
{
    struct probe_options o;
    char why[PROBE_TEXT_MAX];

    (void)state;
    memset(&seen, 0, sizeof seen);
    probe_options_init(&o);
    run = probe_new(&o, BASE_TEXT_IN(why));
    if (run == NULL)
        return 1;
    run->hosts_file = (ares_channel)(void *)&files;
    run->dns = (ares_channel)(void *)&servers;
    for (size_t i = 0; i < JOBS; i++)
        jobs[i] = (struct probe_job){
            .run = run, .target.host = "a.example", .clock_us = 9000000, .budget_ms = 10000
        };
    return 0;
}

static int
end(void **state)
{
    (void)state;
    probe_free(run); /* frees all names */
    return 0;
}

static void
answer(unsigned question, int status, size_t n, const char *const *addresses)
{
    seen.asked[question].callback(seen.asked[question].arg, status, 0,
                                  status == ARES_SUCCESS ? answer_of(addresses, n) : NULL);
}

#define ANSWER(question, ...)                                                                      \
    answer(question, ARES_SUCCESS,                                                                 \
           sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *),                    \
           (const char *const[]){ __VA_ARGS__ })
#define SAYS(question, status) answer(question, status, 0, NULL)

static void
got(size_t i, const char *want)
{
    char text[PROBE_ADDRESS_TEXT];

    assert_true(i < seen.got_n);
    probe_address_format(&seen.got[i], text);
    assert_string_equal(text, want);
}

static void
ask(unsigned job)
{
    probe_resolve_start(&jobs[job]);
}

static void
both_families_are_asked_for(void **state)
{
    (void)state;
    ask(0);
    assert_int_equal(seen.asked_n, 2);
    assert_string_equal(seen.asked[0].name, "a.example");
    assert_int_equal(seen.asked[0].family, AF_INET);
    assert_int_equal(seen.asked[1].family, AF_INET6);
    ANSWER(0, "192.0.2.1", "192.0.2.2");
    assert_int_equal(seen.resolved, 0); /* the other may still come */
    ANSWER(1, "2001:db8::1");
    assert_int_equal(seen.resolved, 1);
    assert_int_equal(seen.got_n, 3);
    got(0, "2001:db8::1");
    got(1, "192.0.2.1");
    assert_int_equal(jobs[0].resolve_us, 1000000);
}

/* RFC 6724 rule 1: where IPv6 has no route, IPv4 comes first. */
static void
addresses_with_a_route_come_first(void **state)
{
    (void)state;
    seen.no_route = true;
    ask(0);
    ANSWER(1, "2001:db8::1");
    ANSWER(0, "192.0.2.1");
    got(0, "192.0.2.1");
    got(1, "2001:db8::1");
}

static void
one_name_is_asked_for_once(void **state)
{
    (void)state;
    jobs[2].target.host = "b.example";
    ask(0);
    ask(1);
    assert_int_equal(seen.asked_n, 2);
    ask(2);
    assert_int_equal(seen.asked_n, 4);
    ANSWER(0, "192.0.2.1");
    SAYS(1, ARES_ENODATA);
    assert_int_equal(seen.resolved, 2);
    ask(0); /* the answer is kept */
    assert_int_equal(seen.asked_n, 4);
    assert_int_equal(seen.resolved, 3);
    got(0, "192.0.2.1");
    SAYS(2, ARES_ENOTFOUND);
    SAYS(3, ARES_ENOTFOUND);
    assert_ptr_equal(seen.job, &jobs[2]);
}

/* Then no server is asked. */
static void
the_hosts_file_comes_first(void **state)
{
    (void)state;
    seen.in_hosts = true;
    ask(0);
    assert_int_equal(seen.asked_n, 0);
    assert_int_equal(seen.resolved, 1);
    got(0, "127.0.0.1");
}

static void
failures_have_their_words(void **state)
{
    static const struct {
        int v4, v6;
        enum probe_class kind;
        const char *text;
    } rows[] = {
        { ARES_ENOTFOUND, ARES_ENOTFOUND, PROBE_RESOLVE, "the name does not exist" },
        { ARES_ENODATA, ARES_ENOTFOUND, PROBE_RESOLVE, "the name does not exist" },
        { ARES_ECONNREFUSED, ARES_ENOTFOUND, PROBE_RESOLVE, "the name does not exist" },
        { ARES_ENODATA, ARES_ENODATA, PROBE_RESOLVE, "the name has no address" },
        { ARES_SUCCESS, ARES_SUCCESS, PROBE_RESOLVE, "the name has no address" },
        { ARES_EBADNAME, ARES_EBADNAME, PROBE_RESOLVE, "this is not a host name" },
        { ARES_ECONNREFUSED, ARES_ECONNREFUSED, PROBE_RESOLVE, "no name server could be reached" },
        { ARES_ENODATA, ARES_ETIMEOUT, PROBE_TIMEOUT, "the name servers did not answer" },
        { ARES_ETIMEOUT, ARES_ENODATA, PROBE_TIMEOUT, "the name servers did not answer" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        (void)end(state);
        assert_int_equal(begin(state), 0);
        ask(0);
        SAYS(0, rows[i].v4);
        SAYS(1, rows[i].v6);
        assert_int_equal(seen.failed, 1);
        assert_int_equal(seen.error.kind, rows[i].kind);
        assert_int_equal(seen.error.stage, PROBE_STAGE_RESOLVE);
        assert_string_equal(seen.error.text, rows[i].text);
    }
}

/* Our own failure is not kept for later targets. */
static void
what_we_lacked_is_asked_for_again(void **state)
{
    (void)state;
    ask(0);
    SAYS(0, ARES_ENOMEM);
    SAYS(1, ARES_ENOMEM);
    assert_int_equal(seen.error.kind, PROBE_RESOURCE);
    ask(1);
    assert_int_equal(seen.asked_n, 4);
    SAYS(2, ARES_ENODATA);
    SAYS(3, ARES_ENODATA);
}

static void
names_that_cannot_be_are_not_asked_for(void **state)
{
    static const char *const invalid[] = { "a.invalid", "A.INVALID.", ".invalid" };
    char name[256];

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        jobs[0].target.host = invalid[i];
        ask(0);
        assert_string_equal(seen.error.text, "the name does not exist");
    }
    jobs[0].target.host = "";
    ask(0);
    assert_string_equal(seen.error.text, "this is not a host name");
    memset(name, 'a', sizeof name);
    name[255] = '\0';
    jobs[0].target.host = name;
    ask(0);
    assert_int_equal(seen.failed, 5);
    assert_int_equal(seen.asked_n, 0);
    name[254] = '\0'; /* with a final dot that is as long as names get */
    ask(0);
    jobs[1].target.host = "notinvalid";
    ask(1);
    assert_int_equal(seen.asked_n, 4);
    for (unsigned i = 0; i < 4; i++)
        SAYS(i, ARES_ENODATA);
}

/* A server that loses one family's question does not hold up the other's answer for long. */
static void
half_an_answer_is_enough_after_a_while(void **state)
{
    (void)state;
    run->options.timeout_ms = 4;
    ask(0);
    ANSWER(1, "2001:db8::1");
    assert_non_null(run->grace);
    while (seen.resolved == 0)
        (void)uv_run(&run->loop, UV_RUN_ONCE);
    assert_int_equal(seen.got_n, 1);
    assert_null(run->grace);
    ask(1); /* settled: it need not wait */
    assert_int_equal(seen.resolved, 2);
    ANSWER(0, "192.0.2.1"); /* too late, but it ends the question */
    assert_int_equal(seen.resolved, 2);
    assert_int_equal(run->kept_n, 1);
}

/* "No such name" for AAAA alone is said by servers that do not know the type. */
static void
only_ipv4_may_say_that_there_is_no_name(void **state)
{
    (void)state;
    ask(0);
    SAYS(1, ARES_ENOTFOUND);
    assert_null(run->grace);
    ANSWER(0, "192.0.2.1");
    assert_int_equal(seen.resolved, 1);
    jobs[1].target.host = "b.example";
    ask(1);
    SAYS(2, ARES_ENOTFOUND);
    assert_non_null(run->grace);
    SAYS(3, ARES_ENODATA);
    assert_null(run->grace);
    assert_int_equal(seen.failed, 1);
    jobs[2].target.host = "c.example";
    ask(2);
    SAYS(4, ARES_ENODATA); /* that is not enough: the other family may have one */
    assert_null(run->grace);
    SAYS(5, ARES_ENODATA);
}

static void
domains_are_asked_for_their_servers(void **state)
{
    (void)state;
    seen.srv_for = true;
    ask(0);
    assert_true(seen.srv_started);
    assert_int_equal(seen.asked_n, 0);
    seen.srv_started = false;
    seen.in_hosts = true; /* then no SRV record is asked for */
    ask(0);
    assert_false(seen.srv_started);
    assert_int_equal(seen.resolved, 1);
    seen.srv_for = false;
    seen.srv_no = true;
    jobs[1].target.host = "b.example";
    ask(1);
    assert_int_equal(seen.failed, 1);
    assert_non_null(strstr(seen.error.text, "no such service"));
}

static void
without_a_resolver_there_is_no_answer(void **state)
{
    (void)state;
    seen.no_dns = true;
    ask(0);
    assert_int_equal(seen.error.kind, PROBE_RESOURCE);
    assert_int_equal(seen.failed, 1);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(both_families_are_asked_for),
        CASE(addresses_with_a_route_come_first),
        CASE(one_name_is_asked_for_once),
        CASE(the_hosts_file_comes_first),
        CASE(failures_have_their_words),
        CASE(what_we_lacked_is_asked_for_again),
        CASE(names_that_cannot_be_are_not_asked_for),
        CASE(half_an_answer_is_enough_after_a_while),
        CASE(only_ipv4_may_say_that_there_is_no_name),
        CASE(domains_are_asked_for_their_servers),
        CASE(without_a_resolver_there_is_no_answer),
    };

    return cmocka_run_group_tests_name("resolve", tests, NULL, NULL);
}
