/* SPDX-License-Identifier: MIT */
#include <os/address.h>

#include "wide.h"

#include <ws2tcpip.h>

#include <netioapi.h>
#include <string.h>

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
    if (inet_ntop(len == 4 ? AF_INET : AF_INET6, (const void *)address, out, OS_ADDRESS_TEXT) ==
        NULL)
        out[0] = '\0';
}

uint32_t
os_interface_number(const char *name)
{
    return if_nametoindex(name);
}

/* Here a zone is written as its number. */
bool
os_interface_name(uint32_t number, char out[OS_INTERFACE_TEXT])
{
    (void)number;
    (void)out;
    return false;
}
