/* SPDX-License-Identifier: MIT */
/* A server in JSON: what is not known is null, and text is nobody's to break out of. */
#include "told.h"

static const char *
json(void)
{
    struct output_json j = { &out, false };

    machine_tell_json(&server, &j);
    return told();
}

static void
what_is_not_known_is_null(void **state)
{
    const char *text = json();

    (void)state;
    has(text, "{\"name\":null,\"conclusion\":\"unknown\",\"text\":\"it is not known whether this "
              "Front End checks\",\"data_mcu\":{\"installed\":null,\"path\":null,"
              "\"file_version\":null,\"clr\":null,\"bits\":null,\"clr_inferred\":false},"
              "\"edge_server\":null,\"product\":null,\"build\":null,\"build_from\":null,"
              "\"windows\":null,\"dotnet\":{\"version\":null,\"release\":null,\"version_35\":null},"
              "\"system_dll\":[{\"clr\":\"v4.0.30319\",\"bits\":64,\"path\":null,"
              "\"installed\":null,\"file_version\":null,\"has_check\":null},");
    has(text, "],\"opt_outs\":[],\"notes\":[]}");
}

static void
what_is_known_is_told(void **state)
{
    const char *text;

    (void)state;
    know_a_front_end();
    text = json();
    has(text, "{\"name\":\"FE\\\"\\n\\u001b[2J\",\"conclusion\":\"opted-out\",");
    has(text, "\"data_mcu\":{\"installed\":true,\"path\":\"C:\\\\a,b.exe\","
              "\"file_version\":\"6.0.9319.281\",\"clr\":\"v4.0.30319\",\"bits\":64,"
              "\"clr_inferred\":false},\"edge_server\":false,\"product\":\"sfb2015\",");
    has(text, "\"dotnet\":{\"version\":\"4.8\",\"release\":528049,\"version_35\":\"3.5\"},");
    has(text, "{\"clr\":\"v4.0.30319\",\"bits\":64,\"path\":\"C:\\\\System.dll\","
              "\"installed\":true,\"file_version\":\"4.8.1.0\",\"has_check\":true},"
              "{\"clr\":\"v4.0.30319\",\"bits\":32,\"path\":null,\"installed\":false,");
    has(text, "\"opt_outs\":[{\"kind\":\"machine\",\"clr\":\"v4.0.30319\",\"bits\":64,"
              "\"set\":true,\"where\":\"HKLM\\\\x\",\"remark\":null},"
              "{\"kind\":\"program\",\"clr\":\"v4.0.30319\",\"bits\":64,"
              "\"set\":null,\"where\":\"HKLM\\\\x\",\"remark\":\"it cannot be read\"},"
              "{\"kind\":\"app-config\",\"clr\":\"v2.0.50727\",\"bits\":64,\"set\":false,");
    has(text, "\"notes\":[\"first\",\"second, \\\"quoted\\\"\"]}");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, know_nothing, end_told)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_not_known_is_null),
        CASE(what_is_known_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
