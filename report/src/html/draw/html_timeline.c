/* SPDX-License-Identifier: MIT */
/*
 * The timeline: above its axis what changes break, below it what expires, from the time judged at
 * to the last of them, three years at most. What lies close together is one circle.
 */
#include "html.h"

#include <base/time.h>
#include <output/escape.h>

#include <stdlib.h>

#define WIDTH 1000
#define LEFT 110
#define RIGHT 970
#define AXIS_Y 70
#define LANE 30 /* from the axis to a lane */
#define HEIGHT 130
#define SLOT 14 /* as wide as a circle */
#define SLOTS ((RIGHT - LEFT) / SLOT + 1)
#define RADIUS_MAX 13
#define DAY_S 86400
#define LEAST_S (90 * (int64_t)DAY_S)
#define MOST_S (3 * 366 * (int64_t)DAY_S)
#define TICKS_MAX 8
#define NEXT_MAX 12 /* expiries that are listed */

struct slot {
    size_t n;
    int64_t first_s, last_s;
};

struct timeline {
    int64_t from_s, to_s;
    struct slot breaks[SLOTS], expiries[SLOTS];
    size_t later, past; /* expiries out of it */
};

static const struct html_expiry *
expiry_at(const struct report_html *x, size_t i)
{
    return (const struct html_expiry *)(const void *)x->expiries.ptr + i;
}

static size_t
expiries_n(const struct report_html *x)
{
    return x->expiries.len / sizeof(struct html_expiry);
}

static int
compare(const void *pa, const void *pb)
{
    const struct html_expiry *a = pa, *b = pb;

    return a->at_s != b->at_s
               ? (a->at_s > b->at_s) - (a->at_s < b->at_s)
               : (a->certificate > b->certificate) - (a->certificate < b->certificate);
}

void
html_sort_expiries(struct report_html *x)
{
    if (expiries_n(x) > 1 && !x->expiries.no_memory)
        qsort(x->expiries.ptr, expiries_n(x), sizeof(struct html_expiry), compare);
}

bool
html_has_expiries(const struct report_html *x)
{
    for (size_t i = 0; i < expiries_n(x); i++)
        if (expiry_at(x, i)->at_s >= x->now_s && expiry_at(x, i)->at_s - x->now_s <= MOST_S)
            return true;
    return false;
}

static void
count(struct slot *slots, const struct timeline *t, int64_t at_s)
{
    /* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): a timeline is LEAST_S long, or longer */
    int64_t place = (at_s - t->from_s) / DAY_S * (SLOTS - 1) / ((t->to_s - t->from_s) / DAY_S);
    struct slot *s = &slots[place];

    s->first_s = s->n == 0 || at_s < s->first_s ? at_s : s->first_s;
    s->last_s = s->n == 0 || at_s > s->last_s ? at_s : s->last_s;
    s->n++;
}

static bool
is_within(const struct timeline *t, int64_t at_s)
{
    return at_s >= t->from_s && at_s <= t->to_s;
}

/* As long as the last date within three years. */
static void
set_span(struct timeline *t, const struct report_html *x)
{
    int64_t most_s = x->now_s + MOST_S;

    t->from_s = x->now_s;
    t->to_s = x->now_s + LEAST_S;
    for (size_t i = 0; i < report_breaks_n(&x->breaks); i++) {
        int64_t by_s = report_breaks_at(&x->breaks, i)->by_s;

        if (by_s == CERTCHECK_NO_DATE)
            continue;
        t->from_s = by_s < t->from_s && by_s >= x->now_s - MOST_S ? by_s : t->from_s;
        t->to_s = by_s > t->to_s && by_s <= most_s ? by_s : t->to_s;
    }
    for (size_t i = 0; i < expiries_n(x); i++) {
        int64_t at_s = expiry_at(x, i)->at_s;

        t->to_s = at_s > t->to_s && at_s <= most_s ? at_s : t->to_s;
    }
}

static void
collect(struct timeline *t, const struct report_html *x)
{
    set_span(t, x);
    for (size_t i = 0; i < report_breaks_n(&x->breaks); i++)
        if (report_breaks_at(&x->breaks, i)->by_s != CERTCHECK_NO_DATE &&
            is_within(t, report_breaks_at(&x->breaks, i)->by_s))
            count(t->breaks, t, report_breaks_at(&x->breaks, i)->by_s);
    for (size_t i = 0; i < expiries_n(x); i++) {
        int64_t at_s = expiry_at(x, i)->at_s;

        if (at_s < x->now_s)
            t->past++;
        else if (is_within(t, at_s))
            count(t->expiries, t, at_s);
        else
            t->later++;
    }
}

static void
number(struct output_bytes *out, const char *name, uint64_t value)
{
    output_add_str(out, name);
    output_add_u64(out, value);
    output_add_char(out, '"');
}

static unsigned
x_of(const struct timeline *t, int64_t at_s)
{
    return (unsigned)(LEFT + (at_s - t->from_s) / DAY_S * (RIGHT - LEFT) /
                                 ((t->to_s - t->from_s) / DAY_S));
}

static unsigned
root_of(size_t n)
{
    unsigned r = 1;

    while ((size_t)r * r < n)
        r++;
    return r;
}

/* Its area says how many; its title, how many and when. */
static void
add_slots(struct output_bytes *out, const struct timeline *t, const struct slot *slots, unsigned y,
          const char *kind)
{
    for (size_t i = 0; i < SLOTS; i++) {
        const struct slot *s = &slots[i];
        unsigned r = 4 + root_of(s->n);

        if (s->n == 0)
            continue;
        output_add_str(out, "<circle class=\"");
        output_add_str(out, kind);
        number(out, "\" cx=\"", x_of(t, s->first_s + (s->last_s - s->first_s) / 2));
        number(out, " cy=\"", y);
        number(out, " r=\"", r < RADIUS_MAX ? r : RADIUS_MAX);
        output_add_str(out, "><title>");
        html_add_count(out, s->n, HTML_CERTIFICATE);
        output_add_str(out, ": ");
        html_add_day(out, s->first_s);
        if (s->last_s - s->first_s >= DAY_S) {
            output_add_str(out, " &#8211; ");
            html_add_day(out, s->last_s);
        }
        output_add_str(out, "</title></circle>\n");
    }
}

/* The first of a month, months apart. */
static int64_t
tick_behind(int64_t at_s, int months)
{
    struct base_civil day;
    int month;

    base_time_to_civil(at_s, &day);
    month = day.year * 12 + day.month - 1 + months;
    month -= month % months;
    day = (struct base_civil){ .year = month / 12, .month = month % 12 + 1, .day = 1 };
    return base_time_from_civil(&day, &at_s) ? at_s : INT64_MAX;
}

static void
add_ticks(struct output_bytes *out, const struct timeline *t)
{
    static const int steps[] = { 1, 2, 3, 6, 12, 24 };
    int64_t days = (t->to_s - t->from_s) / DAY_S;
    size_t step = 0;

    while (step + 1 < sizeof steps / sizeof steps[0] && days / (30 * steps[step]) > TICKS_MAX)
        step++;
    for (int64_t at_s = tick_behind(t->from_s, steps[step]); at_s <= t->to_s;
         at_s = tick_behind(at_s, steps[step])) {
        char time[BASE_TIME_TEXT];

        number(out, "<line class=\"tick\" x1=\"", x_of(t, at_s));
        number(out, " x2=\"", x_of(t, at_s));
        output_add_str(out, " y1=\"65\" y2=\"75\"/>");
        if (x_of(t, at_s) < LEFT + 60 || x_of(t, at_s) > RIGHT - 20)
            continue;
        number(out, "<text class=\"quiet\" text-anchor=\"middle\" y=\"126\" x=\"", x_of(t, at_s));
        output_add_char(out, '>');
        base_time_format(at_s, time);
        output_add(out, time, 7);
        output_add_str(out, "</text>\n");
    }
}

static void
add_lane(struct output_bytes *out, unsigned y, const char *english)
{
    number(out, "<text text-anchor=\"end\" x=\"90\" y=\"", y + 5);
    output_add_char(out, '>');
    html_add_words(out, english);
    output_add_str(out, "</text>\n");
}

static void
add_drawing(struct output_bytes *out, const struct timeline *t, int64_t now_s)
{
    output_add_str(out, "<div class=\"scroll\" role=\"group\" aria-labelledby=\"forecast\" "
                        "tabindex=\"0\"><svg class=\"timeline\" viewBox=\"0 0 1000 130\" "
                        "role=\"img\" aria-labelledby=\"timeline-title\"><title "
                        "id=\"timeline-title\">");
    html_add_words(out, N_("When certificates stop working, by date"));
    output_add_str(out, "</title><line x1=\"110\" y1=\"70\" x2=\"970\" y2=\"70\"/>\n");
    add_ticks(out, t);
    number(out, "<line class=\"now\" x1=\"", x_of(t, now_s));
    number(out, " x2=\"", x_of(t, now_s));
    output_add_str(out, " y1=\"20\" y2=\"112\"/>");
    number(out, "<text class=\"quiet\" text-anchor=\"middle\" y=\"126\" x=\"", x_of(t, now_s));
    output_add_char(out, '>');
    html_add_words(out, N_("now"));
    output_add_str(out, "</text>\n");
    add_lane(out, AXIS_Y - LANE, N_("breaks"));
    add_lane(out, AXIS_Y + LANE, N_("expires"));
    add_slots(out, t, t->breaks, AXIS_Y - LANE, "breaks");
    add_slots(out, t, t->expiries, AXIS_Y + LANE, "expiry");
    output_add_str(out, "</svg></div>\n");
}

static void
add_sum(struct output_bytes *out, const char *english, size_t n)
{
    struct output_bytes counted = { 0 };

    if (n == 0)
        return;
    html_add_count(&counted, n, HTML_CERTIFICATE);
    output_add_str(out, "<p class=\"quiet\">");
    html_add_sentence(out, english, output_bytes_since(&counted, 0),
                      (struct base_slice){ NULL, 0 });
    output_add_str(out, "</p>\n");
    output_bytes_done(&counted, out);
}

/* The first to expire, each with a link to the table of certificates. */
static void
add_next(struct output_bytes *out, const struct report_html *x)
{
    size_t listed = 0;

    output_add_str(out, "<h3>");
    html_add_words(out, N_("Next to expire"));
    output_add_str(out, "</h3>\n<ol class=\"first-days\">\n");
    for (size_t i = 0; i < expiries_n(x) && listed < NEXT_MAX; i++) {
        const struct html_expiry *e = expiry_at(x, i);

        if (e->at_s < x->now_s || e->at_s - x->now_s > MOST_S)
            continue;
        listed++;
        output_add_str(out, "<li>");
        html_add_date(out, e->at_s);
        html_add_days_left(out, e->at_s, x->now_s);
        number(out, " <a href=\"#c", e->certificate);
        output_add_char(out, '>');
        output_add(out, x->expiry_names.ptr + e->name_from, e->name_len);
        output_add_str(out, "</a></li>\n");
    }
    output_add_str(out, "</ol>\n");
}

void
html_write_timeline(const struct report_html *x, struct output_bytes *out)
{
    struct timeline *t = calloc(1, sizeof *t);

    if (t == NULL) {
        out->no_memory = true;
        return;
    }
    collect(t, x);
    add_drawing(out, t, x->now_s);
    add_sum(out, N_("After the end of this timeline: %a."), t->later);
    add_sum(out, N_("Expired already: %a."), t->past);
    if (html_has_expiries(x))
        add_next(out, x);
    free(t);
}
