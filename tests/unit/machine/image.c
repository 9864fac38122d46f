/* SPDX-License-Identifier: MIT */
/* Programs and assemblies: what they say is read, and nothing behind their end. */
#include <machine/image.h>

#include <stdlib.h>

#include "cmocka_prelude.h"
#include "image_file.h"

static uint8_t file[IMAGE_LEN];
static struct machine_image image;

static void
read_bytes(const uint8_t *bytes, size_t n)
{
    machine_image_read((struct base_slice){ bytes, n }, &image);
}

static void
read_made(const struct image_of *of)
{
    image_make(file, of);
    read_bytes(file, sizeof file);
}

static void
what_a_program_says_is_read(void **state)
{
    (void)state;
    read_made(&(struct image_of){ { 6, 0, 9319, 281 }, "v4.0.30319", .plus = true });
    assert_true(image.is_image && image.has_version);
    assert_int_equal(image.version[0], 6);
    assert_int_equal(image.version[1], 0);
    assert_int_equal(image.version[2], 9319);
    assert_int_equal(image.version[3], 281);
    assert_string_equal(image.clr, "v4.0.30319");
    assert_int_equal(image.bits, 64);
}

static void
what_it_does_not_say_is_not_made_up(void **state)
{
    (void)state;
    read_made(&(struct image_of){ .plus = false });
    assert_true(image.is_image && !image.has_version);
    assert_string_equal(image.clr, "");
    assert_int_equal(image.bits, 32);
    read_bytes((const uint8_t *)"", 0);
    assert_false(image.is_image);
    memset(file, 0, sizeof file);
    read_bytes(file, sizeof file);
    assert_false(image.is_image);
}

/* Of a 64-bit Windows: what suits any processor makes a process of 64 bits. */
static void
bits_are_those_of_its_process(void **state)
{
    static const struct {
        struct image_of of;
        unsigned bits;
    } rows[] = {
        { { .clr = "v2.0.50727", .plus = true }, 64 },
        { { .clr = "v2.0.50727" }, 64 },
        { { .clr = "v2.0.50727", .required32 = true }, 32 },
        { { .plus = true }, 64 },
        { { .plus = false }, 32 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        read_made(&rows[i].of);
        assert_int_equal(image.bits, rows[i].bits);
    }
}

/* Nothing is read of what is behind the end, though it stands there; and once more in memory of the
 * size of each beginning, whose end valgrind and the sanitizers watch. */
static void
a_file_may_end_anywhere(void **state)
{
    const struct image_of of = { { 6, 0, 9319, 281 }, "v4.0.30319", .plus = true, .check = true };

    (void)state;
    image_make(file, &of);
    for (size_t n = 0; n < sizeof file; n++) {
        uint8_t *part = malloc(n + (n == 0));

        read_bytes(file, n);
        assert_int_equal(image.is_image, n >= 0x80 + 24 + 112);
        assert_int_equal(image.has_version, n >= IMAGE_SECTION + 0x58 + 56);
        assert_int_equal(image.clr[0] != '\0', n >= IMAGE_SECTION + 0x180 + 28);
        assert_non_null(part);
        memcpy(part, file, n);
        read_bytes(part, n);
        (void)machine_image_has_check((struct base_slice){ part, n });
        free(part);
    }
}

/* Every number of it may be wrong: offsets, sizes, counts. */
static void
no_number_is_believed(void **state)
{
    static const uint8_t bytes[] = { 0, 1, 0x7f, 0x80, 0xff };
    const struct image_of of = { { 6, 0, 9319, 281 }, "v4.0.30319", .plus = true };

    (void)state;
    image_make(file, &of);
    for (size_t at = 0; at < sizeof file; at++)
        for (size_t b = 0; b < sizeof bytes; b++) {
            uint8_t was = file[at];

            file[at] = bytes[b];
            read_bytes(file, sizeof file);
            assert_true(memchr(image.clr, '\0', sizeof image.clr) != NULL);
            file[at] = was;
        }
}

static void
what_is_bent_is_no_version_and_no_assembly(void **state)
{
    const struct image_of of = { { 6, 0, 9319, 281 }, "v4.0.30319", .plus = true };
    static const struct {
        size_t at;
        uint32_t value;
        bool is_image, has_version, has_clr;
    } rows[] = {
        { 0x3c, IMAGE_LEN - 3, false, false, false },
        { 0x3c, 0xffffffffu, false, false, false },
        { 0x84, 97u << 16, false, false, false },   /* sections */
        { 0x80 + 24, 0x107, false, false, false },  /* a ROM image */
        { 0x80 + 24 + 108, 2, true, false, false }, /* directories */
        { 0x80 + 24 + 108, 0xffffffffu, true, true, true },
        { IMAGE_SECTION + 16, 15, true, false, true },          /* no version among the resources */
        { IMAGE_SECTION + 20, 0x80000000u, true, false, true }, /* in a circle */
        { IMAGE_SECTION + 0x4c, 91, true, true, true },
        { IMAGE_SECTION + 0x4c, 39, true, false, true },
        { IMAGE_SECTION + 0x58 + 40, 0xfeef04beu, true, false, true },
        { IMAGE_SECTION + 0x58 + 8, 'T', true, false, true },
        { IMAGE_SECTION + 0x180, 0x424a5343u, true, true, false },
        { IMAGE_SECTION + 0x180 + 12, 0, true, true, false },
        { IMAGE_SECTION + 0x180 + 12, MACHINE_CLR_MAX, true, true, false },
        { IMAGE_SECTION + 0x108, 0x1fff, true, true, false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        image_make(file, &of);
        put32(file + rows[i].at, rows[i].value);
        read_bytes(file, sizeof file);
        if (image.is_image != rows[i].is_image || image.has_version != rows[i].has_version ||
            (image.clr[0] != '\0') != rows[i].has_clr)
            fail_msg("row %zu: %d %d \"%s\"", i, image.is_image, image.has_version, image.clr);
    }
}

/* As assemblies hold text, wherever it stands. */
static void
the_check_is_known_by_its_literal(void **state)
{
    static const char ascii[] = "RequireCertificateEKUs";

    (void)state;
    image_make(file, &(struct image_of){ .check = true });
    assert_true(machine_image_has_check((struct base_slice){ file, sizeof file }));
    assert_false(
        machine_image_has_check((struct base_slice){ file, IMAGE_SECTION + 0x201 + 2 * 22 - 1 }));
    assert_true(
        machine_image_has_check((struct base_slice){ file, IMAGE_SECTION + 0x201 + 2 * 22 }));
    image_make(file, &(struct image_of){ .check = false });
    memcpy(file + IMAGE_SECTION, ascii, sizeof ascii);
    assert_false(machine_image_has_check((struct base_slice){ file, sizeof file }));
    assert_false(machine_image_has_check((struct base_slice){ NULL, 0 }));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_program_says_is_read),
        cmocka_unit_test(what_it_does_not_say_is_not_made_up),
        cmocka_unit_test(bits_are_those_of_its_process),
        cmocka_unit_test(a_file_may_end_anywhere),
        cmocka_unit_test(no_number_is_believed),
        cmocka_unit_test(what_is_bent_is_no_version_and_no_assembly),
        cmocka_unit_test(the_check_is_known_by_its_literal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
