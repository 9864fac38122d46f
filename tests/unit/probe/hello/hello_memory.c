/* SPDX-License-Identifier: MIT */
/* Memory: every allocation of every recorded flight fails once; and what a talk
 * takes. malloc and its kin are wrapped by the linker. */
#include "flight.h"
#include "wire.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#define LIVE_MAX 256
#define ORDINARY_MAX (12u * 1024) /* a talk with an ordinary peer */

static struct {
    void *ptr[LIVE_MAX];
    size_t len[LIVE_MAX];
    size_t bytes, peak;
    unsigned calls, fail_at; /* fail_at 0: never */
    bool failed;
} heap;

void *__real_malloc(size_t len);
void *__real_realloc(void *ptr, size_t len);
void __real_free(void *ptr);
void *__wrap_malloc(size_t len);
void *__wrap_realloc(void *ptr, size_t len);
void __wrap_free(void *ptr);

static bool
fails(void)
{
    heap.failed = heap.failed || ++heap.calls == heap.fail_at;
    return heap.calls == heap.fail_at;
}

static void
forget(const void *ptr)
{
    for (size_t i = 0; ptr != NULL && i < LIVE_MAX; i++)
        if (heap.ptr[i] == ptr) {
            heap.bytes -= heap.len[i];
            heap.ptr[i] = NULL;
        }
}

static void *
remember(void *ptr, size_t len)
{
    for (size_t i = 0; ptr != NULL && i < LIVE_MAX; i++)
        if (heap.ptr[i] == NULL) {
            heap.ptr[i] = ptr;
            heap.len[i] = len;
            heap.bytes += len;
            heap.peak = heap.bytes > heap.peak ? heap.bytes : heap.peak;
            break;
        }
    return ptr;
}

void *
__wrap_malloc(size_t len)
{
    return fails() ? NULL : remember(__real_malloc(len), len);
}

void *
__wrap_realloc(void *ptr, size_t len)
{
    if (fails())
        return NULL;
    forget(ptr);
    return remember(__real_realloc(ptr, len), len);
}

void
__wrap_free(void *ptr)
{
    forget(ptr);
    __real_free(ptr);
}

static void
reset(unsigned fail_at)
{
    memset(&heap, 0, sizeof heap);
    heap.fail_at = fail_at;
}

/* In pieces, as a driver reads; true when an allocation failed. */
static bool
talk(const struct flight *f, unsigned fail_at, struct probe_result *r,
     enum probe_hello_outcome *outcome)
{
    struct wire_part part = { .server = f->reversed, .hello = f->hello };
    struct probe_hello_engine e;

    reset(fail_at);
    wire_begin(&e, &part);
    for (size_t at = 0, n; at < f->len; at += n) {
        n = f->len - at < 1400 ? f->len - at : 1400;
        probe_hello_feed(&e, f->bytes + at, n);
    }
    probe_hello_end(&e, PROBE_CLOSED);
    *outcome = e.outcome;
    *r = (struct probe_result){ 0 };
    (void)probe_hello_result(&e, r);
    r->certificates = r->ca_names = NULL;
    probe_hello_free(&e);
    assert_int_equal(heap.bytes, 0);
    return heap.failed;
}

static void
each_allocation_fails(const struct flight *f, void *ctx)
{
    struct probe_result r;
    enum probe_hello_outcome whole, outcome;
    unsigned n = 0;

    (void)ctx;
    talk(f, 0, &r, &whole);
    while (talk(f, ++n, &r, &outcome)) {
        assert_int_not_equal(outcome, PROBE_OUTCOME_MORE);
        if (r.error.kind != PROBE_RESOURCE) /* only the goodbye is dispensable */
            assert_int_equal(outcome, whole);
        else
            assert_string_equal(r.error.text, "out of memory");
    }
    assert_true(n > 1);
    reset(0); /* flight_each goes on allocating */
}

static void
ordinary_memory(const struct flight *f, void *ctx)
{
    struct probe_result r;
    enum probe_hello_outcome outcome;

    (void)ctx;
    talk(f, 0, &r, &outcome);
    assert_in_range(heap.peak, 1, ORDINARY_MAX);
    assert_in_range(heap.calls, 1, f->reversed ? 12 : 6);
    reset(0);
}

static void
test_each_allocation_fails(void **state)
{
    (void)state;
    assert_true(flight_each(FLIGHTS_DIR, each_allocation_fails, NULL) > 0);
}

static void
test_ordinary_memory(void **state)
{
    (void)state;
    assert_true(flight_each(FLIGHTS_DIR, ordinary_memory, NULL) > 0);
}

/* The largest messages there may be, full of what is kept. */
static void
test_hostile_memory(void **state)
{
    struct probe_hello_engine e;
    struct probe_hello_bytes w = { 0 };
    struct probe_result r = { 0 };

    (void)state;
    wire_server_hello(&w, 0x0303, 0x002F);
    wire_certificates(&w, 1000, 259);
    wire_request(&w, true, 16000);
    wire_server_done(&w);
    reset(0);
    wire_begin(&e, &(struct wire_part){ .hello = PROBE_HELLO_LIGHT });
    probe_hello_feed(&e, w.ptr, w.len);
    assert_true(probe_hello_result(&e, &r));
    assert_int_equal(r.certificates_n, PROBE_CERTIFICATES_MAX);
    assert_int_equal(r.ca_names_n, PROBE_CA_NAMES_MAX);
    assert_true(r.chain_cut && r.ca_names_cut);
    assert_in_range(heap.peak, 1, 2 * (PROBE_CHAIN_MAX + PROBE_HELLO_REQUEST_MAX));
    probe_hello_free(&e);
    assert_int_equal(heap.bytes, 0);
    hello_bytes_free(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_allocation_fails),
        cmocka_unit_test(test_ordinary_memory),
        cmocka_unit_test(test_hostile_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
