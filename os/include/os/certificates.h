/* SPDX-License-Identifier: MIT */
/* The certificate stores of Windows. */
#ifndef OS_CERTIFICATES_H
#define OS_CERTIFICATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum os_store_location { OS_STORE_LOCAL_MACHINE, OS_STORE_CURRENT_USER };

#define OS_THUMBPRINT_LEN 20 /* SHA-1 */

/* Does this system have them? */
bool os_certificates_are_here(void);

/*
 * A store, or the one certificate of a thumbprint, as a serialised store (.sst) with all
 * properties, freed by the caller. 0 or an errno: ENOENT no such store, ESRCH no such certificate
 * in it, ENOSYS not on this system.
 */
int os_certificates_read(enum os_store_location location, const char *store,
                         const uint8_t *thumbprint, uint8_t **bytes, size_t *len);

#endif
