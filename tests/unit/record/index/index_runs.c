/* SPDX-License-Identifier: MIT */
/* What the runs of some lines did not look at: lines one by one, and what a report must say of them
 * in the end. */
#include "index/index_runs.h"

#include <stdlib.h>

#include "cmocka_prelude.h"

static struct record_index lines;
static struct record_index_file files[3];

static int
begin(void **state)
{
    (void)state;
    lines = (struct record_index){ .files = files, .files_n = 1 };
    for (size_t i = 0; i < 3; i++)
        files[i] = (struct record_index_file){ .path = "x" };
    return 0;
}

static int
end(void **state)
{
    (void)state;
    free(lines.rests.shares);
    return 0;
}

/* Another set of files. */
static void
begin_anew(void)
{
    (void)end(NULL);
    (void)begin(NULL);
}

static void
add(uint16_t file, uint16_t run, struct record_rest rest)
{
    assert_true(record_runs_add(&lines, file, run, &rest));
}

#define ADD(file, run, ...) add(file, run, (struct record_rest){ __VA_ARGS__ })

static void
nothing_is_missing_of_nothing(void **state)
{
    struct record_missing m = record_index_missing(&lines);

    (void)state;
    assert_int_equal(m.left + m.unread + m.shares_n + m.empty + m.shares, 0);
    ADD(0, 0, .left = 0);
    m = record_index_missing(&lines);
    assert_int_equal(m.left + m.unread + m.shares_n + m.empty + m.shares, 0);
}

/* What is left at the last line of a run was never done. */
static void
the_last_line_of_a_run_counts(void **state)
{
    (void)state;
    ADD(0, 0, .left = 9, .unread = 1);
    ADD(0, 0, .left = 5, .unread = 2);
    ADD(0, 0, .left = 5, .unread = 1);
    assert_int_equal(record_index_missing(&lines).left, 5);
    assert_int_equal(record_index_missing(&lines).unread, 2); /* asked twice, counted once */
    assert_int_equal(files[0].left, 5);
}

/* Another policy, another file, and more that is left than before are another run. */
static void
other_runs_count_beside_it(void **state)
{
    (void)state;
    lines.files_n = 2;
    ADD(0, 0, .left = 5);
    ADD(0, 1, .left = 4);
    ADD(1, 1, .left = 3);
    ADD(1, 1, .left = 20);
    assert_int_equal(record_index_missing(&lines).left, 5 + 4 + 3 + 20);
    assert_int_equal(files[0].left, 9);
    assert_int_equal(files[1].left, 23);
}

/* A resumed run did what the one before it had left. */
static void
what_was_resumed_is_left_by_the_last_alone(void **state)
{
    (void)state;
    ADD(0, 0, .left = 9);
    ADD(0, 0, .left = 7);
    ADD(0, 0, .left = 6, .resumed = true);
    ADD(0, 0, .left = 2, .resumed = true);
    ADD(0, 0, .left = 1, .resumed = true);
    assert_int_equal(record_index_missing(&lines).left, 1);
    begin_anew();
    ADD(0, 0, .left = 9);
    ADD(0, 1, .left = 3, .resumed = true); /* with other options */
    assert_int_equal(record_index_missing(&lines).left, 3);
    begin_anew();
    lines.files_n = 2;
    ADD(0, 0, .left = 9);
    ADD(1, 0, .left = 3, .resumed = true); /* it went on with its own file */
    assert_int_equal(record_index_missing(&lines).left, 12);
}

/* A merge says on each line what all its runs left out. */
static void
a_merge_is_one_run(void **state)
{
    (void)state;
    ADD(0, 0, .left = 4, .unread = 2, .merged = 77);
    ADD(0, 1, .left = 4, .unread = 2, .merged = 77);
    ADD(0, 0, .left = 4, .unread = 2, .merged = 77);
    assert_int_equal(record_index_missing(&lines).left, 4);
    ADD(0, 1, .left = 4, .unread = 2, .merged = 78);
    assert_int_equal(record_index_missing(&lines).left, 8);
    assert_int_equal(record_index_missing(&lines).unread, 4);
}

#define SHARE(i, n, t, all)                                                                        \
    .share = (i), .shares = (n), .share_targets = (t), .all_targets = (all), .unread = 2

static void
shares_that_are_not_there_are_counted(void **state)
{
    struct record_missing m;

    (void)state;
    ADD(0, 0, SHARE(1, 4, 5, 20));
    ADD(0, 0, SHARE(3, 4, 5, 20));
    ADD(0, 0, SHARE(1, 4, 5, 20));
    m = record_index_missing(&lines);
    assert_int_equal(m.shares_n, 2);
    assert_int_equal(m.shares, 0);
    assert_int_equal(m.unread, 2); /* all shares read the same inputs */
    ADD(0, 0, SHARE(2, 4, 5, 20));
    ADD(0, 0, SHARE(4, 4, 5, 20));
    assert_int_equal(record_index_missing(&lines).shares_n, 0);
    ADD(0, 0, SHARE(1, 3, 5, 20)); /* of another division */
    assert_int_equal(record_index_missing(&lines).shares_n, 2);
}

/* One share alone is whole: the report is told to be of it. */
static void
one_share_is_all_there_is(void **state)
{
    struct record_missing m;

    (void)state;
    ADD(0, 0, SHARE(2, 3, 5, 20));
    ADD(0, 1, SHARE(2, 3, 5, 20));
    m = record_index_missing(&lines);
    assert_int_equal(m.share, 2);
    assert_int_equal(m.shares, 3);
    assert_int_equal(m.shares_n, 0);
    ADD(0, 0, .left = 0); /* and now there is a run that had no share */
    m = record_index_missing(&lines);
    assert_int_equal(m.shares, 0);
    assert_int_equal(m.shares_n, 2);
}

/* A share without a target writes no line: that the others have all targets shows it. */
static void
a_share_without_targets_is_not_missing(void **state)
{
    struct record_missing m;

    (void)state;
    lines.files_n = 3;
    files[2].empty = true;
    ADD(0, 0, SHARE(1, 3, 1, 2));
    ADD(1, 0, SHARE(2, 3, 1, 2));
    m = record_index_missing(&lines);
    assert_int_equal(m.shares_n, 0);
    assert_int_equal(m.empty, 0); /* the third's */
    begin_anew();
    ADD(0, 0, SHARE(1, 3, 1, 2));
    ADD(0, 0, SHARE(2, 3, 1, 3)); /* not of one list: nothing is known */
    assert_int_equal(record_index_missing(&lines).shares_n, 1);
}

static void
an_empty_file_is_told_where_nothing_explains_it(void **state)
{
    (void)state;
    lines.files_n = 3;
    files[1].empty = files[2].empty = true;
    ADD(0, 0, .left = 0);
    assert_int_equal(record_index_missing(&lines).empty, 2);
    begin_anew();
    lines.files_n = 2;
    files[1].empty = true;
    ADD(0, 0, SHARE(1, 2, 1, 2)); /* it may be the other share's */
    assert_int_equal(record_index_missing(&lines).empty, 0);
}

/* More shares than there is room for at first. */
static void
shares_may_be_many(void **state)
{
    (void)state;
    for (uint32_t i = 1; i <= 100; i++)
        ADD(0, 0, SHARE(101 - i, 101, 0, 0));
    assert_int_equal(record_index_missing(&lines).shares_n, 1);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(nothing_is_missing_of_nothing),
        CASE(the_last_line_of_a_run_counts),
        CASE(other_runs_count_beside_it),
        CASE(what_was_resumed_is_left_by_the_last_alone),
        CASE(a_merge_is_one_run),
        CASE(shares_that_are_not_there_are_counted),
        CASE(one_share_is_all_there_is),
        CASE(a_share_without_targets_is_not_missing),
        CASE(an_empty_file_is_told_where_nothing_explains_it),
        CASE(shares_may_be_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
