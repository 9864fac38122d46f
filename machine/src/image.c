/* SPDX-License-Identifier: MIT */
/* PE: "PE Format" of Microsoft's documentation; the CLR header and metadata root: ECMA-335
 * II.25.3.3 and II.24.2.1; the version resource: VS_VERSIONINFO. */
#include <machine/image.h>

#include <string.h>

#define SECTIONS_MAX 96u /* as the loader allows */
#define ENTRIES_MAX 4096u
#define RT_VERSION 16u
#define FIXED_SIGNATURE 0xfeef04bdu
#define METADATA_SIGNATURE 0x424a5342u
#define CLR_32BIT_REQUIRED 2u

struct pe {
    struct base_slice file;
    size_t sections_at, sections, directories_at, directories;
    unsigned machine, magic;
};

enum { DIRECTORY_RESOURCE = 2, DIRECTORY_CLR = 14 };

static bool
get16(struct base_slice s, size_t at, unsigned *out)
{
    if (at > s.len || s.len - at < 2)
        return false;
    *out = (unsigned)(s.ptr[at] | s.ptr[at + 1] << 8);
    return true;
}

static bool
get32(struct base_slice s, size_t at, uint32_t *out)
{
    unsigned low, high;

    if (!get16(s, at, &low) || !get16(s, at + 2, &high))
        return false;
    *out = (uint32_t)low | (uint32_t)high << 16;
    return true;
}

static bool
read_headers(struct pe *p)
{
    uint32_t at, directories;
    unsigned sections, optional;
    size_t from;

    if (p->file.len < 64 || memcmp(p->file.ptr, "MZ", 2) != 0 || !get32(p->file, 0x3c, &at) ||
        at > p->file.len - 4 || memcmp(p->file.ptr + at, "PE\0", 4) != 0 ||
        !get16(p->file, at + 4, &p->machine) || !get16(p->file, at + 6, &sections) ||
        !get16(p->file, at + 20, &optional) || !get16(p->file, at + 24, &p->magic))
        return false;
    from = p->magic == 0x20b ? 108 : 92; /* PE32+ and PE32 */
    if ((p->magic != 0x20b && p->magic != 0x10b) || optional < from + 4 ||
        sections > SECTIONS_MAX || !get32(p->file, at + 24 + from, &directories))
        return false;
    p->sections = sections;
    p->sections_at = (size_t)at + 24 + optional;
    p->directories_at = (size_t)at + 24 + from + 4;
    p->directories = (optional - from - 4) / 8;
    if (directories < p->directories)
        p->directories = directories;
    return true;
}

/* The bytes in memory from an address on, as far as the file has its section. */
static struct base_slice
mapped(const struct pe *p, uint32_t address)
{
    for (size_t i = 0; i < p->sections; i++) {
        size_t at = p->sections_at + 40 * i;
        uint32_t from, size, file_at;

        if (!get32(p->file, at + 12, &from) || !get32(p->file, at + 16, &size) ||
            !get32(p->file, at + 20, &file_at))
            break;
        if (address < from || address - from >= size || file_at > p->file.len ||
            address - from >= p->file.len - file_at)
            continue;
        size -= address - from;
        file_at += address - from;
        return (struct base_slice){ p->file.ptr + file_at,
                                    size < p->file.len - file_at ? size : p->file.len - file_at };
    }
    return (struct base_slice){ 0 };
}

static struct base_slice
directory(const struct pe *p, size_t i)
{
    uint32_t address;

    if (i >= p->directories || !get32(p->file, p->directories_at + 8 * i, &address) || address == 0)
        return (struct base_slice){ 0 };
    return mapped(p, address);
}

/* ---- the version resource ---- */

/* Where the first entry of a table leads to, or the one with this number; 0: nowhere. */
static uint32_t
resource_entry(struct base_slice tree, size_t table, bool first, uint32_t number)
{
    unsigned named, numbered;
    uint32_t id, to;

    if (!get16(tree, table + 12, &named) || !get16(tree, table + 14, &numbered))
        return 0;
    for (size_t i = 0; i < named + numbered && i < ENTRIES_MAX; i++)
        if (!get32(tree, table + 16 + 8 * i, &id) || !get32(tree, table + 20 + 8 * i, &to))
            return 0;
        else if (first || id == number)
            return to;
    return 0;
}

#define SUBTABLE 0x80000000u

/* Type, name, language, data. */
static struct base_slice
version_resource(const struct pe *p)
{
    struct base_slice tree = directory(p, DIRECTORY_RESOURCE), data = { 0 };
    uint32_t to = resource_entry(tree, 0, false, RT_VERSION), address, size;

    for (int level = 0; level < 2 && (to & SUBTABLE) != 0; level++)
        to = resource_entry(tree, to & ~SUBTABLE, true, 0);
    if (to == 0 || (to & SUBTABLE) != 0 || !get32(tree, to, &address) ||
        !get32(tree, to + 4u, &size))
        return data;
    data = mapped(p, address);
    data.len = size < data.len ? size : data.len;
    return data;
}

/* VS_FIXEDFILEINFO: behind three words and the key, at a multiple of four. */
static void
read_version(const struct pe *p, struct machine_image *out)
{
    static const uint8_t key[] = "V\0S\0_\0V\0E\0R\0S\0I\0O\0N\0_\0I\0N\0F\0O";
    struct base_slice info = version_resource(p);
    size_t at = (6 + sizeof key + 2 + 3) / 4 * 4;
    uint32_t signature, high, low;

    if (info.len < at || memcmp(info.ptr + 6, key, sizeof key) != 0 ||
        !get32(info, at, &signature) || signature != FIXED_SIGNATURE ||
        !get32(info, at + 8, &high) || !get32(info, at + 12, &low))
        return;
    out->has_version = true;
    out->version[0] = high >> 16;
    out->version[1] = high & 0xffff;
    out->version[2] = low >> 16;
    out->version[3] = low & 0xffff;
}

/* ---- the CLR ---- */

static void
read_clr(const struct pe *p, struct machine_image *out)
{
    struct base_slice header = directory(p, DIRECTORY_CLR), root;
    uint32_t address, flags, signature, n;

    if (!get32(header, 8, &address) || !get32(header, 16, &flags))
        return;
    root = mapped(p, address);
    if (!get32(root, 0, &signature) || signature != METADATA_SIGNATURE || !get32(root, 12, &n) ||
        n == 0 || n >= MACHINE_CLR_MAX || root.len - 16 < n)
        return;
    memcpy(out->clr, root.ptr + 16, n);
    out->clr[n] = '\0';
    if (p->magic == 0x10b && (flags & CLR_32BIT_REQUIRED) == 0)
        out->bits = 64; /* any processor */
}

void
machine_image_read(struct base_slice file, struct machine_image *out)
{
    struct pe p = { .file = file };

    *out = (struct machine_image){ 0 };
    if (!read_headers(&p))
        return;
    out->is_image = true;
    out->bits = p.magic == 0x20b ? 64 : 32;
    read_version(&p, out);
    read_clr(&p, out);
}

bool
machine_image_has_check(struct base_slice file)
{
    static const char word[] = "RequireCertificateEKUs";
    uint8_t wide[2 * (sizeof word - 1)];

    for (size_t i = 0; i < sizeof word - 1; i++) {
        wide[2 * i] = (uint8_t)word[i];
        wide[2 * i + 1] = 0;
    }
    return base_slice_find(file, (struct base_slice){ wide, sizeof wide }) != NULL;
}
