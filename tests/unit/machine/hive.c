/* SPDX-License-Identifier: MIT */
/* Hives of a registry: every offset and count in one may be wrong. */
#include <machine/hive.h>

#include "fake.h"

#define BLOCK 4096u
#define NONE 0xffffffffu

/* ---- a hive that is made ---- */

static struct {
    uint8_t bytes[BLOCK + 65536];
    uint32_t n; /* of cells */
} made;

static char why_line[256];

static uint32_t
le(const uint8_t *p, size_t n)
{
    return n == 0 ? 0 : p[0] | le(p + 1, n - 1) << 8;
}

static void
put(uint8_t *to, uint32_t v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (uint8_t)(v >> 8 * i);
}

static uint8_t *
at(uint32_t cell)
{
    return made.bytes + BLOCK + cell + 4;
}

/* A cell of n bytes, all zero. */
static uint32_t
new_cell(uint32_t n)
{
    uint32_t cell = made.n, size = (n + 4 + 7) / 8 * 8;

    assert_true(BLOCK + cell + size <= sizeof made.bytes);
    made.n += size;
    put(made.bytes + BLOCK + cell, 0u - size, 4);
    return cell;
}

static uint32_t
new_node(const char *name, size_t name_len, uint32_t subkeys, uint32_t list)
{
    uint32_t cell = new_cell(0x4c + (uint32_t)name_len);

    memcpy(at(cell), "nk", 2);
    put(at(cell) + 2, 0x20, 2); /* Latin-1 */
    put(at(cell) + 0x14, subkeys, 4);
    put(at(cell) + 0x1c, list, 4);
    put(at(cell) + 0x28, NONE, 4);
    put(at(cell) + 0x48, (uint32_t)name_len, 2);
    memcpy(at(cell) + 0x4c, name, name_len);
    return cell;
}

static uint32_t
new_list(const char *type, size_t stride, const uint32_t *entries, uint32_t n)
{
    uint32_t cell = new_cell(4 + (uint32_t)stride * n);

    memcpy(at(cell), type, 2);
    put(at(cell) + 2, n, 2);
    for (uint32_t i = 0; i < n; i++)
        put(at(cell) + 4 + stride * i, entries[i], 4);
    return cell;
}

static uint32_t
new_value(const char *name, uint32_t type, const void *data, uint32_t len)
{
    uint32_t n = (uint32_t)strlen(name), where = 0, cell;

    if (len > 4) {
        where = new_cell(len);
        memcpy(at(where), data, len);
    }
    cell = new_cell(0x14 + n);
    memcpy(at(cell), "vk", 2);
    put(at(cell) + 2, n, 2);
    put(at(cell) + 4, len > 4 ? len : len | 0x80000000u, 4);
    put(at(cell) + 8, where, 4);
    if (len <= 4)
        memcpy(at(cell) + 8, data, len);
    put(at(cell) + 12, type, 4);
    put(at(cell) + 0x10, 1, 2); /* Latin-1 */
    memcpy(at(cell) + 0x14, name, n);
    return cell;
}

static void
set_values(uint32_t node, const uint32_t *values, uint32_t n)
{
    uint32_t list = new_cell(4 * n);

    for (uint32_t i = 0; i < n; i++)
        put(at(list) + 4 * i, values[i], 4);
    put(at(node) + 0x24, n, 4);
    put(at(node) + 0x28, list, 4);
}

/* A node above, which has this one alone below it. */
static uint32_t
above(const char *name, uint32_t node, const char *list)
{
    size_t stride = list[1] == 'f' || list[1] == 'h' ? 8 : 4;

    return new_node(name, strlen(name), 1, new_list(list, stride, &node, 1));
}

static void
finish(uint32_t root)
{
    uint8_t *b = made.bytes;

    memset(b, 0, BLOCK);
    memcpy(b, "regf", 4);
    put(b + 4, 7, 4);
    put(b + 8, 7, 4);
    put(b + 0x14, 1, 4);
    put(b + 0x24, root, 4);
}

static void
begin_hive(void)
{
    memset(&made, 0, sizeof made);
    made.n = 0x20; /* behind the head of the bin */
}

/* SOFTWARE with one number in the key of CLR 4, whose nodes are listed so. */
static uint32_t
software(const char *list)
{
    uint32_t leaf, value;

    begin_hive();
    value = new_value("RequireCertificateEKUs", MACHINE_DWORD, "\0\0\0", 4);
    leaf = new_node("v4.0.30319", 10, 0, NONE);
    set_values(leaf, &value, 1);
    finish(above("ROOT", above("microsoft", above(".NETFRAMEWORK", leaf, list), list), list));
    return leaf;
}

/* ---- and read ---- */

static size_t file_len; /* what is behind it cannot be read */

static bool
read_made(void *ctx, uint64_t from, void *to, size_t n)
{
    (void)ctx;
    if (from > file_len || n > file_len - from)
        return false;
    memcpy(to, made.bytes + from, n);
    return true;
}

static bool
reads(const char *name)
{
    const struct machine_hive h = { .read = read_made };

    machine_registry_clear(&registry);
    why_line[0] = '\0';
    return machine_hive_read(&h, name, &registry, BASE_TEXT_IN(why_line));
}

static bool
reads_software(void)
{
    file_len = BLOCK + made.n;
    return reads("SOFTWARE");
}

static bool
is_zero(enum machine_key k)
{
    uint32_t n = 1;

    return machine_value_number(machine_registry_find(&registry, k, "RequireCertificateEKUs"),
                                &n) &&
           n == 0;
}

static void
keys_are_found_however_they_are_listed(void **state)
{
    static const char *const lists[] = { "lf", "lh", "li" };

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        (void)software(lists[i]);
        assert_true(reads_software());
        assert_true(is_zero(MACHINE_KEY_CLR4));
        assert_int_equal(registry.key[MACHINE_KEY_CLR4].there, MACHINE_YES);
        assert_int_equal(registry.key[MACHINE_KEY_CLR2].there, MACHINE_NO);
        assert_int_equal(registry.key[MACHINE_KEY_DATA_MCU].there, MACHINE_UNKNOWN);
        assert_false(registry.stale || registry.cut);
    }
}

/* Lists of lists, as deep as Windows makes them, and not deeper. */
static void
lists_of_lists_are_followed(void **state)
{
    (void)state;
    for (unsigned depth = 0; depth < 5; depth++) {
        uint32_t root, list;

        (void)software("lh");
        root = le(made.bytes + 0x24, 4);
        list = le(at(root) + 0x1c, 4);
        for (unsigned i = 0; i < depth; i++)
            list = new_list("ri", 4, &list, 1);
        put(at(root) + 0x1c, list, 4);
        assert_int_equal(reads_software(), depth <= 2);
        assert_int_equal(is_zero(MACHINE_KEY_CLR4), depth <= 2);
    }
}

static void
values_have_their_types(void **state)
{
    static const uint8_t text[] = { 'a', 0, 'b', 0, 'c', 0, 0, 0 };
    uint32_t values[3], leaf = software("lh"), wide;
    char got[8];

    (void)state;
    values[0] = new_value("Text", MACHINE_SZ, text, sizeof text);
    values[1] = new_value("W\0", MACHINE_DWORD, "\7\0\0", 4);
    wide = values[1];
    put(at(wide) + 2, 2, 2);    /* two bytes: W as UTF-16 */
    put(at(wide) + 0x10, 0, 2); /* and it is */
    values[2] = new_value("Empty", MACHINE_SZ, "", 0);
    set_values(leaf, values, 3);
    assert_true(reads_software());
    assert_int_equal(registry.key[MACHINE_KEY_CLR4].n, 3);
    assert_true(machine_value_text(machine_registry_find(&registry, MACHINE_KEY_CLR4, "text"), got,
                                   sizeof got));
    assert_string_equal(got, "abc");
    assert_non_null(machine_registry_find(&registry, MACHINE_KEY_CLR4, "W"));
    assert_int_equal(machine_registry_find(&registry, MACHINE_KEY_CLR4, "Empty")->data.len, 0);
}

static void
what_is_too_large_is_said_to_be_left_out(void **state)
{
    static uint8_t data[MACHINE_DATA_MAX + 1];
    uint32_t values[2], leaf = software("lh");

    (void)state;
    values[0] = new_value("A", 3, data, sizeof data);
    values[1] = new_value("RequireCertificateEKUs", MACHINE_DWORD, "\0\0\0", 4);
    set_values(leaf, values, 2);
    assert_true(reads_software());
    assert_true(registry.cut);
    assert_true(is_zero(MACHINE_KEY_CLR4));
}

/* Changes that are in the log alone. */
static void
a_hive_may_be_stale(void **state)
{
    (void)state;
    (void)software("lh");
    put(made.bytes + 8, 6, 4);
    assert_true(reads_software());
    assert_true(registry.stale);
}

static uint32_t
control_set(const char *name)
{
    static const uint8_t path[] = { 'x', 0, 'y', 0, 'z', 0, 0, 0 };
    uint32_t value = new_value("ImagePath", MACHINE_SZ, path, sizeof path),
             leaf = new_node("RTCDATAMCU", 10, 0, NONE);

    set_values(leaf, &value, 1);
    return above(name, above("Services", leaf, "lh"), "lh");
}

static void
the_control_set_in_use_counts(void **state)
{
    static const struct {
        uint32_t number;
        const char *name;
        bool found;
    } rows[] = {
        { 2, "ControlSet002", true },   { 12, "ControlSet012", true },
        { 999, "ControlSet999", true }, { 1000, "ControlSet1000", false },
        { 1, "ControlSet002", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t nodes[2], value;
        uint8_t number[4];

        begin_hive();
        put(number, rows[i].number, 4);
        value = new_value("Current", MACHINE_DWORD, number, 4);
        nodes[0] = control_set(rows[i].name);
        nodes[1] = new_node("Select", 6, 0, NONE);
        set_values(nodes[1], &value, 1);
        finish(new_node("ROOT", 4, 2, new_list("lh", 8, nodes, 2)));
        file_len = BLOCK + made.n;
        assert_int_equal(reads("SYSTEM"), rows[i].found);
        assert_int_equal(machine_registry_find(&registry, MACHINE_KEY_DATA_MCU, "ImagePath") !=
                             NULL,
                         rows[i].found);
        if (!rows[i].found)
            assert_string_equal(why_line, "a registry hive without its control set");
    }
}

static void
what_is_no_hive_is_told(void **state)
{
    static const struct {
        size_t at;
        uint8_t byte;
    } rows[] = { { 0, 'R' }, { 0x14, 2 }, { 0x1c, 1 } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        (void)software("lh");
        made.bytes[rows[i].at] = rows[i].byte;
        assert_false(reads_software());
        assert_string_equal(why_line, "not a registry hive");
    }
    file_len = 0;
    assert_false(reads("SOFTWARE"));
    assert_string_equal(why_line, "not a registry hive");
}

/* Lists that lead in a circle end, and a key is not below itself for ever. */
static void
circles_end(void **state)
{
    uint32_t root, list;

    (void)state;
    (void)software("lh");
    root = le(made.bytes + 0x24, 4);
    list = new_list("ri", 4, &root, 1);
    put(at(list) + 4, list, 4);
    put(at(root) + 0x1c, list, 4);
    assert_false(reads_software());
    assert_string_equal(why_line, "a registry hive that is damaged");
}

/* Cells that are free, lie beside their place or have no room for what is said to be in them. */
static void
cells_are_within_their_bounds(void **state)
{
    uint32_t leaf, other, values[2];

    (void)state;
    leaf = software("lh");
    put(made.bytes + BLOCK + leaf, 0x60, 4); /* positive: it is free */
    assert_false(reads_software());
    leaf = software("lh");
    put(made.bytes + BLOCK + leaf, 0u - 0x50u + 1, 4); /* no room for a node */
    assert_false(reads_software());
    leaf = software("lh");
    put(at(leaf) + 0x28, le(at(leaf) + 0x28, 4) + 4, 4); /* not at a multiple of eight */
    assert_false(reads_software());
    leaf = software("lh");
    other = new_cell(12); /* one within another, beside its place */
    put(at(other), 0u - 16, 4);
    put(at(other) + 4, le(at(le(at(leaf) + 0x28, 4)), 4), 4);
    put(at(leaf) + 0x28, other + 4, 4);
    assert_false(reads_software());
    leaf = software("lh");
    values[0] = new_value("A", MACHINE_DWORD, "\0\0\0", 4);
    values[1] = new_value("B", MACHINE_DWORD, "\0\0\0", 4);
    set_values(leaf, values, 2);
    put(made.bytes + BLOCK + le(at(leaf) + 0x28, 4), 0u - 8, 4); /* room for one of them */
    assert_false(reads_software());
    assert_int_equal(registry.key[MACHINE_KEY_CLR4].n, 1);
    leaf = software("lh");
    put(at(leaf) + 0x24, 3, 4); /* more values than the list has */
    assert_false(reads_software());
    leaf = software("lh");
    put(at(leaf) + 0x24, 65537, 4);
    assert_false(reads_software());
    assert_string_equal(why_line, "a registry hive that is damaged");
}

/* A file that ends anywhere, or has another byte anywhere: an answer, and a reason for a no. */
static void
damage_does_no_harm(void **state)
{
    static const uint8_t bytes[] = { 0, 0x7f, 0x80, 0xff };

    (void)state;
    (void)software("lh");
    for (size_t n = 0; n < BLOCK + made.n; n += n < BLOCK ? 97 : 1) {
        file_len = n;
        if (!reads("SOFTWARE"))
            assert_int_not_equal(why_line[0], '\0');
    }
    file_len = BLOCK + made.n;
    for (size_t i = 0; i < file_len; i = i == 0x28 ? BLOCK : i + 1)
        for (size_t b = 0; b < sizeof bytes; b++) {
            uint8_t was = made.bytes[i];

            made.bytes[i] = bytes[b];
            if (!reads("SOFTWARE"))
                assert_int_not_equal(why_line[0], '\0');
            made.bytes[i] = was;
        }
}

#define CASE(test) cmocka_unit_test_teardown(test, end_fake)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(keys_are_found_however_they_are_listed),
        CASE(lists_of_lists_are_followed),
        CASE(values_have_their_types),
        CASE(what_is_too_large_is_said_to_be_left_out),
        CASE(a_hive_may_be_stale),
        CASE(the_control_set_in_use_counts),
        CASE(what_is_no_hive_is_told),
        CASE(circles_end),
        CASE(cells_are_within_their_bounds),
        CASE(damage_does_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
