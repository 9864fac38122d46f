/* SPDX-License-Identifier: MIT */
/* The registry of Windows, below HKEY_LOCAL_MACHINE, as 64-bit programs see it. */
#ifndef OS_REGISTRY_H
#define OS_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct os_registry;

/* name: of another machine; "" for this one. NULL with errno; ENOSYS: this system has none. */
struct os_registry *os_registry_open(const char *name);
void os_registry_close(struct os_registry *r);

struct os_registry_value {
    const char *name; /* UTF-8 */
    uint32_t type;    /* of Windows */
    const uint8_t *data;
    size_t len;
};

/* Each value of a key ("SOFTWARE\Microsoft\..."). 0 or an errno; ENOENT: no such key. A value
 * larger than its room comes with len SIZE_MAX. */
int os_registry_values(struct os_registry *r, const char *key,
                       void (*each)(void *ctx, const struct os_registry_value *v), void *ctx);

/* The names of the keys right below a key, likewise. */
int os_registry_subkeys(struct os_registry *r, const char *key,
                        void (*each)(void *ctx, const char *name), void *ctx);

#endif
