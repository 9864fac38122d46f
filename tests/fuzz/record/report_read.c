/* SPDX-License-Identifier: MIT */
/*
 * The input is a line of NDJSON. What is read of it can be told in every format, and written
 * again it says the same.
 */
#define _GNU_SOURCE /* memfd_create */
#include "fuzz.h"

#include <record/read.h>
#include <report/report.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LINE_MAX_LEN (1u << 20)

static void
must(bool holds)
{
    if (!holds)
        abort();
}

static void
tell(const char *format, const char *path, const struct assess_result *result)
{
    const struct report_style style = { .width = 80, .verbose = 1 };
    struct assess_run_info run = { .tool = "ekuprobe", .version = "0", .policy = *result->policy };
    char why[256];
    struct report *r = report_open(format, path, &style, BASE_TEXT_IN(why));

    must(r != NULL);
    assess_count(&run, result);
    must(report_begin(r, &run));
    must(report_result(r, result));
    must(report_end(r, &run, BASE_TEXT_IN(why)));
    report_free(r);
}

/* Told as NDJSON; where the line ends. */
static struct base_slice
line_of(const struct assess_result *result, char *out)
{
    int fd = memfd_create("line", MFD_CLOEXEC);
    char path[64];
    ssize_t n;

    must(fd >= 0);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    tell("ndjson", path, result);
    n = pread(fd, out, LINE_MAX_LEN, 0);
    (void)close(fd);
    must(n > 0 && n < (ssize_t)LINE_MAX_LEN && memchr(out, '\n', (size_t)n) == out + n - 1);
    return (struct base_slice){ (const uint8_t *)out, (size_t)n };
}

static void
check_again(struct record_reader *reader, const struct assess_result *result)
{
    static char first[LINE_MAX_LEN], second[LINE_MAX_LEN];
    struct base_slice one = line_of(result, first), two;
    char why[256];

    result = record_read(reader, one, BASE_TEXT_IN(why));
    must(result != NULL);
    two = line_of(result, second);
    must(base_slice_eq(one, two));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct record_reader *reader; /* of many lines, as in a run */
    const struct base_slice line = { data, size };
    const struct assess_result *result;
    char why[256] = "";
    struct record_summary summary;

    if (reader == NULL)
        must((reader = record_reader_new()) != NULL);
    result = record_read(reader, line, BASE_TEXT_IN(why));
    must((result == NULL) == (why[0] != '\0'));
    if (!record_summary_read(line, &summary, BASE_TEXT_IN(why)))
        must(why[0] != '\0');
    if (result == NULL)
        return 0;
    for (const char *const *format = report_formats(); *format != NULL; format++)
        tell(*format, "/dev/null", result);
    check_again(reader, result);
    return 0;
}
