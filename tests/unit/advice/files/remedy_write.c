/* SPDX-License-Identifier: MIT */
/* The files of --remedy in their folder: all or none, as Windows reads them. */
#include "files/remedy_files.h"

#include "fixture_build.h"
#include "folder.h"

static struct advice_remedy_files *f;
static char text[65536];

static int
begin(void **state)
{
    if (begin_folder(state) != 0)
        return -1;
    f = advice_remedy_files_open(folder, false, &why);
    return f == NULL ? -1 : 0;
}

static int
end(void **state)
{
    advice_remedy_files_free(f);
    f = NULL;
    return end_folder(state);
}

/* A certificate by its name, SHA-1 and SHA-256. */
static void
add(const char *cn, uint8_t sha1, uint8_t sha256)
{
    struct assess_result r = *fixture_find(fixture_endpoints(), "edge01.contoso.com:8057");
    struct assess_certificate *c = build_shown(&r, sha1, cn, false);

    memset(c->sha256, sha256, sizeof c->sha256);
    advice_remedy_files_add(f, &r);
}

/* UTF-16LE as ASCII. */
static void
get_utf16(const char *name)
{
    size_t n = get_file(name, text, sizeof text);

    assert_memory_equal(text, "\xff\xfe", 2);
    for (size_t i = 2; i < n; i += 2) {
        assert_int_equal(text[i + 1], 0);
        text[i / 2 - 1] = text[i];
    }
    text[n / 2 - 1] = '\0';
}

#define REQUEST "request-a-2121212121212121212121212121212121212121"

static void
each_file_is_in_the_encoding_of_its_reader(void **state)
{
    size_t n;

    (void)state;
    add("a", 0x21, 0x21);
    assert_true(advice_remedy_files_write(f, &n, &why));
    assert_int_equal(n, 5);
    get_utf16(REQUEST ".inf");
    assert_ptr_equal(
        strstr(text,
               "; A request for a certificate with both usages, to replace SHA-256\r\n; 2121"),
        text);
    assert_non_null(strstr(text, "\r\n; presented by\r\n;   edge01.contoso.com:8057"));
    get_utf16("optout-sfb2015.reg");
    assert_ptr_equal(strstr(text, "Windows Registry Editor Version 5.00\r\n"), text);
    get_utf16("optout-sfb2015-rollback.reg");
    assert_non_null(strstr(text, "\"=-\r\n"));
    (void)get_file("optout-sfb2015.ps1", text, sizeof text);
    assert_memory_equal(text, "\xef\xbb\xbf# ", 5);
    (void)get_file("new-template.txt", text, sizeof text);
    assert_memory_equal(text, "\xef\xbb\xbf", 3);
    assert_non_null(strstr(text, "\r\n      " REQUEST ".inf\r\n"));
}

/* Fingerprints of SHA-1 can be made alike: no request takes the place of another. */
static void
requests_of_one_name_are_told_apart(void **state)
{
    size_t n;

    (void)state;
    add("a", 0x21, 3);
    add("b", 0x21, 4);
    add("a", 0x21, 1);
    add("a", 0x21, 2);
    assert_true(advice_remedy_files_write(f, &n, &why));
    (void)files_in_folder(REQUEST, &n);
    assert_int_equal(n, 3);
    get_utf16(REQUEST ".inf");
    get_utf16(REQUEST "-2.inf");
    get_utf16(REQUEST "-3.inf");
    get_utf16("request-b-2121212121212121212121212121212121212121.inf");
}

static void
endpoints_beyond_the_bound_are_counted(void **state)
{
    size_t n;

    (void)state;
    for (size_t i = 0; i < SHOWN_MAX + 2; i++)
        add("a", 0x21, 1);
    assert_true(advice_remedy_files_write(f, &n, &why));
    get_utf16(REQUEST ".inf");
    assert_non_null(strstr(text, ";   and 2 more\r\n"));
    assert_null(strstr(text, ";   and 3 more\r\n"));
}

/* A file that has appeared meanwhile is somebody's: it stays, and the others are not there. */
static void
all_are_written_or_none(void **state)
{
    size_t n = 7, like;

    (void)state;
    add("a", 0x21, 1);
    put_file("optout-sfb2015.ps1", "mine");
    assert_false(advice_remedy_files_write(f, &n, &why));
    assert_int_equal(n, 0);
    assert_non_null(strstr(line, "optout-sfb2015.ps1: "));
    advice_remedy_files_free(f);
    f = NULL;
    assert_int_equal(files_in_folder("", &like), 1);
    assert_int_equal(get_file("optout-sfb2015.ps1", text, sizeof text), 4);
}

static void
force_replaces(void **state)
{
    size_t n;

    (void)state;
    advice_remedy_files_free(f);
    f = advice_remedy_files_open(folder, true, &why);
    assert_non_null(f);
    add("a", 0x21, 1);
    put_file("optout-sfb2015.ps1", "old");
    assert_true(advice_remedy_files_write(f, &n, &why));
    assert_int_equal(n, 5);
    assert_true(get_file("optout-sfb2015.ps1", text, sizeof text) > 100);
}

static void
a_fault_names_the_option_and_the_file(void **state)
{
    (void)state;
    assert_false(remedy_say(&why, "a\nb", NULL, "no"));
    assert_string_equal(line, "--remedy: a\\x0ab: no");
    base_text_clear(&why);
    assert_false(remedy_say(&why, "a/", "b", "no"));
    assert_string_equal(line, "--remedy: a/b: no");
    base_text_clear(&why);
    assert_false(remedy_say(&why, "a", "b", "no"));
    assert_string_equal(line, "--remedy: a/b: no");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_file_is_in_the_encoding_of_its_reader),
        CASE(requests_of_one_name_are_told_apart),
        CASE(endpoints_beyond_the_bound_are_counted),
        CASE(all_are_written_or_none),
        CASE(force_replaces),
        CASE(a_fault_names_the_option_and_the_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
