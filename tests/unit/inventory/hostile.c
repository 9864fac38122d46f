/* SPDX-License-Identifier: MIT */
/* Files made to exhaust: depth, length, attributes, numbers; through a pipe, too large to hold. */
#define _GNU_SOURCE /* ru_maxrss */
#include "dump.h"

#include <setjmp.h>
#include <libxml/xmlerror.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define OPEN "<Topology xmlns=\"urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008\">"
#define GOOD                                                                                       \
    OPEN "<Clusters><Cluster Fqdn=\"edge.x\"><ClusterId SiteId=\"1\" Number=\"1\"/></Cluster>"     \
         "</Clusters><Services><Service><ServiceId RoleName=\"EdgeServer\"/><InstalledOn>"         \
         "<ClusterId SiteId=\"1\" Number=\"1\"/></InstalledOn><Ports><Port "                       \
         "Owner=\"urn:component:DataEdge\" Usage=\"PsomServer\" Port=\"8057\"/></Ports></Service>" \
         "</Services></Topology>"

static char why[BASE_WHY_MAX];

/* before, then middle so many times, then after: written by a child, read as a file. */
struct script {
    const char *before, *middle, *after;
    size_t times;
    const char *want; /* why begins so; NULL: taken */
};

static void
write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t w = write(fd, p, n);

        if (w <= 0)
            _exit(0); /* the reader has had enough */
        p += w;
        n -= (size_t)w;
    }
}

static pid_t
writer(const struct script *s, int fds[2])
{
    size_t len = strlen(s->middle), copies = 65536 / len + 1;
    char *block = malloc(len * copies + 1);
    pid_t child;

    assert_non_null(block);
    for (size_t i = 0; i < copies; i++)
        memcpy(block + i * len, s->middle, len);
    assert_int_equal(pipe(fds), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        size_t left = s->times;

        (void)signal(SIGPIPE, SIG_IGN);
        (void)close(fds[0]);
        write_all(fds[1], s->before, strlen(s->before));
        for (size_t n; left > 0; left -= n) {
            n = left < copies ? left : copies;
            write_all(fds[1], block, n * len);
        }
        write_all(fds[1], s->after, strlen(s->after));
        _exit(0);
    }
    assert_int_equal(close(fds[1]), 0);
    free(block);
    return child;
}

static void
run(const struct script *s)
{
    struct inventory *inv = inventory_new(NULL);
    char path[32];
    int fds[2], status;
    pid_t child = writer(s, fds);
    bool ok;

    assert_non_null(inv);
    (void)snprintf(path, sizeof path, "/dev/fd/%d", fds[0]);
    why[0] = '\0';
    ok = inventory_add_topology_file(inv, path, BASE_TEXT_IN(why));
    assert_int_equal(close(fds[0]), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (ok != (s->want == NULL) || (!ok && strstr(why, s->want) == NULL))
        fail_msg("%s...: %s", s->middle, ok ? "was taken" : why);
    assert_int_equal(inventory_count(inv), ok ? 1 : 0);
    inventory_free(inv);
}

#define MIB (1u << 20)

static const struct script scripts[] = {
    { "", "<a>", "", MIB, "nested too deeply" },
    { OPEN, "<Cluster>", "", MIB, "nested too deeply" },
    { "<a ", "a=\"\" ", "/>", 1000, "Attribute a redefined" },
    { "<a", " a:b=\"\"", "/>", MIB, "a tag or comment of over 131072 bytes" },
    { "<!--", "x", "-->" GOOD, MIB, "a tag or comment of over 131072 bytes" },
    { "<a x=\"", "x", "\"/>", MIB, "a tag or comment of over 131072 bytes" },
    { "<a>", "&lt;a&gt;", "</a>", MIB, "no topology in it; the root element is a. Give" },
    { "<a>", "&lt;a ", "</a>", MIB, "no topology in it" },
    { "<a>&lt;a x=\"", "&#65;", "\"/></a>", MIB, "no topology in it" },
    { OPEN, "<Cluster/>", "", MIB, "more than 262144 clusters, machines, services or ports" },
    { OPEN "<Cluster>", "<Machine/>", "", MIB, "more than 262144 clusters" },
    { OPEN, "<Service/>", "", MIB, "more than 262144 clusters" },
    { OPEN "<Service><Ports>", "<Port Protocol=\"Tcp\" Port=\"1\"/>", "", MIB, "more than 262144" },
    { "<!DOCTYPE a [<!ENTITY a \"", "x", "\"> ]><a>&a;</a>", MIB, "a " },
    { "<a>" GOOD, "<b c=\"some text\">more text</b>\n", "</a>", MIB * 100 / 32, NULL },
    { "<a>" GOOD, "text and nothing else ", "</a>", MIB * 10, NULL },
    { "<a>" GOOD "<b>&lt;b&gt;", "text and nothing else ", "</b></a>", MIB, NULL },
    { "<a>", "more and more of one text of many", "</a>", MIB * 8, "over 256 MiB of XML" },
};

static long
peak_kib(void)
{
    struct rusage u;

    assert_int_equal(getrusage(RUSAGE_SELF, &u), 0);
    return u.ru_maxrss;
}

static void
test_scripts(void **state)
{
    long before = peak_kib();

    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
        run(&scripts[i]);
    print_message("%ld KiB more at the peak\n", peak_kib() - before);
    if (MEASURED) /* sanitizers keep what is freed */
        assert_true(peak_kib() - before < 40L * 1024);
}

static void
test_attributes(void **state)
{
    char text[4096];
    struct base_text t;
    struct inventory *inv = inventory_new(NULL);

    (void)state;
    assert_non_null(inv);
    base_text_init(&t, text, sizeof text);
    base_text_str(&t, "<a");
    for (unsigned i = 0; i < 65; i++) {
        base_text_str(&t, " a");
        base_text_u64(&t, i);
        base_text_str(&t, "=\"\"");
    }
    base_text_str(&t, "/>");
    assert_false(inventory_add_topology(inv, base_slice_str(text), "t", BASE_TEXT_IN(why)));
    assert_non_null(strstr(why, "an element with too many attributes"));
    inventory_free(inv);
}

/* Ten levels of ten: the classic. */
static void
test_laughs(void **state)
{
    char text[2048];
    struct base_text t;
    struct inventory *inv = inventory_new(NULL);

    (void)state;
    assert_non_null(inv);
    base_text_init(&t, text, sizeof text);
    base_text_str(&t, "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY l0 \"lol\">");
    for (unsigned i = 1; i < 10; i++) {
        char line[160];

        (void)snprintf(line, sizeof line,
                       "<!ENTITY l%u \"&l%u;&l%u;&l%u;&l%u;&l%u;&l%u;&l%u;&l%u;&l%u;&l%u;\">", i,
                       i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
        base_text_str(&t, line);
    }
    base_text_str(&t, "]><a>&l9;</a>");
    assert_false(t.cut);
    assert_false(inventory_add_topology(inv, base_slice_str(text), "t", BASE_TEXT_IN(why)));
    assert_int_equal(strncmp(why, "t:1: a DOCTYPE", 14), 0);
    inventory_free(inv);
}

/* Escaped text within escaped text, in an element that is not closed as it was opened: the fault of
 * the outermost one ends them all while their text is on its way. */
static void
test_fault_outside(void **state)
{
    static const size_t sizes[] = { 300, 3000, 127000 };

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        size_t cap = sizes[i] + 64;
        char *text = malloc(cap);
        struct inventory *inv = inventory_new(NULL);
        struct base_text t;

        assert_non_null(text);
        assert_non_null(inv);
        base_text_init(&t, text, cap);
        base_text_str(&t, "<a><![CDATA[<b><![CDATA[<");
        memset(text + t.len, 'c', sizes[i]);
        t.len += sizes[i];
        base_text_str(&t, "]]></x>");
        assert_false(inventory_add_topology(inv, base_slice_str(text), "t", BASE_TEXT_IN(why)));
        if (strncmp(why, "t:1: not well-formed XML: ", 26) != 0)
            fail_msg("%zu: %s", sizes[i], why);
        inventory_free(inv);
        free(text);
    }
}

#define NAMES 100000u

/* Every name is kept till the end, and found among the others. */
static void
test_names(void **state)
{
    size_t cap = (size_t)NAMES * 16;
    char *text = malloc(cap);
    struct inventory *inv = inventory_new(NULL);
    struct base_text t;

    (void)state;
    assert_non_null(text);
    assert_non_null(inv);
    base_text_init(&t, text, cap);
    base_text_str(&t, "<a>");
    for (unsigned i = 0; i < NAMES; i++) {
        base_text_str(&t, "<n");
        base_text_u64(&t, i);
        base_text_str(&t, "/>");
    }
    base_text_str(&t, "</a>");
    assert_false(inventory_add_topology(inv, base_slice_str(text), "t", BASE_TEXT_IN(why)));
    assert_non_null(strstr(why, "over 10000 different names"));
    inventory_free(inv);
    free(text);
}

/* What libxml2 would say itself goes nowhere: the one line is ours. */
static void
test_silent(void **state)
{
    FILE *seen = tmpfile();
    int saved = dup(STDERR_FILENO);
    struct inventory *inv = inventory_new(NULL);

    (void)state;
    assert_non_null(seen);
    assert_non_null(inv);
    assert_true(dup2(fileno(seen), STDERR_FILENO) >= 0);
    assert_false(inventory_add_topology(inv, base_slice_str("<a>"), "t", BASE_TEXT_IN(why)));
    xmlGenericError(xmlGenericErrorContext, "said by %s", "libxml2");
    assert_true(dup2(saved, STDERR_FILENO) >= 0);
    assert_int_equal(lseek(fileno(seen), 0, SEEK_END), 0);
    (void)close(saved);
    (void)fclose(seen);
    inventory_free(inv);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fault_outside), cmocka_unit_test(test_names),
        cmocka_unit_test(test_silent),        cmocka_unit_test(test_scripts),
        cmocka_unit_test(test_attributes),    cmocka_unit_test(test_laughs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
