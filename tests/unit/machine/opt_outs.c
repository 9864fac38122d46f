/* SPDX-License-Identifier: MIT */
/* Rules R26 to R31, each opt-out by itself: set, not set or not known, and what is peculiar. */
#include "look.h"

#include "fake.h"

#define PROGRAM "C:\\sfb\\DATAMCUSVC.exe"
#define SWITCH "Switch.System.Net.DontCheckCertificateEKUs"

static struct machine_server server;

/* A Data MCU at its place, on CLR 4 with 64 bits, .NET 4.8; all of the registry was looked at. */
static int
begin(void **state)
{
    (void)state;
    server = (struct machine_server){
        .data_mcu = MACHINE_YES, .data_mcu_path = PROGRAM, .data_mcu_read = true, .release = 528049
    };
    for (unsigned i = 0; i < MACHINE_RUNTIMES; i++) {
        server.runtimes[i].major = i < 2 ? 4 : 2;
        server.runtimes[i].bits = i % 2 == 0 ? 64 : 32;
    }
    look_everywhere();
    return 0;
}

static const struct machine_opt_out *
looked_at(enum machine_opt_out_kind kind, unsigned runtime)
{
    struct machine_looking l = { .out = &server, .registry = &registry, .files = &files };

    server.opt_outs_n = 0;
    machine_look_opt_outs(&l);
    assert_true(server.opt_outs_n <= MACHINE_OPT_OUTS);
    for (size_t i = 0; i < server.opt_outs_n; i++)
        if (server.opt_outs[i].kind == kind && server.opt_outs[i].runtime == runtime)
            return &server.opt_outs[i];
    return NULL;
}

/* NULL: nothing is peculiar. */
static void
is(enum machine_opt_out_kind kind, unsigned runtime, enum machine_answer set, const char *why)
{
    const struct machine_opt_out *o = looked_at(kind, runtime);

    assert_non_null(o);
    if (o == NULL) /* not every compiler knows that the assertion does not return */
        return;
    assert_int_equal(o->set, set);
    if (why == NULL)
        assert_null(o->why);
    else if (o->why == NULL || strstr(o->why, why) == NULL)
        fail_msg("%s: %s", why, o->why == NULL ? "" : o->why);
}

static void
nothing_is_set_where_nothing_is(void **state)
{
    (void)state;
    assert_null(looked_at(MACHINE_APP_CONTEXT, 2)); /* CLR 2 has none */
    for (size_t i = 0; i < server.opt_outs_n; i++)
        assert_int_equal(server.opt_outs[i].set, MACHINE_NO);
    assert_int_equal(server.opt_outs_n, 1 + 2 + 4 + 4);
}

static void
what_was_not_looked_at_is_unknown(void **state)
{
    (void)state;
    machine_registry_clear(&registry);
    is(MACHINE_WIDE, 0, MACHINE_UNKNOWN, NULL);
    is(MACHINE_PROGRAM, 2, MACHINE_UNKNOWN, NULL);
    is(MACHINE_APP_CONTEXT, 1, MACHINE_UNKNOWN, NULL);
}

/* R29: a DWORD of 0, of its own CLR and word size. */
static void
a_zero_for_all_programs_counts(void **state)
{
    (void)state;
    set_number(MACHINE_KEY_CLR4_32, "RequireCertificateEKUs", 0);
    is(MACHINE_WIDE, 1, MACHINE_YES, NULL);
    is(MACHINE_WIDE, 0, MACHINE_NO, NULL);
    assert_string_equal(looked_at(MACHINE_WIDE, 1)->where,
                        "HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\.NETFramework\\v4.0.30319");
    for (uint32_t n = 1; n < 3; n++) {
        set_number(MACHINE_KEY_CLR4_32, "RequireCertificateEKUs", n);
        is(MACHINE_WIDE, 1, MACHINE_NO, "it is not 0");
    }
    set_text(MACHINE_KEY_CLR4_32, "RequireCertificateEKUs", "0");
    is(MACHINE_WIDE, 1, MACHINE_NO, "not a DWORD");
    registry.stale = true; /* what is there counts, what is not may be in the logs */
    is(MACHINE_WIDE, 1, MACHINE_NO, "not a DWORD");
    is(MACHINE_WIDE, 0, MACHINE_UNKNOWN, NULL);
}

/* R28: by the path of the program, in any case. */
static void
a_program_is_named_by_its_path(void **state)
{
    (void)state;
    set_number(MACHINE_KEY_PROGRAMS4, "c:\\SFB\\datamcusvc.EXE", 0);
    is(MACHINE_PROGRAM, 0, MACHINE_YES, NULL);
    is(MACHINE_PROGRAM, 1, MACHINE_NO, NULL);
    set_number(MACHINE_KEY_PROGRAMS2, "C:\\old\\DATAMCUSVC.exe", 0);
    is(MACHINE_PROGRAM, 2, MACHINE_NO, "it has no effect");
    set_number(MACHINE_KEY_PROGRAMS4_32, "C:\\old\\DATAMCUSVC.exe", 1);
    is(MACHINE_PROGRAM, 1, MACHINE_NO, NULL); /* it would leave the check on anyway */
    set_number(MACHINE_KEY_PROGRAMS2_32, "C:\\old\\other.exe", 0);
    is(MACHINE_PROGRAM, 3, MACHINE_NO, NULL);
}

static void
a_program_without_a_path_may_be_meant(void **state)
{
    (void)state;
    server.data_mcu_path[0] = '\0';
    set_number(MACHINE_KEY_PROGRAMS4, "C:\\old\\datamcusvc.exe", 0);
    is(MACHINE_PROGRAM, 0, MACHINE_UNKNOWN, "not known whether it is the one that runs");
    is(MACHINE_PROGRAM, 2, MACHINE_NO, NULL);
}

/* R31: since 4.6. */
static void
the_switch_counts_from_its_release_on(void **state)
{
    static const struct {
        const char *value;
        uint32_t release;
        enum machine_answer set;
        const char *why;
    } rows[] = {
        { "true", 393295, MACHINE_YES, NULL },
        { "TRUE", 528049, MACHINE_YES, NULL },
        { "true", 393294, MACHINE_NO, "no effect before .NET 4.6" },
        { "true", 0, MACHINE_UNKNOWN, "which is not known" },
        { "false", 528049, MACHINE_NO, NULL },
        { "1", 528049, MACHINE_NO, NULL },
        { "true and much more", 528049, MACHINE_NO, NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        server.release = rows[i].release;
        set_text(MACHINE_KEY_APPCONTEXT, SWITCH, rows[i].value);
        is(MACHINE_APP_CONTEXT, 0, rows[i].set, rows[i].why);
        is(MACHINE_APP_CONTEXT, 1, MACHINE_NO, NULL);
    }
}

#define CONFIG(value)                                                                              \
    "<configuration><runtime><AppContextSwitchOverrides value=\"" SWITCH "=" value                 \
    "\"/></runtime></configuration>"

static void
config_says(const char *text, enum machine_answer set, const char *why)
{
    const struct fake_file config[] = { { PROGRAM ".config", text, text ? strlen(text) : 0 },
                                        { NULL, NULL, 0 } };

    fake_files = config;
    is(MACHINE_APP_CONFIG, server.runtime, set, why);
    fake_files = NULL;
}

static void
the_configuration_of_the_program_is_read(void **state)
{
    (void)state;
    assert_string_equal(looked_at(MACHINE_APP_CONFIG, 0)->where, PROGRAM ".config");
    config_says(CONFIG("true"), MACHINE_YES, NULL);
    config_says(CONFIG("false"), MACHINE_NO, NULL);
    config_says("<configuration>", MACHINE_UNKNOWN, "not well-formed XML");
    config_says(NULL, MACHINE_UNKNOWN, "it cannot be read");
    server.release = 393294;
    config_says(CONFIG("true"), MACHINE_NO, "no effect before .NET 4.6");
    server.runtime = 2; /* CLR 2 does not read it */
    config_says(CONFIG("true"), MACHINE_NO, NULL);
}

/* A file that is not there is one that was not copied, where the program is not there either. */
static void
a_drive_may_have_been_copied_in_part(void **state)
{
    (void)state;
    is(MACHINE_APP_CONFIG, 0, MACHINE_NO, NULL);
    server.data_mcu_read = false;
    is(MACHINE_APP_CONFIG, 0, MACHINE_UNKNOWN, NULL);
    server.data_mcu_path[0] = '\0';
    is(MACHINE_APP_CONFIG, 0, MACHINE_UNKNOWN, NULL);
    assert_string_equal(looked_at(MACHINE_APP_CONFIG, 0)->where, "DATAMCUSVC.exe.config");
    server.data_mcu = MACHINE_NO;
    is(MACHINE_APP_CONFIG, 0, MACHINE_NO, NULL);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end_fake)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(nothing_is_set_where_nothing_is),          CASE(what_was_not_looked_at_is_unknown),
        CASE(a_zero_for_all_programs_counts),           CASE(a_program_is_named_by_its_path),
        CASE(a_program_without_a_path_may_be_meant),    CASE(the_switch_counts_from_its_release_on),
        CASE(the_configuration_of_the_program_is_read), CASE(a_drive_may_have_been_copied_in_part),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
