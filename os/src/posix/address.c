/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L
#include <os/address.h>

#include <arpa/inet.h>
#include <net/if.h>

size_t
os_address_parse(const char *text, uint8_t out[16])
{
    if (inet_pton(AF_INET, text, out) == 1)
        return 4;
    return inet_pton(AF_INET6, text, out) == 1 ? 16 : 0;
}

void
os_address_text(const uint8_t *address, size_t len, char out[OS_ADDRESS_TEXT])
{
    (void)inet_ntop(len == 4 ? AF_INET : AF_INET6, address, out, OS_ADDRESS_TEXT);
}

uint32_t
os_interface_number(const char *name)
{
    return if_nametoindex(name);
}

bool
os_interface_name(uint32_t number, char out[OS_INTERFACE_TEXT])
{
    _Static_assert(OS_INTERFACE_TEXT >= IF_NAMESIZE, "room for any name");
    return if_indextoname(number, out) != NULL;
}
