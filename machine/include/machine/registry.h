/* SPDX-License-Identifier: MIT */
/*
 * The few keys of a Windows registry that tell whether a server checks: keys.def. Whoever reads a
 * registry (a .reg file, a hive, the system) hands over what it finds below these, and says which
 * it looked for; the rest is unknown, never absent.
 */
#ifndef MACHINE_REGISTRY_H
#define MACHINE_REGISTRY_H

#include <base/declare.h>
#include <base/slice.h>

BASE_BEGIN_DECLS

enum machine_answer { MACHINE_UNKNOWN, MACHINE_NO, MACHINE_YES };

enum machine_key {
#define MACHINE_KEY(id, hive, path) MACHINE_KEY_##id,
#include <machine/keys.def>
#undef MACHINE_KEY
    MACHINE_KEYS
};

#define MACHINE_VALUES_MAX 4096u   /* of a key, with those of its subkeys */
#define MACHINE_NAME_MAX 1024u     /* of a value or a key in UTF-8, with a NUL; paths are names */
#define MACHINE_DATA_MAX 8192u     /* bytes of a value that are kept */
#define MACHINE_KEY_PATH_MAX 1024u /* from the root of a hive */

enum machine_value_type { /* of Windows; other numbers occur */
                          MACHINE_SZ = 1,
                          MACHINE_EXPAND_SZ = 2,
                          MACHINE_DWORD = 4,
};

struct machine_value {
    const char *name;       /* UTF-8 */
    unsigned subkey;        /* of the uninstall list: which of its keys; 0 elsewhere */
    uint32_t type;          /* machine_value_type */
    struct base_slice data; /* little-endian; text is UTF-16LE */
};

struct machine_key_state {
    enum machine_answer there;
    struct machine_value *values; /* owned, as what they point to */
    size_t n;
};

struct machine_registry { /* starts all zero */
    struct machine_key_state key[MACHINE_KEYS];
    bool stale;     /* a hive was not closed cleanly: what was set last may be missing */
    bool cut;       /* more than the limits allow */
    bool no_memory; /* latched */
};

/* "SOFTWARE" or "SYSTEM"; the path below it (below its control set). */
const char *machine_key_hive(enum machine_key k);
const char *machine_key_path(enum machine_key k);
bool machine_key_has_subkeys(enum machine_key k); /* their values are wanted, not its own */

/* A key was found there, or looked for in vain; what was found stays found. */
void machine_registry_looked(struct machine_registry *r, enum machine_key k, bool there);

/* What v points to is copied. A value of the same name is replaced. */
void machine_registry_add(struct machine_registry *r, enum machine_key k,
                          const struct machine_value *v);

/* What was found so far is gone: the key, or one value. A .reg file may say so. */
void machine_registry_remove(struct machine_registry *r, enum machine_key k, const char *name);

/* Names count in any case, as in Windows. NULL: none. */
const struct machine_value *machine_registry_find(const struct machine_registry *r,
                                                  enum machine_key k, const char *name);

/* Its text as UTF-8; false: it is none, or longer than cap allows. */
bool machine_value_text(const struct machine_value *v, char *out, size_t cap);
bool machine_value_number(const struct machine_value *v, uint32_t *out); /* REG_DWORD alone (R29) */

void machine_registry_clear(struct machine_registry *r);

BASE_END_DECLS

#endif
