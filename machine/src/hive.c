/* SPDX-License-Identifier: MIT */
/* The format as "Windows registry file format specification" of the msuhanov/regf project has it.
 */
#include <machine/hive.h>

#include <base/utf16.h>

#include <string.h>

#define BASE_BLOCK 4096u     /* offsets of cells count from its end */
#define NODE_LEN 0x4cu       /* of a key node before its name */
#define VALUE_LEN 0x14u      /* of a value before its name */
#define LIST_MAX 65536u      /* subkeys or values of a key */
#define CELLS_MAX 2000000u   /* looked at, in all: lists may lead in circles */
#define NAME_BYTES_MAX 1024u /* of a name in the file */
#define DEPTH_MAX 2u         /* of lists of lists */

struct node {
    uint32_t subkeys, subkeys_at, values, values_at;
};

struct reading {
    const struct machine_hive *file;
    struct machine_registry *registry;
    unsigned cells;
    bool broken;
};

static uint32_t
le16(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t
le32(const uint8_t *p)
{
    return le16(p) | le16(p + 2) << 16;
}

static bool
broken(struct reading *g)
{
    g->broken = true;
    return false;
}

/* The first n bytes of the cell at an offset, if it is in use and has as many. */
static bool
cell(struct reading *g, uint32_t offset, uint8_t *to, size_t n)
{
    uint64_t at = BASE_BLOCK + (uint64_t)offset;
    uint8_t size[4];
    uint32_t len;

    if (++g->cells > CELLS_MAX || offset % 8 != 0 || !g->file->read(g->file->ctx, at, size, 4))
        return broken(g);
    len = 0u - le32(size); /* negative: in use */
    if (len > 0x7fffffffu || len < n + 4 || !g->file->read(g->file->ctx, at + 4, to, n))
        return broken(g);
    return true;
}

/* n more bytes of the same cell, from a place in it on. */
static bool
more(struct reading *g, uint32_t offset, size_t from, uint8_t *to, size_t n)
{
    uint8_t size[4];
    uint64_t at = BASE_BLOCK + (uint64_t)offset;

    if (!g->file->read(g->file->ctx, at, size, 4) || 0u - le32(size) < from + n + 4 ||
        !g->file->read(g->file->ctx, at + 4 + from, to, n))
        return broken(g);
    return true;
}

/* Latin-1 or UTF-16LE, as a flag says. */
static bool
read_name(struct reading *g, uint32_t offset, size_t from, size_t n, bool latin,
          char out[MACHINE_NAME_MAX])
{
    uint8_t bytes[NAME_BYTES_MAX];
    struct base_utf16 decoder = { 0 };
    struct base_text t;

    base_text_init(&t, out, MACHINE_NAME_MAX);
    if (n > sizeof bytes)
        return false;
    if (!more(g, offset, from, bytes, n))
        return false;
    for (size_t i = 0; latin && i < n; i++)
        base_text_rune(&t, bytes[i]);
    if (!latin) {
        base_utf16_feed(&decoder, (struct base_slice){ bytes, n }, &t);
        base_utf16_finish(&decoder, &t);
    }
    return !t.cut;
}

static bool
read_node(struct reading *g, uint32_t offset, struct node *out, char name[MACHINE_NAME_MAX])
{
    uint8_t b[NODE_LEN];

    if (!cell(g, offset, b, sizeof b))
        return false;
    if (memcmp(b, "nk", 2) != 0)
        return broken(g);
    *out = (struct node){ le32(b + 0x14), le32(b + 0x1c), le32(b + 0x24), le32(b + 0x28) };
    if (out->subkeys > LIST_MAX || out->values > LIST_MAX)
        return broken(g);
    name[0] = '\0';
    (void)read_name(g, offset, NODE_LEN, le16(b + 0x48), (le16(b + 2) & 0x20) != 0, name);
    return !g->broken;
}

/* ---- subkeys ---- */

/* True: that is enough. */
typedef bool subkey_fn(struct reading *g, void *ctx, const struct node *n, const char *name);

/* "lf" and "lh" have a hash behind each offset, "li" and "ri" have none. */
static bool
each_subkey(struct reading *g, uint32_t list, unsigned depth, subkey_fn *fn, void *ctx)
{
    uint8_t b[4], entry[4];
    size_t stride;
    bool lists;

    if (depth > DEPTH_MAX || !cell(g, list, b, sizeof b))
        return broken(g);
    lists = memcmp(b, "ri", 2) == 0;
    stride = memcmp(b, "lf", 2) == 0 || memcmp(b, "lh", 2) == 0 ? 8 : 4;
    if (stride == 4 && !lists && memcmp(b, "li", 2) != 0)
        return broken(g);
    for (size_t i = 0, n = le16(b + 2); i < n; i++) {
        struct node node;
        char name[MACHINE_NAME_MAX];

        if (!more(g, list, 4 + i * stride, entry, sizeof entry))
            return false;
        if (lists ? each_subkey(g, le32(entry), depth + 1, fn, ctx)
                  : read_node(g, le32(entry), &node, name) && fn(g, ctx, &node, name))
            return true;
        if (g->broken)
            return false;
    }
    return false;
}

struct search {
    struct base_slice name;
    struct node *found;
};

static bool
is_it(struct reading *g, void *ctx, const struct node *n, const char *name)
{
    struct search *s = ctx;

    (void)g;
    if (!base_slice_eq_nocase(s->name, base_slice_str(name)))
        return false;
    *s->found = *n;
    return true;
}

/* The key that a path leads to from a key. False: none, or broken. */
static bool
descend(struct reading *g, struct node *at, const char *path)
{
    while (path[0] != '\0') {
        size_t n = strcspn(path, "\\");
        struct node found = { 0 };
        struct search s = { { (const uint8_t *)path, n }, &found };

        if (at->subkeys == 0 || !each_subkey(g, at->subkeys_at, 0, is_it, &s))
            return false;
        *at = found;
        path += n + (path[n] == '\\');
    }
    return true;
}

/* ---- values ---- */

/* Up to four bytes stand in the place of the offset. */
static bool
read_data(struct reading *g, const uint8_t *value, uint8_t data[MACHINE_DATA_MAX],
          struct base_slice *out)
{
    uint32_t n = le32(value + 4);

    *out = (struct base_slice){ data, n & 0x7fffffffu };
    if (n >> 31 != 0) {
        if (out->len > 4)
            return broken(g);
        memcpy(data, value + 8, out->len);
        return true;
    }
    if (n > MACHINE_DATA_MAX) {
        out->len = 0;
        return false;
    }
    return n == 0 || cell(g, le32(value + 8), data, n);
}

static bool
read_value(struct reading *g, uint32_t offset, enum machine_key k, unsigned subkey)
{
    uint8_t b[VALUE_LEN], data[MACHINE_DATA_MAX];
    char name[MACHINE_NAME_MAX];
    struct machine_value v = { .name = name, .subkey = subkey };

    if (!cell(g, offset, b, sizeof b) || memcmp(b, "vk", 2) != 0)
        return broken(g);
    v.type = le32(b + 12);
    if (!read_name(g, offset, VALUE_LEN, le16(b + 2), (le16(b + 0x10) & 1) != 0, name) ||
        !read_data(g, b, data, &v.data))
        g->registry->cut = true;
    else
        machine_registry_add(g->registry, k, &v);
    return !g->broken;
}

static bool
read_values(struct reading *g, const struct node *n, enum machine_key k, unsigned subkey)
{
    uint8_t first, entry[4];

    if (n->values > 0 && !cell(g, n->values_at, &first, 1))
        return false;
    for (size_t i = 0; i < n->values; i++)
        if (!more(g, n->values_at, 4 * i, entry, sizeof entry) ||
            !read_value(g, le32(entry), k, subkey))
            return false;
    return true;
}

struct numbered {
    enum machine_key key;
    unsigned n;
};

static bool
read_subkey(struct reading *g, void *ctx, const struct node *n, const char *name)
{
    struct numbered *s = ctx;

    (void)name;
    return !read_values(g, n, s->key, ++s->n);
}

/* ---- the hive ---- */

/* SYSTEM has several control sets; the key Select says which is in use. */
static bool
enter_control_set(struct reading *g, struct node *at)
{
    struct machine_registry select = { 0 }, *into = g->registry;
    const enum machine_key any = MACHINE_KEY_CLR2; /* of a registry of its own */
    struct node node = *at;
    uint32_t number = 0;
    char path[32];
    struct base_text t;
    bool ok;

    g->registry = &select;
    ok = descend(g, &node, "Select") && read_values(g, &node, any, 0) &&
         machine_value_number(machine_registry_find(&select, any, "Current"), &number);
    machine_registry_clear(&select);
    g->registry = into;
    base_text_init(&t, path, sizeof path);
    base_text_str(&t, number < 10 ? "ControlSet00" : number < 100 ? "ControlSet0" : "ControlSet");
    base_text_u64(&t, number);
    return ok && number < 1000 && descend(g, at, path);
}

static void
read_key(struct reading *g, struct node from, enum machine_key k)
{
    struct numbered subkeys = { .key = k };
    bool there = descend(g, &from, machine_key_path(k));

    if (g->broken)
        return;
    machine_registry_looked(g->registry, k, there);
    if (there && machine_key_has_subkeys(k) && from.subkeys > 0)
        (void)each_subkey(g, from.subkeys_at, 0, read_subkey, &subkeys);
    else if (there && !machine_key_has_subkeys(k))
        (void)read_values(g, &from, k, 0);
}

/* Two numbers differ while changes are in the log alone. */
static bool
read_base_block(struct reading *g, struct node *root, struct base_text *why)
{
    uint8_t b[0x28];
    char name[MACHINE_NAME_MAX];

    if (!g->file->read(g->file->ctx, 0, b, sizeof b) || memcmp(b, "regf", 4) != 0 ||
        le32(b + 0x14) != 1 || le32(b + 0x1c) != 0) {
        base_text_str(why, "not a registry hive");
        return false;
    }
    g->registry->stale = g->registry->stale || le32(b + 4) != le32(b + 8);
    return read_node(g, le32(b + 0x24), root, name);
}

bool
machine_hive_read(const struct machine_hive *h, const char *name, struct machine_registry *r,
                  struct base_text *why)
{
    struct reading g = { .file = h, .registry = r };
    struct node root;
    bool sets = strcmp(name, "SYSTEM") == 0, ok = read_base_block(&g, &root, why);

    if (ok && sets && !enter_control_set(&g, &root)) {
        base_text_str(why, "a registry hive without its control set");
        return false;
    }
    for (unsigned k = 0; ok && !g.broken && k < MACHINE_KEYS; k++)
        if (strcmp(machine_key_hive((enum machine_key)k), name) == 0)
            read_key(&g, root, (enum machine_key)k);
    if (g.broken)
        base_text_str(why, "a registry hive that is damaged");
    return ok && !g.broken;
}
