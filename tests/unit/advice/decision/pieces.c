/* SPDX-License-Identifier: MIT */
/* The pieces of a decision: numbers with their nouns, lists, what was not learnt. */
#include "decision/pieces.h"

#include <string.h>

#include "cmocka_prelude.h"

static struct advice_decision d;
static struct assess_run_info run;
static struct output_bytes out;
static struct writer w;

static int
begin(void **state)
{
    (void)state;
    d = (struct advice_decision){ .no_memory = false };
    run = (struct assess_run_info){ .tool = "ekuprobe" };
    out = (struct output_bytes){ .ptr = NULL };
    w = (struct writer){ .d = &d, .run = &run, .out = &out };
    return 0;
}

static int
end(void **state)
{
    (void)state;
    output_bytes_free(&out);
    advice_decision_free(&d);
    return 0;
}

static void
says(const char *want)
{
    output_add_char(&out, '\0');
    assert_false(out.no_memory);
    assert_string_equal(out.ptr, want);
    out.len = 0;
}

static void
shares_are_said_as_a_person_would(void **state)
{
    static const struct {
        size_t n, all;
        const char *want;
    } rows[] = {
        { 1, 1, "the connection" },     { 2, 2, "both connections" },
        { 3, 3, "all 3 connections" },  { 1, 2, "1 of 2 connections" },
        { 3, 8, "3 of 8 connections" }, { 0, 1, "0 of 1 connection" },
        { 0, 2, "0 of 2 connections" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        w.tally.all = rows[i].all;
        decision_add_share(&w, rows[i].n);
        says(rows[i].want);
    }
    w.tally.all = 2;
    w.subject = ADVICE_REQUESTS;
    decision_add_share(&w, 2);
    says("both requests");
}

static void
counts_have_their_noun(void **state)
{
    (void)state;
    decision_add_count(&w, ADVICE_TEMPLATES, 0);
    says("0 templates");
    decision_add_count(&w, ADVICE_TEMPLATES, 1);
    says("1 template");
    decision_add_count(&w, ADVICE_APPLICATIONS, 12);
    says("12 trusted applications");
}

/* A full stop of two columns needs no blank behind it; any other end does. */
static void
a_gap_is_left_out_behind_a_wide_stop(void **state)
{
    (void)state;
    decision_add_gap(&w);
    says(" ");
    output_add_str(&out, "a.");
    decision_add_gap(&w);
    says("a. ");
    output_add_str(&out, "a\xe3\x80\x82");
    decision_add_gap(&w);
    says("a\xe3\x80\x82");
}

static void
add_template(const char *name, unsigned lacks_client)
{
    const struct assess_template t = { .name = name,
                                       .governs = "eku",
                                       .shows_subject = true,
                                       .supplies_subject = true,
                                       .as_both =
                                           lacks_client ? CERTCHECK_BREAKS : CERTCHECK_READY };
    const struct assess_result r = { .file = "templates.ldif",
                                     .as_template = &t,
                                     .verdict = t.as_both };

    advice_decision_add(&d, &r);
}

/* In natural order, three of them at most, and whatever a file calls itself cannot steer a
 * terminal. */
static void
names_are_sorted_bounded_and_escaped(void **state)
{
    (void)state;
    add_template("Web10", 0);
    add_template("Web\x1b[2J", 0);
    w.tally = d.tallies[CERTCHECK_CHANGES][ADVICE_TEMPLATES];
    decision_add_fits(&w);
    says("2 fit (Web\\x1b[2J, Web10)");
    add_template("Web9", 0);
    add_template("Web2", 0);
    add_template("Lacking", 1);
    w.tally = d.tallies[CERTCHECK_CHANGES][ADVICE_TEMPLATES];
    run.unread = 1;
    decision_add_fits(&w);
    says("4 fit (Web\\x1b[2J, Web2, Web9, ...), 1 can be made to fit (Lacking) and 1 input could "
         "not be "
         "read");
}

static void
add_unreached(const char *host)
{
    const struct assess_result r = { .target = host,
                                     .host = host,
                                     .verdict = CERTCHECK_UNREACHABLE };

    advice_decision_add(&d, &r);
    w.tally = d.tallies[CERTCHECK_CHANGES][ADVICE_CONNECTIONS];
}

static void
add_reached(const char *host)
{
    const struct assess_result r = { .target = host, .host = host };

    advice_decision_add(&d, &r);
    w.tally = d.tallies[CERTCHECK_CHANGES][ADVICE_CONNECTIONS];
}

/* A server that answered on another port was reached: then ports are counted, and names, which
 * may be those of both, are left out. */
static void
servers_are_told_from_ports(void **state)
{
    (void)state;
    add_unreached("edge03");
    add_unreached("edge03");
    decision_add_open(&w);
    says("1 server was not reached (edge03)");
    add_unreached("edge1");
    decision_add_open(&w);
    says("2 servers were not reached (edge1, edge03)");
    add_reached("edge03");
    decision_add_open(&w);
    says("1 server was not reached and 2 ports were not reached");
}

/* Where not all names were kept, the first in order may be another's: none is shown. */
static void
names_that_are_not_all_are_left_out(void **state)
{
    char host[200];

    (void)state;
    memset(host, 'h', sizeof host);
    host[sizeof host - 1] = '\0';
    for (int i = 0; i < 12; i++) {
        host[0] = (char)('a' + i);
        add_unreached(host);
    }
    decision_add_open(&w);
    says("12 servers were not reached");
}

static void
lists_end_in_and(void **state)
{
    (void)state;
    assert_false(decision_is_open(&w));
    decision_add_open(&w);
    says("");
    w.tally.counts[CERTCHECK_NO_CERTIFICATE] = 1;
    decision_add_open(&w);
    says("1 connection presented no certificate");
    w.tally.counts[CERTCHECK_INDETERMINATE] = 2;
    w.tally.interrupted = 1;
    decision_add_open(&w);
    says("1 connection presented no certificate, 2 connections could not be judged and 1 "
         "connection was interrupted");
    output_add_str(&out, "Before: ");
    w.tally.counts[CERTCHECK_INDETERMINATE] = 0;
    decision_add_open(&w);
    says("Before: 1 connection presented no certificate and 1 connection was interrupted");
}

/* How far a run came is said even where it is nothing, and in place of what it cut short. */
static void
a_run_cut_short_says_how_far_it_came(void **state)
{
    (void)state;
    run.targets = 8;
    w.tally.interrupted = 3;
    assert_true(decision_is_open(&w));
    decision_add_open(&w);
    says("the run was interrupted (0 of 8 finished)");
    run.finished = 8;
    w.tally.interrupted = 0;
    assert_false(decision_is_open(&w));
}

/* What keeps "safe" from being said, one by one. */
static void
everything_that_is_not_known_keeps_it_open(void **state)
{
    static const enum certcheck_verdict open[] = { CERTCHECK_UNREACHABLE, CERTCHECK_NO_CERTIFICATE,
                                                   CERTCHECK_INDETERMINATE };

    (void)state;
    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++) {
        bool want = false;

        for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
            want = want || open[i] == v;
        w.tally = (struct advice_tally){ .all = 1 };
        w.tally.counts[v] = 1;
        assert_int_equal(decision_is_open(&w), want);
    }
    w.tally = (struct advice_tally){ .interrupted = 1 };
    assert_true(decision_is_open(&w));
    w.tally = (struct advice_tally){ .all = 1 };
    run.unread = 1;
    assert_true(decision_is_open(&w));
    run = (struct assess_run_info){ .missing = 1 };
    assert_true(decision_is_open(&w));
    run = (struct assess_run_info){ .share = 1, .shares = 2 };
    assert_true(decision_is_open(&w));
    run = (struct assess_run_info){ .share = 1, .shares = 1 };
    assert_false(decision_is_open(&w));
}

/* Days are whole ones, from the time judged at, and never below none. */
static void
days_left_are_counted_from_the_time_judged_at(void **state)
{
    const struct filling one = { .n = 1 };

    (void)state;
    w.subject = ADVICE_CERTIFICATES;
    d.expires_first_s = 1802563200;                /* 2027-02-14 */
    run.started_s = d.expires_first_s - 86400 * 3; /* to the second */
    decision_add_part(&w, EXPIRING, one);
    says("Expiring soon: 1 certificate, on 2027-02-14 (days left: 3).");
    run.policy.at_s = run.started_s + 1;
    decision_add_part(&w, EXPIRING, one);
    says("Expiring soon: 1 certificate, on 2027-02-14 (days left: 2).");
    run.policy.at_s = d.expires_first_s + 1;
    decision_add_part(&w, EXPIRING, one);
    says("Expiring soon: 1 certificate, on 2027-02-14 (days left: 0).");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(shares_are_said_as_a_person_would),
        CASE(counts_have_their_noun),
        CASE(a_gap_is_left_out_behind_a_wide_stop),
        CASE(names_are_sorted_bounded_and_escaped),
        CASE(servers_are_told_from_ports),
        CASE(names_that_are_not_all_are_left_out),
        CASE(lists_end_in_and),
        CASE(a_run_cut_short_says_how_far_it_came),
        CASE(everything_that_is_not_known_keeps_it_open),
        CASE(days_left_are_counted_from_the_time_judged_at),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
