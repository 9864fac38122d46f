/* SPDX-License-Identifier: MIT */
/* The Data MCU: where its service says that it is, what its program says of product and runtime,
 * and what stands in for either. */
#include "fake.h"
#include "image_file.h"

#define ROOT "C:\\Program Files\\Skype for Business Server 2015"
#define PROGRAM ROOT "\\Web Conferencing\\DATAMCUSVC.exe"

static struct machine_server server;
static uint8_t image[IMAGE_LEN];
static const struct fake_file program[] = { { PROGRAM, image, sizeof image }, { NULL, NULL, 0 } };

static void
look(void)
{
    machine_server_look(&server, &registry, &files);
}

/* Quotes, arguments and variables are taken off; what is no path then is none. */
static void
the_path_of_a_service_is_made_plain(void **state)
{
    static const struct {
        const char *value, *want;
    } rows[] = {
        { "\"" PROGRAM "\" -s", PROGRAM },
        { PROGRAM, PROGRAM },
        { PROGRAM " -s", PROGRAM },
        { "C:\\a.exeb\\c.EXE x.exe", "C:\\a.exeb\\c.EXE" },
        { "\\??\\C:\\a.exe", "C:\\a.exe" },
        { "\"\\??\\C:\\a b\"", "C:\\a b" },
        { "%SystemRoot%\\a.exe", "D:\\WIN\\a.exe" },
        { "%windir%\\a.exe", "D:\\WIN\\a.exe" },
        { "\\SystemRoot\\a.exe", "D:\\WIN\\a.exe" },
        { "%programfiles%\\a.exe", "D:\\Program Files\\a.exe" },
        { "%SystemDrive%\\a.exe", "D:\\a.exe" },
        { "", "" },
        { "\"", "" },
        { "%SystemDrive%", "" },
        { "a.exe", "" },
        { "ab\\a.exe", "" },
        { "\\\\server\\share\\a.exe", "" },
    };

    (void)state;
    set_text(MACHINE_KEY_WINDOWS, "SystemRoot", "D:\\WIN");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        set_text(MACHINE_KEY_DATA_MCU, "ImagePath", rows[i].value);
        look();
        assert_int_equal(server.data_mcu, MACHINE_YES);
        assert_string_equal(server.data_mcu_path, rows[i].want);
        assert_int_equal(noted(&server, "the path of the service RTCDATAMCU could not be read"),
                         rows[i].want[0] == '\0');
    }
}

static void
its_program_tells_product_and_runtime(void **state)
{
    (void)state;
    set_text(MACHINE_KEY_DATA_MCU, "ImagePath", PROGRAM);
    fake_files = program;
    image_make(image, &(struct image_of){ { 6, 0, 9319, 281 }, "v4.0.30319", .plus = true });
    look();
    assert_true(server.data_mcu_read);
    assert_string_equal(server.product->name, "sfb2015");
    assert_string_equal(server.build, "6.0.9319.281");
    assert_int_equal(server.runtime, 0);
    assert_false(server.runtime_inferred);
    image_make(image, &(struct image_of){ { 4, 0, 7577, 0 }, "v2.0.50727", .required32 = true });
    look();
    assert_string_equal(server.product->name, "lync2010");
    assert_int_equal(server.runtime, 3);
}

/* By its list of programs, or by where the program is; the runtime is then inferred, and said so.
 */
static void
other_things_tell_the_product(void **state)
{
    (void)state;
    set_text(MACHINE_KEY_DATA_MCU, "ImagePath", PROGRAM);
    look();
    assert_string_equal(server.product->name, "sfb2015");
    assert_string_equal(server.build, "");
    assert_int_equal(server.runtime, 0);
    assert_true(server.runtime_inferred);
    set_text(MACHINE_KEY_DATA_MCU, "ImagePath", "E:\\mine\\DATAMCUSVC.exe");
    look();
    assert_null(server.product);
    assert_int_equal(server.runtime, MACHINE_RUNTIMES);
}

static void
add_program(unsigned subkey, const char *name, const char *text)
{
    uint8_t wide[256] = { 0 };

    for (size_t i = 0; text[i] != '\0'; i++)
        wide[2 * i] = (uint8_t)text[i];
    machine_registry_add(&registry, MACHINE_KEY_UNINSTALL,
                         &(struct machine_value){ .name = name,
                                                  .subkey = subkey,
                                                  .type = MACHINE_SZ,
                                                  .data = { wide, 2 * strlen(text) + 2 } });
}

/* Its own name and version, not the version of what stands beside it in the list. */
static void
the_list_of_programs_has_the_front_end(void **state)
{
    (void)state;
    set_text(MACHINE_KEY_DATA_MCU, "ImagePath", "E:\\mine\\DATAMCUSVC.exe");
    add_program(1, "DisplayName", "Skype for Business Server 2015, Core Components");
    add_program(1, "DisplayVersion", "1");
    add_program(2, "DisplayName", "Skype for Business Server 2015, Front End Server");
    add_program(3, "DisplayVersion", "3");
    look();
    assert_null(server.product);
    add_program(2, "DisplayVersion", "6.0.9319.0");
    look();
    assert_string_equal(server.product->name, "sfb2015");
    assert_string_equal(server.build, "6.0.9319.0");
    assert_string_equal(server.build_from, "the list of installed programs");
    assert_int_equal(server.runtime, 0);
    machine_registry_remove(&registry, MACHINE_KEY_DATA_MCU, NULL);
    look();
    assert_string_equal(server.product->name, "sfb2015");
    assert_int_equal(server.runtime, MACHINE_RUNTIMES); /* of a program that is not there */
}

/* Without the service's key, where the product is installed by default; with it, nothing is
 * guessed. */
static void
a_default_place_stands_in_for_the_service(void **state)
{
    (void)state;
    fake_files = program;
    image_make(image, &(struct image_of){ { 6, 0, 9319, 281 }, "v4.0.30319", .plus = true });
    look();
    assert_int_equal(server.data_mcu, MACHINE_YES);
    assert_string_equal(server.data_mcu_path, PROGRAM);
    assert_true(noted(&server, "found where it is installed by default"));
    look_everywhere();
    look();
    assert_int_equal(server.data_mcu, MACHINE_NO);
    assert_string_equal(server.data_mcu_path, "");
    assert_int_equal(server.runtime, MACHINE_RUNTIMES);
}

static void
an_edge_server_has_the_proxy(void **state)
{
    (void)state;
    look();
    assert_int_equal(server.edge, MACHINE_UNKNOWN);
    machine_registry_looked(&registry, MACHINE_KEY_DATA_PROXY, false);
    look();
    assert_int_equal(server.edge, MACHINE_NO);
    machine_registry_looked(&registry, MACHINE_KEY_DATA_PROXY, true);
    look();
    assert_int_equal(server.edge, MACHINE_YES);
}

static void
a_program_that_cannot_be_read_is_noted(void **state)
{
    static const struct fake_file unread[] = { { PROGRAM, NULL, 0 }, { NULL, NULL, 0 } };

    (void)state;
    set_text(MACHINE_KEY_DATA_MCU, "ImagePath", PROGRAM);
    fake_files = unread;
    look();
    assert_false(server.data_mcu_read || server.data_mcu_version.known);
    assert_true(noted(&server, PROGRAM ": it cannot be read"));
}

static void
versions_are_four_numbers(void **state)
{
    char text[64];

    (void)state;
    machine_version_text(&(struct machine_version){ true, { 6, 0, 9319, 281 } },
                         BASE_TEXT_IN(text));
    assert_string_equal(text, "6.0.9319.281");
    text[0] = '\0';
    machine_version_text(&(struct machine_version){ false, { 6, 0, 9319, 281 } },
                         BASE_TEXT_IN(text));
    assert_string_equal(text, "");
}

#define CASE(test) cmocka_unit_test_teardown(test, end_fake)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_path_of_a_service_is_made_plain),
        CASE(its_program_tells_product_and_runtime),
        CASE(other_things_tell_the_product),
        CASE(the_list_of_programs_has_the_front_end),
        CASE(a_default_place_stands_in_for_the_service),
        CASE(an_edge_server_has_the_proxy),
        CASE(a_program_that_cannot_be_read_is_noted),
        CASE(versions_are_four_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
