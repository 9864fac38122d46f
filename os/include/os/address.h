/* SPDX-License-Identifier: MIT */
/* IP addresses as text, and the names of this machine's interfaces. No socket is made. */
#ifndef OS_ADDRESS_H
#define OS_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OS_ADDRESS_TEXT 46   /* RFC 4291 2.2, with a NUL */
#define OS_INTERFACE_TEXT 16 /* with its NUL; a longer name counts as none */

size_t os_address_parse(const char *text, uint8_t out[16]); /* its bytes, 4 or 16; 0: none */
void os_address_text(const uint8_t *address, size_t len, char out[OS_ADDRESS_TEXT]);

uint32_t os_interface_number(const char *name); /* 0: no such interface */
bool os_interface_name(uint32_t number, char out[OS_INTERFACE_TEXT]);

#endif
