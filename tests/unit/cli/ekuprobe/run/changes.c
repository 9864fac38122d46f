/* SPDX-License-Identifier: MIT */
/* What --watch tells: what is not as it was, what has gone, and counts where anything changed. */
#include "changes.h"

#include "cmocka_prelude.h"

#include <string.h>

static struct cli_changes changes;
static struct output_bytes out;

static int
begin(void **state)
{
    (void)state;
    changes = (struct cli_changes){ .round = 0 };
    out = (struct output_bytes){ .ptr = NULL };
    return 0;
}

static int
end(void **state)
{
    (void)state;
    cli_changes_free(&changes);
    output_bytes_free(&out);
    return 0;
}

static void
add(const char *target, enum certcheck_verdict verdict)
{
    const struct assess_result r = { .target = target, .verdict = verdict };

    cli_changes_add(&changes, &r, 0, &out);
}

#define AT "1970-01-01T00:00:00Z  "

static void
is_told(const char *want)
{
    output_add_char(&out, '\0');
    assert_string_equal(out.ptr, want);
    out.len = 0;
}

/* In the first round what is not ready; then what differs. */
static void
differences_are_told(void **state)
{
    (void)state;
    cli_changes_begin(&changes);
    add("a:1", CERTCHECK_READY);
    add("b:1\x1B", CERTCHECK_UNREACHABLE);
    is_told(AT "b:1\\x1b  unreachable\n");
    cli_changes_end(&changes, 0, &out);
    is_told("1970-01-01T00:00:00Z  run 1: 1 unreachable, 1 ready\n");
    cli_changes_begin(&changes);
    add("a:1", CERTCHECK_READY);
    add("b:1\x1B", CERTCHECK_UNREACHABLE);
    cli_changes_end(&changes, 0, &out);
    is_told(""); /* nothing changed */
    cli_changes_begin(&changes);
    add("a:1", CERTCHECK_BREAKS);
    add("b:1\x1B", CERTCHECK_READY);
    is_told(AT "a:1  ready -> breaks\n" AT "b:1\\x1b  unreachable -> ready\n");
    cli_changes_end(&changes, 0, &out);
    is_told("1970-01-01T00:00:00Z  run 3: 1 breaks, 1 ready; 2 changed\n");
    assert_false(cli_changes_no_memory(&changes));
}

static void
reasons_are_told(void **state)
{
    const struct certcheck_finding findings[] = {
        { .code = CERTCHECK_F_CHAIN_INCOMPLETE, .element = -1 },
        { .code = CERTCHECK_F_EKU_UNDECODABLE, .element = -1 }
    };
    const struct probe_error e = { .kind = PROBE_REFUSED };
    struct assess_result r = { .target = "a:1",
                               .verdict = CERTCHECK_UNREACHABLE,
                               .error = &e,
                               .profile = base_profile_get(BASE_PROFILE_EDGE_PSOM) };

    (void)state;
    cli_changes_begin(&changes);
    cli_changes_add(&changes, &r, 0, &out);
    is_told(AT "a:1/edge-psom  unreachable: nothing listens on the port [refused]\n");
    r.verdict = CERTCHECK_BROKEN;
    r.error = NULL;
    r.findings = findings;
    r.findings_n = 2;
    cli_changes_begin(&changes);
    cli_changes_add(&changes, &r, 0, &out);
    output_add_char(&out, '\0');
    assert_non_null(strstr(out.ptr, "unreachable -> broken: the Enhanced Key Usage"));
    assert_non_null(strstr(out.ptr, " [EKU_UNDECODABLE]\n"));
    out.len = 0;
    r.findings_n = 1; /* information that comes or goes is no change, errors are */
    cli_changes_begin(&changes);
    cli_changes_add(&changes, &r, 0, &out);
    is_told(AT "a:1/edge-psom  broken\n");
    r.findings_n = 0;
    cli_changes_begin(&changes);
    cli_changes_add(&changes, &r, 0, &out);
    is_told("");
}

static void
renewals_are_told(void **state)
{
    struct assess_certificate c = { .sha1 = { 0xAB } };
    const struct assess_result r = { .target = "a:1", .certificates = &c, .certificates_n = 1 };

    (void)state;
    cli_changes_begin(&changes);
    cli_changes_add(&changes, &r, 0, &out);
    is_told("");
    c.sha1[0] = 0xCD;
    cli_changes_begin(&changes);
    cli_changes_add(&changes, &r, 0, &out);
    is_told(AT "a:1  ready; another certificate, SHA-1 "
               "cd00000000000000000000000000000000000000\n");
    cli_changes_begin(&changes);
    add("a:1", CERTCHECK_READY); /* none is there: that is no renewal */
    is_told(AT "a:1  ready\n");
    cli_changes_begin(&changes);
    cli_changes_add(&changes, &r, 0, &out); /* nor is one where none was */
    is_told(AT "a:1  ready\n");
}

static void
what_is_gone_is_told_once(void **state)
{
    (void)state;
    cli_changes_begin(&changes);
    add("a:1", CERTCHECK_BREAKS);
    cli_changes_end(&changes, 0, &out);
    out.len = 0;
    cli_changes_begin(&changes);
    cli_changes_end(&changes, 0, &out);
    is_told(AT "a:1  breaks -> no longer has a result of its own\n"
               "1970-01-01T00:00:00Z  run 2; 1 changed\n");
    cli_changes_begin(&changes);
    cli_changes_end(&changes, 0, &out);
    is_told("");
    cli_changes_begin(&changes);
    add("a:1", CERTCHECK_BROKEN); /* it is back, and another is new */
    add("b:1", CERTCHECK_READY);
    is_told(AT "a:1  broken\n" AT "b:1  ready\n");
}

/* Of a round that a signal cut short nothing is known. */
static void
what_was_cut_short_is_no_change(void **state)
{
    const struct probe_error e = { .kind = PROBE_INTERRUPTED };
    const struct assess_result r = { .target = "a:1",
                                     .verdict = CERTCHECK_UNREACHABLE,
                                     .error = &e };

    (void)state;
    cli_changes_begin(&changes);
    add("a:1", CERTCHECK_READY);
    cli_changes_begin(&changes);
    cli_changes_add(&changes, &r, 0, &out);
    is_told("");
    assert_int_equal(changes.changed, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(differences_are_told),
        CASE(reasons_are_told),
        CASE(renewals_are_told),
        CASE(what_is_gone_is_told_once),
        CASE(what_was_cut_short_is_no_change),
    };

    return cmocka_run_group_tests_name("changes", tests, NULL, NULL);
}
