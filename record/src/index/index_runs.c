/* SPDX-License-Identifier: MIT */
/*
 * Lines of one run follow each other, and fewer targets are left with each: what is left at its last
 * line was never done. A resumed run goes on with the file, and its own lines count for what was
 * before them; any other run counts beside it.
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
    if (last->left > 0 && r->sum.left_in == NULL)
        r->sum.left_in = l->files[r->file].path;
    r->unshared = r->unshared || last->shares == 0;
    r->any = false;
}

static bool
add_share(struct record_runs *r, const struct record_rest *rest)
{
    uint64_t mark = (uint64_t)rest->shares << 32 | rest->share;
    size_t cap = r->shares_cap == 0 ? 16 : 2 * r->shares_cap;
    uint64_t *grown;

    if (rest->shares == 0 || (r->shares_n > 0 && r->shares[r->shares_n - 1] == mark))
        return true;
    if (r->shares_n == r->shares_cap) {
        grown = realloc(r->shares, cap * sizeof *grown);
        if (grown == NULL)
            return false;
        r->shares = grown;
        r->shares_cap = cap;
    }
    r->shares[r->shares_n++] = mark;
    return true;
}

bool
record_runs_add(struct record_index *l, uint16_t file, uint16_t run, const struct record_rest *rest)
{
    struct record_runs *r = &l->rests;
    struct record_rest *last = &r->last;
    bool resumes = rest->resumed && r->any && r->file == file &&
                   (!last->resumed || r->run != run || rest->left > last->left);
    bool goes_on = r->any && r->file == file && r->run == run && rest->left <= last->left &&
                   rest->shares == last->shares && rest->share == last->share;

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
by_mark(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* Of shares of so many there are n: sorted, of which some may be equal. */
static uint64_t
missing_of(const uint64_t *marks, size_t n)
{
    uint64_t there = 0;

    for (size_t i = 0; i < n; i++)
        there += i == 0 || marks[i] != marks[i - 1];
    return (marks[0] >> 32) - there;
}

static void
count_shares(struct record_runs *r, struct record_missing *out)
{
    const uint64_t *m = r->shares;
    size_t n = r->shares_n;
    uint64_t missing = 0;

    if (n == 0)
        return;
    qsort(r->shares, n, sizeof *r->shares, by_mark);
    for (size_t i = 0, k; i < n; i = k) {
        for (k = i + 1; k < n && m[k] >> 32 == m[i] >> 32; k++)
            ;
        missing += missing_of(&m[i], k - i);
    }
    if (missing <= r->empty)
        return;
    if (r->unshared || m[0] != m[n - 1]) {
        out->shares_n = missing - r->empty;
        return;
    }
    out->share = (uint32_t)m[0];
    out->shares = (uint32_t)(m[0] >> 32);
}

struct record_missing
record_index_missing(struct record_index *l)
{
    struct record_missing out;

    end_run(l);
    out = l->rests.sum;
    out.unread += l->rests.unread_of_shares;
    count_shares(&l->rests, &out);
    return out;
}
