/* SPDX-License-Identifier: MIT */
/* Every recorded flight: what was found when it was recorded is found again, and
 * the same however the bytes are cut; and any prefix of it ends in order. */
#include "flight.h"
#include "wire.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

static struct wire_part
part_of(const struct flight *f)
{
    return (struct wire_part){ .server = f->reversed, .hello = f->hello };
}

static enum probe_class
end_of(const struct flight *f)
{
    return f->closed ? PROBE_CLOSED : PROBE_OK;
}

static void
same_expectations(const struct flight *f, void *ctx)
{
    struct wire_part part = part_of(f);
    struct probe_hello_engine e;
    struct probe_result r = { 0 };

    (void)ctx;
    wire_begin(&e, &part);
    probe_hello_feed(&e, f->bytes, f->len);
    if (f->closed)
        probe_hello_end(&e, PROBE_CLOSED);
    assert_true(probe_hello_result(&e, &r));
    if (e.outcome != f->outcome || r.error.kind != f->kind)
        print_error("%s: outcome %s, class %s, \"%s\"\n", f->path, flight_outcome_name(e.outcome),
                    flight_class_name(r.error.kind), r.error.text);
    assert_int_equal(e.outcome, f->outcome);
    assert_int_equal(r.error.kind, f->kind);
    assert_int_equal(r.error.alert, f->alert);
    assert_int_equal(r.version, f->version);
    assert_int_equal(r.cipher, f->cipher);
    assert_int_equal(r.certificates_n, f->certificates_n);
    assert_int_equal(r.ca_names_n, f->ca_names_n);
    assert_int_equal(r.client_certificate_requested, f->requested);
    assert_int_equal(r.empty_certificate, f->empty_certificate);
    assert_false(r.chain_partly);
    for (size_t i = 0; i < r.certificates_n; i++) { /* DER: a SEQUENCE as long as its slice */
        assert_int_equal(r.certificates[i].ptr[0], 0x30);
        assert_int_equal(r.certificates[i].ptr[1], 0x82);
        assert_int_equal((r.certificates[i].ptr[2] << 8 | r.certificates[i].ptr[3]) + 4,
                         r.certificates[i].len);
    }
    probe_hello_free(&e);
}

static void
same_however_cut(const struct flight *f, void *ctx)
{
    struct wire_part part = part_of(f);
    struct base_slice bytes = { f->bytes, f->len };
    const char *whole = wire_talk(&part, bytes, f->len, end_of(f), 0);

    (void)ctx;
    for (size_t split = 0; split < f->len; split++) {
        const char *cut = wire_talk(&part, bytes, split, end_of(f), 1);

        if (strcmp(whole, cut) != 0)
            fail_msg("%s, cut at %zu:\n%s\n%s", f->path, split, whole, cut);
    }
    assert_string_equal(whole, wire_talk_bytewise(&part, bytes, end_of(f), 1));
}

/* The peer vanishes anywhere: there is an end, and a certificate only where its
 * last byte had come. */
static void
ends_anywhere(const struct flight *f, void *ctx)
{
    struct wire_part part = part_of(f);
    size_t before = 0;

    (void)ctx;
    for (size_t n = 0; n < f->len; n++) {
        struct probe_hello_engine e;
        struct probe_result r = { 0 };

        wire_begin(&e, &part);
        probe_hello_feed(&e, f->bytes, n);
        if (e.outcome == PROBE_OUTCOME_MORE)
            probe_hello_end(&e, n % 2 == 0 ? PROBE_RESET : PROBE_TIMEOUT);
        assert_true(probe_hello_result(&e, &r));
        assert_int_not_equal(e.outcome, PROBE_OUTCOME_MORE);
        assert_true(r.certificates_n >= before && r.certificates_n <= f->certificates_n);
        assert_int_equal(r.chain_partly,
                         r.certificates_n > 0 && r.certificates_n < f->certificates_n);
        assert_true((e.outcome == PROBE_OUTCOME_DONE) == (r.certificates_n > 0));
        assert_true(e.outcome == PROBE_OUTCOME_DONE || r.error.kind != PROBE_OK);
        before = r.certificates_n;
        probe_hello_free(&e);
    }
}

static void
each(void (*check)(const struct flight *f, void *ctx))
{
    int n = flight_each(FLIGHTS_DIR, check, NULL);

    assert_true(n >= 70);
}

static void
test_expectations(void **state)
{
    (void)state;
    each(same_expectations);
}

static void
test_cuts(void **state)
{
    (void)state;
    each(same_however_cut);
}

static void
test_ends(void **state)
{
    (void)state;
    each(ends_anywhere);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expectations),
        cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
