/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* mkdtemp, symlink */
#include <output/sink.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmocka_prelude.h"

static char folder[] = "/tmp/unit-sink-XXXXXX";
static char path[64], other[64];

static int
begin(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    (void)snprintf(path, sizeof path, "%s/report", folder);
    (void)snprintf(other, sizeof other, "%s/link", folder);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    (void)unlink(path);
    (void)unlink(other);
    return rmdir(folder); /* fails where something was left behind */
}

static void
put(const char *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    (void)fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static void
holds(const char *text)
{
    char read[64] = "";
    FILE *f = fopen(path, "r");

    assert_non_null(f);
    read[fread(read, 1, sizeof read - 1, f)] = '\0';
    (void)fclose(f);
    assert_string_equal(read, text);
}

static void
a_file_is_replaced_at_the_commit_alone(void **state)
{
    struct output_sink s;
    struct stat info;

    (void)state;
    put("old");
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(output_sink_open(&s, path, OUTPUT_SINK_REPLACE), 0);
    assert_true(s.replaces);
    assert_int_equal(output_sink_write(&s, "new", 3), 0);
    holds("old");
    assert_int_equal(output_sink_commit(&s), 0);
    output_sink_free(&s);
    holds("new");
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void
what_is_not_committed_leaves_nothing(void **state)
{
    struct output_sink s;

    (void)state;
    put("old");
    assert_int_equal(output_sink_open(&s, path, OUTPUT_SINK_REPLACE), 0);
    assert_int_equal(output_sink_write(&s, "new", 3), 0);
    output_sink_free(&s);
    holds("old");
    output_sink_free(&s); /* fine when it is closed */
}

static void
a_link_stays_and_its_file_is_replaced(void **state)
{
    struct output_sink s;
    struct stat info;

    (void)state;
    put("old");
    assert_int_equal(symlink(path, other), 0);
    assert_int_equal(output_sink_open(&s, other, OUTPUT_SINK_REPLACE), 0);
    assert_int_equal(output_sink_write(&s, "new", 3), 0);
    assert_int_equal(output_sink_commit(&s), 0);
    output_sink_free(&s);
    holds("new");
    assert_int_equal(lstat(other, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
}

static void
streams_and_appends_are_there_at_once(void **state)
{
    struct output_sink s;

    (void)state;
    put("old");
    assert_int_equal(output_sink_open(&s, path, OUTPUT_SINK_APPEND), 0);
    assert_int_equal(output_sink_write(&s, "er", 2), 0);
    holds("older");
    output_sink_free(&s);
    assert_int_equal(output_sink_open(&s, path, OUTPUT_SINK_STREAM), 0);
    holds("");
    assert_int_equal(output_sink_write(&s, "x", 1), 0);
    assert_int_equal(output_sink_commit(&s), 0);
    output_sink_free(&s);
    holds("x");
}

static void
one_that_must_not_be_there_is_an_error(void **state)
{
    struct output_sink s;

    (void)state;
    put("theirs");
    assert_int_equal(output_sink_open(&s, path, OUTPUT_SINK_REPLACE), 0);
    s.keep = true;
    assert_int_equal(output_sink_write(&s, "ours", 4), 0);
    assert_int_equal(output_sink_commit(&s), EEXIST);
    output_sink_free(&s);
    holds("theirs");
}

static void
what_cannot_be_opened_says_so(void **state)
{
    struct output_sink s;

    (void)state;
    assert_int_equal(output_sink_open(&s, folder, OUTPUT_SINK_REPLACE), EISDIR);
    output_sink_free(&s);
    assert_int_equal(output_sink_open(&s, "", OUTPUT_SINK_REPLACE), ENOENT);
    output_sink_free(&s);
    assert_int_equal(output_sink_open(&s, "/no/such/folder/report", OUTPUT_SINK_REPLACE), ENOENT);
    output_sink_free(&s);
    assert_int_equal(output_sink_open(&s, "/dev/full", OUTPUT_SINK_REPLACE),
                     0); /* never replaced */
    assert_null(s.draft);
    assert_int_equal(output_sink_write(&s, "x", 1), ENOSPC);
    assert_int_equal(output_sink_write(&s, "x", 1), ENOSPC); /* latched */
    assert_int_equal(output_sink_commit(&s), ENOSPC);
    output_sink_free(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_replaced_at_the_commit_alone),
        cmocka_unit_test(what_is_not_committed_leaves_nothing),
        cmocka_unit_test(a_link_stays_and_its_file_is_replaced),
        cmocka_unit_test(streams_and_appends_are_there_at_once),
        cmocka_unit_test(one_that_must_not_be_there_is_an_error),
        cmocka_unit_test(what_cannot_be_opened_says_so),
    };

    return cmocka_run_group_tests_name("sink", tests, begin, end);
}
