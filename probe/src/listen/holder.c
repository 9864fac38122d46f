/* SPDX-License-Identifier: MIT */
/* Who has a port already, as far as Linux lets us know: the socket's owner from /proc/net/tcp
 * (proc(5)), its process where its descriptors may be looked at. */
#include "room.h"

#include <base/text.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LISTENING 0x0Au /* TCP_LISTEN of net/tcp_states.h */

struct holder {
    unsigned user;
    unsigned long inode;
};

/* The address as the file has it: words of 32 bits in this machine's order. */
static void
address_text(const struct probe_address *a, char out[33])
{
    for (unsigned i = 0; i < (a->v6 ? 4u : 1u); i++) {
        uint32_t word;

        memcpy(&word, a->ip + 4 * (size_t)i, sizeof word);
        (void)snprintf(out + 8 * (size_t)i, 9, "%08X", word);
    }
}

static bool
is_any(const char *address)
{
    return address[strspn(address, "0")] == '\0';
}

/* sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode */
static bool
read_line(const char *line, const char *address, uint16_t port, struct holder *out)
{
    char local[33];
    unsigned at, state;

    return sscanf(line,
                  " %*u: %32[0-9A-F]:%4X %*[0-9A-F]:%*4X %2X %*8X:%*8X %*2X:%*8X %*8X %u %*u %lu",
                  local, &at, &state, &out->user, &out->inode) == 5 &&
           state == LISTENING && at == port &&
           (strcmp(local, address) == 0 || is_any(local) || is_any(address));
}

static bool
find_socket(const struct probe_address *a, uint16_t port, struct holder *out)
{
    static const char *const files[] = { "/proc/net/tcp", "/proc/net/tcp6" };
    FILE *file = fopen(files[a->v6 != 0], "re");
    char line[512], address[33] = "";
    bool found = false;

    address_text(a, address);
    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL)
        found = read_line(line, address, port, out);
    if (file != NULL)
        (void)fclose(file);
    return found;
}

/* Has the process a descriptor of that socket? */
static bool
holds(const char *pid, const char *wanted)
{
    char path[300], target[64];
    struct dirent *entry;
    bool found = false;
    DIR *dir;

    (void)snprintf(path, sizeof path, "/proc/%s/fd", pid);
    dir = opendir(path);
    while (dir != NULL && !found && (entry = readdir(dir)) != NULL) {
        ssize_t n = readlinkat(dirfd(dir), entry->d_name, target, sizeof target - 1);

        target[n > 0 ? n : 0] = '\0';
        found = strcmp(target, wanted) == 0;
    }
    if (dir != NULL)
        (void)closedir(dir);
    return found;
}

static void
put_process(const char *pid, struct base_text *out)
{
    char path[300], name[64] = "";
    FILE *file;

    (void)snprintf(path, sizeof path, "/proc/%s/comm", pid);
    file = fopen(path, "re");
    if (file != NULL && fgets(name, sizeof name, file) != NULL)
        name[strcspn(name, "\n")] = '\0';
    if (file != NULL)
        (void)fclose(file);
    base_text_str(out, "process ");
    base_text_str(out, pid);
    base_text_str(out, " (");
    base_text_safe(out, base_slice_str(name));
    base_text_byte(out, ')');
}

static bool
find_process(unsigned long inode, struct base_text *out)
{
    DIR *dir = opendir("/proc");
    char wanted[64];
    struct dirent *entry;
    bool found = false;

    (void)snprintf(wanted, sizeof wanted, "socket:[%lu]", inode);
    while (dir != NULL && !found && (entry = readdir(dir)) != NULL)
        if (entry->d_name[strspn(entry->d_name, "0123456789")] == '\0' &&
            holds(entry->d_name, wanted)) {
            put_process(entry->d_name, out);
            found = true;
        }
    if (dir != NULL)
        (void)closedir(dir);
    return found;
}

void
listen_port_holder(const struct probe_address *a, uint16_t port, struct base_text *out)
{
    struct holder holder;

    if (!find_socket(a, port, &holder) || find_process(holder.inode, out))
        return;
    base_text_str(out, "a process of user ");
    base_text_u64(out, holder.user);
}
