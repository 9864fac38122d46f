/* SPDX-License-Identifier: MIT */
#include <os/registry.h>

#include <errno.h>

struct os_registry *
os_registry_open(const char *name)
{
    (void)name;
    errno = ENOSYS;
    return NULL;
}

void
os_registry_close(struct os_registry *r)
{
    (void)r;
}

int
os_registry_values(struct os_registry *r, const char *key,
                   void (*each)(void *ctx, const struct os_registry_value *v), void *ctx)
{
    (void)r, (void)key, (void)each, (void)ctx;
    return ENOSYS;
}

int
os_registry_subkeys(struct os_registry *r, const char *key,
                    void (*each)(void *ctx, const char *name), void *ctx)
{
    (void)r, (void)key, (void)each, (void)ctx;
    return ENOSYS;
}
