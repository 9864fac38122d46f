/* SPDX-License-Identifier: MIT */
#include "../port_holder.h"

#include <winsock2.h>

#include <ws2tcpip.h>

#include <iphlpapi.h>
#include <stdlib.h>
#include <windows.h>

#define NAME_CHARS 1024

/* The process that listens on the port of any IPv4 address; 0: none is known. */
static DWORD
find(uint16_t port)
{
    DWORD size = 0, found = 0;
    MIB_TCPTABLE_OWNER_PID *table;

    (void)GetExtendedTcpTable(NULL, &size, FALSE, AF_INET, TCP_TABLE_OWNER_PID_LISTENER, 0);
    table = malloc(size + 4096u);
    size += 4096;
    if (table != NULL && GetExtendedTcpTable(table, &size, FALSE, AF_INET,
                                             TCP_TABLE_OWNER_PID_LISTENER, 0) == NO_ERROR)
        for (DWORD i = 0; found == 0 && i < table->dwNumEntries; i++)
            if (ntohs((u_short)table->table[i].dwLocalPort) == port)
                found = table->table[i].dwOwningPid;
    free(table);
    return found;
}

static void
put_name(DWORD pid, struct base_text *out)
{
    HANDLE h = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
    wchar_t wide[NAME_CHARS], *name;
    char narrow[3 * NAME_CHARS];
    DWORD n = NAME_CHARS;

    if (h == NULL)
        return;
    if (QueryFullProcessImageNameW(h, 0, wide, &n)) {
        name = wcsrchr(wide, L'\\');
        name = name == NULL ? wide : name + 1;
        if (WideCharToMultiByte(CP_UTF8, 0, name, -1, narrow, sizeof narrow, NULL, NULL) > 0) {
            base_text_str(out, " (");
            base_text_safe(out, base_slice_str(narrow));
            base_text_byte(out, ')');
        }
    }
    CloseHandle(h);
}

void
cli_port_holder(const char *address, uint16_t port, struct base_text *out)
{
    DWORD pid = find(port);

    (void)address;
    if (pid == 0)
        return;
    base_text_str(out, "process ");
    base_text_u64(out, pid);
    put_name(pid, out);
}
