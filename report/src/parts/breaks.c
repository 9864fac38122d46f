/* SPDX-License-Identifier: MIT */
#include "breaks.h"

#include <advice/sentences.h>
#include <base/text.h>
#include <base/time.h>
#include <certcheck/names.h>
#include <output/translate.h>

#include <stdlib.h>

#define DAY_LEN 10
#define NAME_MAX_LEN 128

bool
report_has_verifiers(const struct assess_result *r)
{
    return r->forecast != NULL && r->forecast->verified.wanted != 0 &&
           r->forecast->verified.wanted != (uint64_t)1 << CERTCHECK_VERIFIER_DOTNET_FRAMEWORK;
}

bool
report_has_changes(const struct assess_result *r)
{
    return r->forecast != NULL && r->forecast->changes_n > 0 &&
           (r->forecast->changes_n != 1 ||
            r->forecast->changes[0].id != CERTCHECK_CHANGE_DOTNET_2017);
}

static bool
is_told(const struct certcheck_change_result *c)
{
    return c->verdict == CERTCHECK_BREAKS && c->id != CERTCHECK_CHANGE_DOTNET_2017;
}

static int64_t
earlier(int64_t a, int64_t b)
{
    if (a == CERTCHECK_NO_DATE || b == CERTCHECK_NO_DATE)
        return a == CERTCHECK_NO_DATE ? b : a;
    return a < b ? a : b;
}

int64_t
report_breaks_by(const struct assess_result *r)
{
    int64_t by_s = CERTCHECK_NO_DATE;

    for (size_t i = 0; r->forecast != NULL && i < r->forecast->changes_n; i++)
        if (is_told(&r->forecast->changes[i]))
            by_s = earlier(by_s, r->forecast->changes[i].by_s);
    return by_s;
}

static void
add_day(struct base_text *t, const char *word, int64_t s)
{
    char day[BASE_TIME_TEXT];

    if (s == CERTCHECK_NO_DATE)
        return;
    base_time_format(s, day);
    base_text_str(t, word);
    base_text_bytes(t, day, DAY_LEN);
}

void
report_change_text(const struct certcheck_change_result *change, bool local, struct base_text *out)
{
    const char *from = N_(", at the earliest from "), *by = N_(", at the latest by ");

    base_text_str(out, certcheck_change_get(change->id)->name);
    base_text_str(out, ", ");
    base_text_str(out, certcheck_verifier_get(change->verifier)->name);
    base_text_str(out, ": ");
    base_text_str(out, certcheck_verdict_name(change->verdict));
    add_day(out, local ? output_translate(from) : from, change->from_s);
    add_day(out, local ? output_translate(by) : by, change->by_s);
}

const char *
report_answer_word(const struct certcheck_verification *v)
{
    if (v->reason == CERTCHECK_REASON_UNCHECKED)
        return N_("not checked");
    if (v->reason == CERTCHECK_REASON_WITHHELD)
        return N_("withheld");
    return v->accepted == CERTCHECK_YES  ? N_("accepted")
           : v->accepted == CERTCHECK_NO ? N_("refused")
                                         : N_("not settled");
}

void
report_add_changes(struct output_bytes *out, const struct assess_result *r)
{
    for (size_t i = 0; r->forecast != NULL && i < r->forecast->changes_n; i++) {
        char text[160];
        struct base_text t;

        base_text_init(&t, text, sizeof text);
        report_change_text(&r->forecast->changes[i], false, &t);
        output_add_str(out, i == 0 ? "" : "; ");
        output_add(out, text, t.len);
    }
}

void
report_add_breaks_by(struct output_bytes *out, const struct assess_result *r)
{
    if (report_breaks_by(r) != CERTCHECK_NO_DATE)
        output_add_time(out, report_breaks_by(r));
}

static void
add_answer(struct output_bytes *out, enum certcheck_verifier_id id, unsigned usage,
           const struct certcheck_verification *v)
{
    output_add_str(out, certcheck_verifier_get(id)->name);
    output_add_char(out, ' ');
    output_add_str(out, base_usage_name(usage));
    output_add_str(out, ": ");
    output_add_str(out, report_answer_word(v));
    if (v->reason == CERTCHECK_REASON_UNCHECKED)
        return;
    output_add_str(out, " (");
    output_add_str(out, certcheck_reason_name(v->reason));
    output_add_char(out, ')');
}

void
report_add_answers(struct output_bytes *out, const struct assess_result *r, const char *before,
                   const char *between)
{
    bool any = false;

    for (unsigned i = 0; r->forecast != NULL && i < CERTCHECK_VERIFIERS; i++)
        for (unsigned u = 0; u < BASE_USAGES; u++) {
            if ((r->forecast->verified.wanted & (uint64_t)1 << i) == 0 ||
                (r->forecast->verified.usages & 1u << u) == 0)
                continue;
            output_add_str(out, any ? between : "");
            output_add_str(out, before);
            add_answer(out, (enum certcheck_verifier_id)i, 1u << u,
                       &r->forecast->verified.at[i][u]);
            any = true;
        }
}

void
report_add_verifiers(struct output_bytes *out, const struct assess_result *r)
{
    report_add_answers(out, r, "", "; ");
}

void
report_add_indirect(struct output_bytes *out, const struct assess_result *r)
{
    output_add_str(out, r->indirect ? "true" : "false");
}

void
report_add_assumed(struct output_bytes *out, const struct assess_result *r)
{
    output_add_str(out, r->assumed ? "true" : "false");
}

static void
add_name(struct report_breaks *b, const struct assess_result *r, struct report_break *row)
{
    const struct certcheck_facts *leaf = assess_leaf(r);
    char name[NAME_MAX_LEN];
    struct base_text t;

    row->label_from = b->texts.len;
    advice_label(&b->texts, r);
    row->label_len = b->texts.len - row->label_from;
    base_text_init(&t, name, sizeof name);
    if (leaf != NULL)
        certcheck_name_short(leaf->subject, &t);
    row->name_from = b->texts.len;
    output_add(&b->texts, name, t.len);
    row->name_len = b->texts.len - row->name_from;
}

/* One row for each change, whatever the number of receivers. */
void
report_breaks_add(struct report_breaks *b, const struct assess_result *r)
{
    for (unsigned id = 0; r->forecast != NULL && id < CERTCHECK_CHANGES; id++) {
        struct report_break row = { .from_s = CERTCHECK_NO_DATE,
                                    .by_s = CERTCHECK_NO_DATE,
                                    .change = (enum certcheck_change_id)id,
                                    .assumed = r->assumed };

        for (size_t i = 0; i < r->forecast->changes_n; i++) {
            const struct certcheck_change_result *c = &r->forecast->changes[i];

            if (c->id != row.change || !is_told(c))
                continue;
            row.receivers |= (uint64_t)1 << c->verifier;
            row.from_s = earlier(row.from_s, c->from_s);
            row.by_s = earlier(row.by_s, c->by_s);
            row.lost = row.lost || c->lost;
        }
        if (row.receivers == 0)
            continue;
        add_name(b, r, &row);
        output_add(&b->rows, &row, sizeof row);
    }
}

size_t
report_breaks_n(const struct report_breaks *b)
{
    return b->rows.no_memory ? 0 : b->rows.len / sizeof(struct report_break);
}

static int
by_date(const void *pa, const void *pb)
{
    const struct report_break *a = pa, *b = pb;
    bool dated_a = a->by_s != CERTCHECK_NO_DATE, dated_b = b->by_s != CERTCHECK_NO_DATE;

    if (dated_a != dated_b)
        return dated_a ? -1 : 1;
    if (a->by_s != b->by_s)
        return a->by_s < b->by_s ? -1 : 1;
    return (a->label_from > b->label_from) - (a->label_from < b->label_from);
}

void
report_breaks_sort(struct report_breaks *b)
{
    if (report_breaks_n(b) > 1)
        qsort(b->rows.ptr, report_breaks_n(b), sizeof(struct report_break), by_date);
}

const struct report_break *
report_breaks_at(const struct report_breaks *b, size_t i)
{
    return (const struct report_break *)(const void *)b->rows.ptr + i;
}

struct base_slice
report_break_label(const struct report_breaks *b, const struct report_break *one)
{
    return (struct base_slice){ (const uint8_t *)b->texts.ptr + one->label_from, one->label_len };
}

struct base_slice
report_break_name(const struct report_breaks *b, const struct report_break *one)
{
    return (struct base_slice){ (const uint8_t *)b->texts.ptr + one->name_from, one->name_len };
}

bool
report_breaks_no_memory(const struct report_breaks *b)
{
    return b->rows.no_memory || b->texts.no_memory;
}

void
report_breaks_free(struct report_breaks *b)
{
    output_bytes_free(&b->rows);
    output_bytes_free(&b->texts);
}

void
report_add_receivers(struct output_bytes *out, uint64_t receivers)
{
    const char *between = "";

    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++) {
        if ((receivers & (uint64_t)1 << i) == 0)
            continue;
        output_add_str(out, between);
        output_add_str(out, certcheck_verifier_get((enum certcheck_verifier_id)i)->name);
        between = ", ";
    }
}
