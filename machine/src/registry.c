/* SPDX-License-Identifier: MIT */
#include <machine/registry.h>

#include <base/utf16.h>

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *hive, *path;
} keys[MACHINE_KEYS] = {
#define MACHINE_KEY(id, hive_, path_) { .hive = hive_, .path = path_ },
#include <machine/keys.def>
#undef MACHINE_KEY
};

const char *
machine_key_hive(enum machine_key k)
{
    return keys[k].hive;
}

const char *
machine_key_path(enum machine_key k)
{
    return keys[k].path;
}

bool
machine_key_has_subkeys(enum machine_key k)
{
    return k == MACHINE_KEY_UNINSTALL;
}

void
machine_registry_looked(struct machine_registry *r, enum machine_key k, bool there)
{
    if (there || r->key[k].there == MACHINE_UNKNOWN)
        r->key[k].there = there ? MACHINE_YES : MACHINE_NO;
}

static struct machine_value *
find(const struct machine_key_state *key, unsigned subkey, const char *name)
{
    for (size_t i = 0; i < key->n; i++)
        if (key->values[i].subkey == subkey &&
            base_slice_eq_nocase(base_slice_str(key->values[i].name), base_slice_str(name)))
            return &key->values[i];
    return NULL;
}

static void
drop(struct machine_value *v)
{
    free((void *)(uintptr_t)v->name);
    free((void *)(uintptr_t)v->data.ptr);
}

static void *
copy_of(const void *from, size_t n)
{
    void *to = malloc(n + 1);

    if (to != NULL && n > 0)
        memcpy(to, from, n);
    return to;
}

/* Names and versions of programs: hundreds of other values stand beside them. */
static bool
is_wanted(enum machine_key k, const char *name)
{
    struct base_slice s = base_slice_str(name);

    return !machine_key_has_subkeys(k) || base_slice_eq_nocase(s, base_slice_str("DisplayName")) ||
           base_slice_eq_nocase(s, base_slice_str("DisplayVersion"));
}

static struct machine_value *
place_for(struct machine_registry *r, struct machine_key_state *key, const struct machine_value *v)
{
    struct machine_value *at = find(key, v->subkey, v->name);

    if (at != NULL) {
        drop(at);
        return at;
    }
    if (key->n == MACHINE_VALUES_MAX) {
        r->cut = true;
        return NULL;
    }
    if ((key->n & (key->n - 1)) == 0) { /* room is for a power of two */
        at = realloc(key->values, (key->n == 0 ? 1 : 2 * key->n) * sizeof *at);
        if (at == NULL) {
            r->no_memory = true;
            return NULL;
        }
        key->values = at;
    }
    return &key->values[key->n++];
}

void
machine_registry_add(struct machine_registry *r, enum machine_key k, const struct machine_value *v)
{
    struct machine_key_state *key = &r->key[k];
    struct machine_value *at;

    if (!is_wanted(k, v->name) || r->no_memory)
        return;
    if (v->data.len > MACHINE_DATA_MAX || strlen(v->name) >= MACHINE_NAME_MAX) {
        r->cut = true;
        return;
    }
    at = place_for(r, key, v);
    if (at == NULL)
        return;
    *at = *v;
    at->name = copy_of(v->name, strlen(v->name) + 1);
    at->data.ptr = copy_of(v->data.ptr, v->data.len);
    if (at->name == NULL || at->data.ptr == NULL) {
        drop(at);
        *at = key->values[--key->n];
        r->no_memory = true;
    }
}

void
machine_registry_remove(struct machine_registry *r, enum machine_key k, const char *name)
{
    struct machine_key_state *key = &r->key[k];
    struct machine_value *at = name == NULL ? NULL : find(key, 0, name);

    if (at != NULL) {
        drop(at);
        *at = key->values[--key->n];
    }
    if (name != NULL)
        return;
    for (size_t i = 0; i < key->n; i++)
        drop(&key->values[i]);
    key->n = 0;
    key->there = MACHINE_NO;
}

const struct machine_value *
machine_registry_find(const struct machine_registry *r, enum machine_key k, const char *name)
{
    return find(&r->key[k], 0, name);
}

bool
machine_value_text(const struct machine_value *v, char *out, size_t cap)
{
    struct base_utf16 decoder = { 0 };
    struct base_text t;

    base_text_init(&t, out, cap);
    if (v == NULL || (v->type != MACHINE_SZ && v->type != MACHINE_EXPAND_SZ))
        return false;
    base_utf16_feed(&decoder, v->data, &t);
    base_utf16_finish(&decoder, &t);
    return !t.cut; /* its NULs end it */
}

bool
machine_value_number(const struct machine_value *v, uint32_t *out)
{
    if (v == NULL || v->type != MACHINE_DWORD || v->data.len != 4)
        return false;
    *out = (uint32_t)v->data.ptr[0] | (uint32_t)v->data.ptr[1] << 8 |
           (uint32_t)v->data.ptr[2] << 16 | (uint32_t)v->data.ptr[3] << 24;
    return true;
}

void
machine_registry_clear(struct machine_registry *r)
{
    for (unsigned k = 0; k < MACHINE_KEYS; k++) {
        machine_registry_remove(r, (enum machine_key)k, NULL);
        free(r->key[k].values);
    }
    *r = (struct machine_registry){ 0 };
}
