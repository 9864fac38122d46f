/* SPDX-License-Identifier: MIT */
/* Files are replaced as a whole or not at all, and every failed write is said. */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE
#include <report/report.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmocka_prelude.h"
#include "fixture.h"

#define TEXT_MAX 262144

static char folder[64];
static char *text; /* of the file read last */

static int
set_up(void **state)
{
    (void)state;
    (void)signal(SIGPIPE, SIG_IGN);
    (void)snprintf(folder, sizeof folder, "report_test_XXXXXX");
    text = malloc(TEXT_MAX);
    return text == NULL || mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int
tear_down(void **state)
{
    (void)state;
    free(text);
    if (chdir("..") != 0)
        return 1;
    return rmdir(folder); /* fails when a temporary file was left behind */
}

static const char *
slurp(const char *path)
{
    FILE *f = fopen(path, "rb");
    size_t n;

    assert_non_null(f);
    n = fread(text, 1, TEXT_MAX - 1, f);
    (void)fclose(f);
    text[n] = '\0';
    return text;
}

static void
spit(const char *path, const char *content)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_true(fputs(content, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static size_t
files_here(void)
{
    DIR *d = opendir(".");
    size_t n = 0;

    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d)) != NULL;)
        n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    (void)closedir(d);
    return n;
}

static bool
write_all(struct report *r, struct base_text *why)
{
    const struct fixture *f = fixture_endpoints();
    bool ok = report_begin(r, &f->run);

    for (size_t i = 0; ok && i < f->n; i++)
        ok = report_result(r, &f->results[i]);
    return report_end(r, &f->run, why) && ok;
}

static const struct report_style plain = { .width = 80 };

static void
a_file_appears_when_it_is_whole(void **state)
{
    char why[256] = "";
    struct report *r = report_open("json", "out.json", &plain, BASE_TEXT_IN(why));
    struct stat st;

    (void)state;
    assert_non_null(r);
    assert_int_equal(stat("out.json", &st), -1);
    assert_true(files_here() <= 1); /* a temporary one, where files cannot do without a name */
    assert_true(write_all(r, BASE_TEXT_IN(why)));
    assert_string_equal(why, "");
    report_free(r);
    assert_int_equal(files_here(), 1);
    assert_non_null(strstr(slurp("out.json"), "\"finished\":\"2017-05-17T05:46:43Z\"}\n"));
    assert_int_equal(unlink("out.json"), 0);
}

/* Kernels and file systems without O_TMPFILE, and those that give such a file no name later. */
static bool without_proc, without_linkat;

int __real_access(const char *path, int mode);
int __wrap_access(const char *path, int mode);
int __real_linkat(int a, const char *from, int b, const char *to, int flags);
int __wrap_linkat(int a, const char *from, int b, const char *to, int flags);

int
__wrap_access(const char *path, int mode)
{
    errno = ENOENT;
    return without_proc && strncmp(path, "/proc/", 6) == 0 ? -1 : __real_access(path, mode);
}

int
__wrap_linkat(int a, const char *from, int b, const char *to, int flags)
{
    errno = EPERM;
    return without_linkat ? -1 : __real_linkat(a, from, b, to, flags);
}

static unsigned
mode_of(const char *path)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    return st.st_mode & 0777;
}

static void
older_systems_have_named_temporary_files(void **state)
{
    (void)state;
    for (unsigned way = 0; way < 4; way++) {
        char why[256] = "";
        struct report *r;

        without_proc = (way & 1) != 0;
        without_linkat = (way & 2) != 0;
        spit("out.json", "old");
        assert_int_equal(chmod("out.json", 0640), 0);
        r = report_open("json", "out.json", &plain, BASE_TEXT_IN(why));
        assert_non_null(r);
        assert_int_equal(files_here(), without_proc ? 2 : 1);
        assert_true(write_all(r, BASE_TEXT_IN(why)));
        report_free(r);
        assert_int_equal(files_here(), 1);
        assert_non_null(strstr(slurp("out.json"), "\"finished\":\"2017-05-17T05:46:43Z\"}\n"));
        assert_int_equal(mode_of("out.json"), 0640);
        assert_int_equal(unlink("out.json"), 0);
    }
    without_proc = without_linkat = false;
}

static void
an_unfinished_report_leaves_the_old_one(void **state)
{
    char why[256];
    struct report *r;

    (void)state;
    spit("old.json", "old");
    r = report_open("json", "old.json", &plain, BASE_TEXT_IN(why));
    assert_non_null(r);
    assert_true(report_begin(r, &fixture_endpoints()->run));
    report_free(r);
    assert_string_equal(slurp("old.json"), "old");
    assert_int_equal(files_here(), 1);
    assert_int_equal(unlink("old.json"), 0);
}

static void
replacing_keeps_mode_and_follows_links(void **state)
{
    char why[256];
    struct report *r;
    struct stat st;

    (void)state;
    spit("real.json", "old");
    assert_int_equal(chmod("real.json", 0640), 0);
    assert_int_equal(symlink("real.json", "link.json"), 0);
    r = report_open("json", "link.json", &plain, BASE_TEXT_IN(why));
    assert_non_null(r);
    assert_true(write_all(r, BASE_TEXT_IN(why)));
    report_free(r);
    assert_int_equal(lstat("link.json", &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(stat("real.json", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_memory_equal(slurp("real.json"), "{\"schema_version\":1,", 20);
    assert_int_equal(unlink("link.json"), 0);
    assert_int_equal(unlink("real.json"), 0);
}

static void
what_cannot_be_written_is_refused_at_once(void **state)
{
    static const struct {
        const char *format, *path, *want;
    } rows[] = {
        { "json", "nowhere/out.json", "cannot write nowhere/out.json: No such file or directory" },
        { "json", ".", "cannot write .: Is a directory" },
        { "json", "", "cannot write : No such file or directory" },
        { "xml", "out.xml", "unknown format \"xml\"; known: text json ndjson" },
    };
    char why[256];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_null(report_open(rows[i].format, rows[i].path, &plain, BASE_TEXT_IN(why)));
        assert_memory_equal(why, rows[i].want, strlen(rows[i].want));
    }
    assert_int_equal(files_here(), 0);
}

static void
a_full_disk_is_said(void **state)
{
    const char *const *formats = report_formats();
    char why[256];

    (void)state;
    for (; *formats != NULL; formats++) {
        struct report *r = report_open(*formats, "/dev/full", &plain, BASE_TEXT_IN(why));

        assert_non_null(r);
        assert_false(write_all(r, BASE_TEXT_IN(why)));
        assert_string_equal(why, "cannot write /dev/full: No space left on device");
        assert_string_equal(report_error(r), why);
        report_free(r);
    }
}

/* The report's standard output is a pipe that nobody reads. */
static void
a_closed_pipe_is_said(void **state)
{
    int ends[2], saved = dup(STDOUT_FILENO);
    char why[256] = "";
    struct report *r = report_open("ndjson", "-", &plain, BASE_TEXT_IN(why));
    bool ok;

    (void)state;
    assert_non_null(r);
    assert_int_equal(pipe(ends), 0);
    assert_true(dup2(ends[1], STDOUT_FILENO) >= 0);
    (void)close(ends[0]);
    (void)close(ends[1]);
    ok = write_all(r, BASE_TEXT_IN(why));
    assert_true(dup2(saved, STDOUT_FILENO) >= 0);
    (void)close(saved);
    report_free(r);
    assert_false(ok);
    assert_string_equal(why, "cannot write standard output: Broken pipe");
}

/* One whole line and nothing else is in the pipe. */
static void
read_line(int fd)
{
    ssize_t n = read(fd, text, TEXT_MAX - 1);

    assert_true(n > 0);
    text[n] = '\0';
    assert_int_equal(text[n - 1], '\n');
    assert_ptr_equal(strchr(text, '\n'), text + n - 1);
}

static void
read_nothing(int fd)
{
    assert_int_equal(read(fd, text, TEXT_MAX - 1), -1);
    assert_int_equal(errno, EAGAIN);
}

/* A report of NDJSON that has begun in a pipe, and the pipe's other end. */
static struct report *
begin_in_pipe(const struct report_style *style, const struct assess_run_info *run, int *fd)
{
    struct report *r;
    char why[256];

    assert_int_equal(mkfifo("fifo", 0600), 0);
    *fd = open("fifo", O_RDONLY | O_NONBLOCK);
    assert_true(*fd >= 0);
    r = report_open("ndjson", "fifo", style, BASE_TEXT_IN(why));
    assert_non_null(r);
    assert_true(report_begin(r, run));
    return r;
}

static void
end_in_pipe(struct report *r, const struct assess_run_info *run)
{
    char why[256];

    assert_true(report_end(r, run, BASE_TEXT_IN(why)));
    report_free(r);
    assert_int_equal(unlink("fifo"), 0); /* a pipe is not replaced by a file */
}

static void
ndjson_writes_each_line_at_once(void **state)
{
    const struct fixture *f = fixture_endpoints();
    struct report *r;
    int fd;

    (void)state;
    r = begin_in_pipe(&plain, &f->run, &fd);
    for (size_t i = 0; i < f->n; i++) {
        assert_true(report_result(r, &f->results[i]));
        read_line(fd);
    }
    end_in_pipe(r, &f->run);
    (void)close(fd);
}

/* What is left when a line is written, not when its result came. */
static void
ndjson_one_behind_knows_the_last(void **state)
{
    const struct fixture *f = fixture_endpoints();
    const struct report_style style = { .one_behind = true };
    struct assess_run_info run = f->run;
    struct report *r;
    int fd;

    (void)state;
    r = begin_in_pipe(&style, &run, &fd);
    run.left = 3;
    assert_true(report_result(r, &f->results[0]));
    read_nothing(fd);
    run.left = 2;
    assert_true(report_result(r, &f->results[1]));
    read_line(fd);
    assert_non_null(strstr(text, "\"left\":2"));
    run.left = 1;
    assert_true(report_settle(r));
    read_line(fd);
    assert_non_null(strstr(text, "\"left\":1"));
    assert_true(report_settle(r));
    read_nothing(fd);
    assert_true(report_result(r, &f->results[2]));
    run.left = 0;
    end_in_pipe(r, &run);
    read_line(fd);
    assert_null(strstr(text, "\"left\""));
    (void)close(fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_appears_when_it_is_whole),
        cmocka_unit_test(older_systems_have_named_temporary_files),
        cmocka_unit_test(an_unfinished_report_leaves_the_old_one),
        cmocka_unit_test(replacing_keeps_mode_and_follows_links),
        cmocka_unit_test(what_cannot_be_written_is_refused_at_once),
        cmocka_unit_test(a_full_disk_is_said),
        cmocka_unit_test(a_closed_pipe_is_said),
        cmocka_unit_test(ndjson_writes_each_line_at_once),
        cmocka_unit_test(ndjson_one_behind_knows_the_last),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
