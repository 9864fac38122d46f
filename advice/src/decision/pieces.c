/* SPDX-License-Identifier: MIT */
#include "pieces.h"

#include <output/escape.h>
#include <output/natural.h>
#include <output/translate.h>

#include <stdlib.h>
#include <string.h>

#define NAMES_SHOWN 3 /* servers that were not reached; templates */

static const struct words parts[PARTS] = {
#define ADVICE_DECISION(...)
#define ADVICE_DECISION_PART(part, one, many) [part] = { one, many },
#include "decision.def"
#undef ADVICE_DECISION
#undef ADVICE_DECISION_PART
};

const char *
decision_say(const struct writer *w, const char *english)
{
    return w->local ? output_translate(english) : english;
}

const char *
decision_choose(const struct writer *w, struct words words, size_t n)
{
    if (w->local)
        return output_translate_n(words.one, words.many, n);
    return n == 1 ? words.one : words.many;
}

/* One and many, for po/ekuprobe.pot. */
#define N2_(one, many)                                                                             \
    {                                                                                              \
        one, many                                                                                  \
    }
static const struct noun {
    struct words counted;
    const char *only, *both;
} nouns[ADVICE_SUBJECTS] = {
    { N2_("%a connection", "%a connections"), N_("the connection"), N_("both connections") },
    { N2_("%a trusted application", "%a trusted applications"), N_("the trusted application"),
      N_("both trusted applications") },
    { N2_("%a certificate", "%a certificates"), N_("the certificate"), N_("both certificates") },
    { N2_("%a request", "%a requests"), N_("the request"), N_("both requests") },
    { N2_("%a template", "%a templates"), N_("the template"), N_("both templates") },
};

void
decision_add_gap(const struct writer *w)
{
    static const char wide[] = "\xe3\x80\x82";
    size_t n = sizeof wide - 1;

    if (w->out->len < n || memcmp(w->out->ptr + w->out->len - n, wide, n) != 0)
        output_add_char(w->out, ' ');
}

/* "8 connections" */
void
decision_add_count(const struct writer *w, enum advice_subject subject, size_t n)
{
    struct output_bytes number = { 0 };

    output_add_u64(&number, n);
    output_add_filled(w->out, base_slice_str(decision_choose(w, nouns[subject].counted, n)),
                      output_bytes_since(&number, 0), (struct base_slice){ NULL, 0 });
    output_bytes_done(&number, w->out);
}

static int
compare_names(const void *pa, const void *pb)
{
    return output_compare_natural(*(const struct base_slice *)pa, *(const struct base_slice *)pb);
}

/* "edge03, fe02", in order, the first few. */
static void
add_names(const struct writer *w, const struct output_bytes *list)
{
    struct base_slice rest = output_bytes_since(list, 0), *names;
    size_t n = 0, all = 0;

    for (size_t i = 0; i < rest.len; i++)
        all += rest.ptr[i] == '\n';
    names = calloc(all + 1, sizeof *names);
    if (names == NULL) {
        w->out->no_memory = true;
        return;
    }
    for (size_t from = 0, i = 0; i < rest.len; i++)
        if (rest.ptr[i] == '\n') {
            names[n++] = (struct base_slice){ rest.ptr + from, i - from };
            from = i + 1;
        }
    qsort(names, n, sizeof *names, compare_names);
    for (size_t i = 0; i < n && i < NAMES_SHOWN; i++) {
        output_add_str(w->out, i > 0 ? ", " : "");
        output_add_safe(w->out, names[i]);
    }
    output_add_str(w->out, n > NAMES_SHOWN ? ", ..." : "");
    free(names);
}

static uint64_t
days_left(const struct writer *w)
{
    int64_t at_s = w->run->policy.at_s != 0 ? w->run->policy.at_s : w->run->started_s;
    int64_t left = w->d->expires_first_s - at_s;

    return left > 0 ? (uint64_t)left / 86400 : 0;
}

void
decision_add_part(const struct writer *w, enum part part, struct filling with)
{
    const char *s = decision_choose(w, parts[part], with.n);

    for (; *s != '\0'; s++) {
        if (*s != '%') {
            output_add_char(w->out, *s);
            continue;
        }
        switch (*++s) {
        case 'n':
            output_add_u64(w->out, with.n);
            break;
        case 'm':
            output_add_u64(w->out, with.m);
            break;
        case 'k':
            decision_add_count(w, w->subject, part == ONE_OF || part == ALL_OF ? with.m : with.n);
            break;
        case 'o':
            decision_add_open(w);
            break;
        case 'd':
            output_add_date(w->out, w->d->expires_first_s);
            break;
        case 'x':
            output_add_u64(w->out, days_left(w));
            break;
        default:
            add_names(w, with.list);
            break;
        }
    }
}

void
decision_add_share(const struct writer *w, size_t n)
{
    size_t all = w->tally.all;

    if (n == all && all <= 2)
        output_add_str(w->out,
                       decision_say(w, all == 1 ? nouns[w->subject].only : nouns[w->subject].both));
    else
        decision_add_part(w, n < all ? ONE_OF : ALL_OF, (struct filling){ .n = n, .m = all });
}

/* Servers no port of which was reached, and ports of the others. */
static void
count_unreached(const struct advice_decision *d, size_t *servers, size_t *ports)
{
    *servers = *ports = 0;
    for (size_t i = 0; i < d->hosts.cap; i++) {
        size_t times = d->hosts.slots[i] & 0x7fff;

        if ((d->hosts.slots[i] & 0x8000) != 0)
            *ports += times;
        else
            *servers += times > 0;
    }
}

/* "a, b and c": where the list begins, and the last item with what is before it. */
struct list {
    size_t from, separator, last;
};

static void
next_item(const struct writer *w, struct list *l)
{
    l->separator = w->out->len;
    output_add_str(w->out, w->out->len > l->from ? decision_say(w, N_(", ")) : "");
    l->last = w->out->len;
}

static void
end_list(const struct writer *w, const struct list *l)
{
    struct output_bytes last = { 0 };

    if (l->separator <= l->from) /* one item at most */
        return;
    output_add_slice(&last, output_bytes_since(w->out, l->last));
    w->out->len = l->separator;
    output_add_str(w->out, decision_say(w, N_(" and ")));
    output_add_slice(w->out, output_bytes_since(&last, 0));
    output_bytes_done(&last, w->out);
}

static void
add_item(const struct writer *w, struct list *l, enum part part, size_t n, size_t m)
{
    if (n == 0 && part != CUT_SHORT)
        return;
    next_item(w, l);
    decision_add_part(w, part, (struct filling){ .n = n, .m = m });
}

static void
add_unreached(const struct writer *w, struct list *l)
{
    size_t servers, ports, names = 0;
    const struct output_bytes *list = &w->d->unreached;

    count_unreached(w->d, &servers, &ports);
    for (size_t i = 0; i < list->len; i++)
        names += list->ptr[i] == '\n';
    add_item(w, l, SERVERS, servers, 0);
    if (servers > 0 && ports == 0 && names == servers) {
        output_add_str(w->out, " (");
        add_names(w, list);
        output_add_char(w->out, ')');
    }
    add_item(w, l, PORTS, ports, 0);
}

void
decision_add_open(const struct writer *w)
{
    const struct assess_run_info *run = w->run;
    struct list l = { .from = w->out->len };

    if (w->tally.counts[CERTCHECK_UNREACHABLE] > 0)
        add_unreached(w, &l);
    add_item(w, &l, SILENT, w->tally.counts[CERTCHECK_NO_CERTIFICATE], 0);
    add_item(w, &l, UNCLEAR, w->tally.counts[CERTCHECK_INDETERMINATE], 0);
    if (run->finished < run->targets)
        add_item(w, &l, CUT_SHORT, run->finished, run->targets);
    else
        add_item(w, &l, INTERRUPTED, w->tally.interrupted, 0);
    add_item(w, &l, UNREAD, run->unread, 0);
    add_item(w, &l, MISSING, run->missing, 0);
    if (run->shares > 1)
        add_item(w, &l, SHARE, run->share, run->shares);
    end_list(w, &l);
}

bool
decision_is_open(const struct writer *w)
{
    const struct advice_tally *t = &w->tally;

    return t->counts[CERTCHECK_UNREACHABLE] + t->counts[CERTCHECK_NO_CERTIFICATE] +
                   t->counts[CERTCHECK_INDETERMINATE] + t->interrupted + w->run->unread +
                   w->run->missing >
               0 ||
           assess_is_incomplete(w->run) || w->run->shares > 1;
}

void
decision_add_fits(const struct writer *w)
{
    const size_t *fits = w->tally.fits;
    const struct output_bytes *names = w->d->fitting;
    static const enum part words[ASSESS_TEMPLATE_FITS] = { FIT, FIXABLE, UNFIT, DOUBTFUL };
    struct list l = { .from = w->out->len };

    for (unsigned i = 0; i < ASSESS_TEMPLATE_FITS; i++) {
        if (fits[i] == 0)
            continue;
        next_item(w, &l);
        decision_add_part(w, words[i],
                          (struct filling){ .n = fits[i], .list = i < 2 ? &names[i] : NULL });
    }
    if (w->run->unread > 0)
        add_item(w, &l, UNREAD, w->run->unread, 0);
    if (w->run->finished < w->run->targets)
        add_item(w, &l, CUT_SHORT, w->run->finished, w->run->targets);
    end_list(w, &l);
}
