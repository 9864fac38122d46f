/* SPDX-License-Identifier: MIT */
#include "../port_holder.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"

#define TABLE_MAX (16u << 20)

/* Fields of /proc/net/tcp, from 0. */
enum { LOCAL = 1, STATE = 3, USER = 7, INODE = 9, FIELDS };

struct holder {
    char user[16], inode[24];
};

/* ADDRESS:PORT as the file has it, the address in this machine's order of bytes. False: it is not
 * IPv4, and whoever has the port will do. */
static bool
local_text(const char *address, uint16_t port, char out[48])
{
    const char *end = strrchr(address, '.');
    uint8_t ip[4] = { 0 };
    uint32_t word;

    for (size_t i = 0; end != NULL && i < sizeof ip && *address != '\0'; i++) {
        for (; *address >= '0' && *address <= '9'; address++)
            ip[i] = (uint8_t)(ip[i] * 10 + (*address - '0'));
        address += *address == '.';
    }
    memcpy(&word, ip, sizeof word);
    (void)snprintf(out, 48, "%08X:%04X", word, port);
    return end != NULL;
}

static bool
is_any(const char *local)
{
    return local[strspn(local, "0")] == ':';
}

static bool
matches(const char *local, const char *wanted, bool v4)
{
    const char *port = strrchr(local, ':');

    return port != NULL && strcmp(port, strrchr(wanted, ':')) == 0 &&
           (!v4 || strcmp(local, wanted) == 0 || is_any(local) || is_any(wanted));
}

static bool
read_line(char *line, const char *wanted, bool v4, struct holder *out)
{
    char *fields[FIELDS], *rest = NULL;

    for (size_t i = 0; i < FIELDS; i++)
        if ((fields[i] = strtok_r(i == 0 ? line : NULL, " ", &rest)) == NULL)
            return false;
    if (strcmp(fields[STATE], "0A") != 0 || !matches(fields[LOCAL], wanted, v4))
        return false; /* TCP_LISTEN of net/tcp_states.h */
    (void)snprintf(out->user, sizeof out->user, "%s", fields[USER]);
    (void)snprintf(out->inode, sizeof out->inode, "%s", fields[INODE]);
    return true;
}

static bool
find_in(const char *table, const char *wanted, bool v4, struct holder *out)
{
    struct cli_buffer file = { 0 };
    char reason[256], *line, *rest = NULL;
    struct base_text ignored;
    bool found = false;

    base_text_init(&ignored, reason, sizeof reason);
    if (cli_read_file(table, TABLE_MAX, &file, &ignored) && file.len > 0) {
        file.at[file.len - 1] = '\0';
        for (line = strtok_r((char *)file.at, "\n", &rest); line != NULL && !found;
             line = strtok_r(NULL, "\n", &rest))
            found = read_line(line, wanted, v4, out);
    }
    cli_buffer_free(&file);
    return found;
}

/* What listens on all of IPv6 may have all of IPv4 with it. */
static bool
find_socket(const char *address, uint16_t port, struct holder *out)
{
    char wanted[48];
    bool v4 = local_text(address, port, wanted);

    return (v4 && find_in("/proc/net/tcp", wanted, v4, out)) ||
           find_in("/proc/net/tcp6", wanted, v4, out);
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
find_process(const char *inode, struct base_text *out)
{
    DIR *dir = opendir("/proc");
    char wanted[64];
    struct dirent *entry;
    bool found = false;

    (void)snprintf(wanted, sizeof wanted, "socket:[%s]", inode);
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
cli_port_holder(const char *address, uint16_t port, struct base_text *out)
{
    struct holder holder;

    if (!find_socket(address, port, &holder) || find_process(holder.inode, out))
        return;
    base_text_str(out, "a process of user ");
    base_text_str(out, holder.user);
}
