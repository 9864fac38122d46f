/* SPDX-License-Identifier: MIT */
/* A server for programs that read lines: two rows of CSV, a plug-in's output, gauges. */
#include "told.h"

static const char *
csv(void)
{
    machine_tell_csv(&server, &out);
    return told();
}

static const char *
nagios(void)
{
    machine_tell_nagios(&server, &out);
    return told();
}

static const char *
prometheus(void)
{
    machine_tell_prometheus(&server, &out);
    return told();
}

static void
columns_are_empty_where_nothing_is_known(void **state)
{
    (void)state;
    assert_string_equal(csv(),
                        "name,conclusion,text,data_mcu,path,clr,has_check,system_dll,opt_outs,"
                        "opt_outs_unknown,product,build,windows,dotnet,notes\r\n"
                        ",unknown,it is not known whether this Front End checks,,,,,,,,,,,,\r\n");
}

/* Commas, quotes and line ends stay within their cell. */
static void
cells_hold_what_is_in_them(void **state)
{
    const char *text;

    (void)state;
    know_a_front_end();
    set(server.name, "FE01");
    text = strstr(csv(), "\r\n") + 2;
    assert_string_equal(
        text, "FE01,opted-out,this Front End is opted out,true,\"C:\\a,b.exe\","
              "\"v4.0.30319, 64-bit\",true,4.8.1.0,machine: HKLM\\x,program: HKLM\\x,sfb2015,"
              "6.0.9319.281,\"Windows, a server\",4.8,\"first; second, \"\"quoted\"\"\"\r\n");
    server.opt_outs[1].set = MACHINE_YES;
    has(csv(), ",\"machine: HKLM\\x; program: HKLM\\x\",,sfb2015,");
    set(server.name, "=1+1");
    assert_null(strstr(csv(), "\r\n=1+1")); /* no formula */
}

/* A Front End that is opted out is no fault, one of which nothing is known is. */
static void
only_ignorance_is_a_fault(void **state)
{
    (void)state;
    assert_string_equal(nagios(),
                        "EKUPROBE UNKNOWN - it is not known whether this Front End checks\n");
    know_a_front_end();
    has(nagios(), "EKUPROBE OK - FE");
    has(out.ptr, ": this Front End is opted out\nopt-out: HKLM\\x\nfirst\nsecond, ");
    for (unsigned c = 0; c < MACHINE_CONCLUSIONS; c++) {
        server.conclusion = (enum machine_conclusion)c;
        assert_int_equal(strncmp(nagios(), "EKUPROBE UNKNOWN", 16) == 0, c == MACHINE_NOT_KNOWN);
    }
}

/* A | would begin performance data, and a line end the next line. */
static void
a_plug_in_says_one_line_a_fact(void **state)
{
    size_t n = 0;

    (void)state;
    know_a_front_end();
    set(server.notes[0], "a|b\nc");
    for (const char *at = nagios(); *at != '\0'; at++) {
        n += *at == '\n';
        assert_true(*at != '|' && *at != '\x1b');
    }
    assert_int_equal(n, 1 + 1 + 2);
}

static void
gauges_are_of_what_is_known(void **state)
{
    const char *text = prometheus();

    (void)state;
    has(text, "ekuprobe_server_conclusion{server=\"\",conclusion=\"checks\"} 0\n");
    has(text, "ekuprobe_server_conclusion{server=\"\",conclusion=\"unknown\"} 1\n");
    assert_null(strstr(text, "has_check{"));
    assert_null(strstr(text, "opt_out{"));
    know_a_front_end();
    text = prometheus();
    has(text, "{server=\"FE\\\"\\\\x0a\\\\x1b[2J\",");
    has(text, ",clr=\"v4.0.30319\",bits=\"64\"} 1\n");
    has(text, ",clr=\"v2.0.50727\",bits=\"64\"} 0\n");
    has(text, ",kind=\"machine\",clr=\"v4.0.30319\",bits=\"64\"} 1\n");
    has(text, ",kind=\"app-config\",clr=\"v2.0.50727\",bits=\"64\"} 0\n");
    assert_null(strstr(text, "kind=\"program\""));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, know_nothing, end_told)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(columns_are_empty_where_nothing_is_known),
        CASE(cells_hold_what_is_in_them),
        CASE(only_ignorance_is_a_fault),
        CASE(a_plug_in_says_one_line_a_fact),
        CASE(gauges_are_of_what_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
