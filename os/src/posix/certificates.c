/* SPDX-License-Identifier: MIT */
#include <os/certificates.h>

#include <errno.h>

bool
os_certificates_are_here(void)
{
    return false;
}

int
os_certificates_read(enum os_store_location location, const char *store, const uint8_t *thumbprint,
                     uint8_t **bytes, size_t *len)
{
    (void)location, (void)store, (void)thumbprint, (void)bytes, (void)len;
    return ENOSYS;
}
