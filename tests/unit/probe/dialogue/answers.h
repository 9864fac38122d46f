/* SPDX-License-Identifier: MIT */
/* One answer of a peer, judged by one function that a step may wait with. */
#ifndef TESTS_ANSWERS_H
#define TESTS_ANSWERS_H

#include "dialogue/script.h"

#include "cmocka_prelude.h"

#include <string.h>

#define ANSWER(bytes) bytes, sizeof(bytes) - 1

struct answer {
    const char *what;
    struct dialogue_step step;
    const char *bytes;
    size_t n;
    enum dialogue_verdict verdict;
    size_t used;      /* of YES and PASS */
    const char *text; /* of NO: the error's, behind the title; else NULL */
    enum probe_class kind;
};

/* The bytes behind the answer are filler: whoever reads them judges by them. */
static void
answers_begin(struct dialogue *d, const char *bytes, size_t n, int filler)
{
    static const struct dialogue_script script = { .title = "T" };
    static const struct dialogue_names names = { .host = "example.org", .port = 443 };

    *d = (struct dialogue){ .script = &script, .names = names };
    memset(d->in, filler, sizeof d->in);
    memcpy(d->in, bytes, n);
    d->in_n = n;
}

/* A beginning of the answer is waited with, or judged as the whole is. */
static void
answers_check_beginning(const struct answer *a, size_t n, int filler)
{
    static struct dialogue d;
    enum dialogue_verdict v;
    size_t used = 0;

    answers_begin(&d, a->bytes, n, filler);
    v = a->step.expect(&d, &a->step, &used);
    if (v != a->verdict && (v != DIALOGUE_WAIT || n == a->n))
        fail_msg("%s: the first %zu bytes, then %#x: verdict %d, not %d: %s", a->what, n,
                 (unsigned)filler, v, a->verdict, d.error.text);
    if ((v == DIALOGUE_YES || v == DIALOGUE_PASS) && used != a->used)
        fail_msg("%s: %zu bytes used, not %zu", a->what, used, a->used);
    if (v != DIALOGUE_NO) {
        assert_int_equal(d.outcome, DIALOGUE_MORE);
        return;
    }
    assert_int_equal(d.outcome, DIALOGUE_FAILED);
    assert_int_equal(d.error.kind, a->kind == PROBE_OK ? PROBE_NOT_TLS : a->kind);
    assert_string_equal(d.error.text, a->text);
}

static inline void
answers_check(const struct answer *answers, size_t answers_n)
{
    static const int fillers[] = { 0, '\n', '>', 0xff };

    for (size_t i = 0; i < answers_n; i++)
        for (size_t n = 0; n <= answers[i].n; n++)
            for (size_t f = 0; f < sizeof fillers / sizeof fillers[0]; f++)
                answers_check_beginning(&answers[i], n, fillers[f]);
}

#endif
