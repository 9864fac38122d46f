/* SPDX-License-Identifier: MIT */
/*
 * Lines of one run follow each other, and fewer targets are left with each: what is left at its
 * last line was never done. A resumed run goes on with the file, and its own lines count for what
 * was before them; any other run counts beside it. What a merge wrote says on each line what all
 * its runs left out together.
 */
#include "index_runs.h"

#include <stdlib.h>

static void
end_run(struct record_index *l)
{
    struct record_runs *r = &l->rests;
    const struct record_rest *last = &r->last;

    if (!r->any)
        return;
    if (last->shares == 0)
        r->sum.unread += last->unread;
    else if (last->unread > r->unread_of_shares)
        r->unread_of_shares = last->unread;
    r->sum.left += last->left;
    l->files[r->file].left += last->left;
    r->unshared = r->unshared || last->shares == 0;
    r->any = false;
}

static bool
add_share(struct record_runs *r, const struct record_rest *rest)
{
    const struct record_share *last = r->shares_n > 0 ? &r->shares[r->shares_n - 1] : NULL;
    size_t cap = r->shares_cap == 0 ? 16 : 2 * r->shares_cap;
    struct record_share *grown;

    if (rest->shares == 0 ||
        (last != NULL && last->shares == rest->shares && last->share == rest->share))
        return true;
    if (r->shares_n == r->shares_cap) {
        grown = realloc(r->shares, cap * sizeof *grown);
        if (grown == NULL)
            return false;
        r->shares = grown;
        r->shares_cap = cap;
    }
    r->shares[r->shares_n++] =
        (struct record_share){ rest->share, rest->shares, rest->share_targets, rest->all_targets };
    return true;
}

bool
record_runs_add(struct record_index *l, uint16_t file, uint16_t run, const struct record_rest *rest)
{
    struct record_runs *r = &l->rests;
    struct record_rest *last = &r->last;
    bool resumes = rest->resumed && r->any && r->file == file &&
                   (!last->resumed || r->run != run || rest->left > last->left);
    bool same = (r->run == run && rest->left <= last->left) ||
                (rest->merged != 0 && rest->merged == last->merged);
    bool goes_on = r->any && r->file == file && same && rest->shares == last->shares &&
                   rest->share == last->share;

    if (!resumes && goes_on) {
        last->left = rest->left;
        last->unread = rest->unread > last->unread ? rest->unread : last->unread;
        return true;
    }
    if (!resumes)
        end_run(l);
    *last = *rest;
    r->any = true;
    r->file = file;
    r->run = run;
    return add_share(r, rest);
}

static int
by_share(const void *a, const void *b)
{
    const struct record_share *x = a, *y = b;

    return x->shares != y->shares ? (x->shares > y->shares) - (x->shares < y->shares)
                                  : (x->share > y->share) - (x->share < y->share);
}

/* Shares of so many, n of them, sorted, of which some may be equal: how many are not among them,
 * and whether those have no target, for the others have all of the list. */
static uint64_t
missing_of(const struct record_share *s, size_t n, bool *empty)
{
    uint64_t there = 0, targets = 0;
    bool one_list = s->all > 0;

    for (size_t i = 0; i < n; i++) {
        one_list = one_list && s[i].all == s->all;
        if (i > 0 && s[i].share == s[i - 1].share)
            continue;
        there++;
        targets += s[i].targets;
    }
    *empty = one_list && targets == s->all;
    return s->shares - there;
}

/* Files without a result: of shares without targets, of shares that are missing, or else of runs
 * that nothing is known of. */
static uint64_t
unexplained(const struct record_index *l, uint64_t explained)
{
    uint64_t n = 0;

    for (size_t i = 0; i < l->files_n; i++)
        n += l->files[i].empty;
    return n > explained ? n - explained : 0;
}

static void
count_shares(struct record_index *l, struct record_missing *out)
{
    struct record_runs *r = &l->rests;
    const struct record_share *s = r->shares;
    size_t n = r->shares_n;
    uint64_t without = 0; /* shares of which is known that they have no target */

    if (n > 0)
        qsort(r->shares, n, sizeof *r->shares, by_share);
    for (size_t i = 0, k; i < n; i = k) {
        bool empty;
        uint64_t missing;

        for (k = i + 1; k < n && s[k].shares == s[i].shares; k++)
            ;
        missing = missing_of(&s[i], k - i, &empty);
        *(empty ? &without : &out->shares_n) += missing;
    }
    out->empty = unexplained(l, without + out->shares_n);
    if (out->shares_n == 0 || r->unshared || out->empty > 0 || by_share(&s[0], &s[n - 1]) != 0)
        return;
    out->share = s->share;
    out->shares = s->shares;
    out->shares_n = 0;
}

struct record_missing
record_index_missing(struct record_index *l)
{
    struct record_missing out;

    end_run(l);
    out = l->rests.sum;
    out.unread += l->rests.unread_of_shares;
    count_shares(l, &out);
    return out;
}
