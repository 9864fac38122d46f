/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* d_type */
#include <os/dir.h>

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct os_dir *
os_dir_open(const char *path)
{
    return (struct os_dir *)(void *)opendir(path);
}

static enum os_kind
kind_of(unsigned char type)
{
    switch (type) {
    case DT_UNKNOWN:
        return OS_UNKNOWN;
    case DT_REG:
        return OS_FILE;
    case DT_DIR:
        return OS_DIRECTORY;
    case DT_LNK:
        return OS_LINK;
    default:
        return OS_OTHER;
    }
}

bool
os_dir_next(struct os_dir *d, struct os_entry *out)
{
    const struct dirent *e;

    do {
        errno = 0;
        e = readdir((DIR *)(void *)d);
    } while (e != NULL && (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0));
    if (e == NULL)
        return false;
    *out = (struct os_entry){ .name = e->d_name, .kind = kind_of(e->d_type) };
    return true;
}

void
os_dir_close(struct os_dir *d)
{
    (void)closedir((DIR *)(void *)d);
}

int
os_dir_make(const char *path)
{
    return mkdir(path, 0777) == 0 ? 0 : errno;
}

int
os_dir_remove(const char *path)
{
    return rmdir(path) == 0 ? 0 : errno;
}

int
os_dir_may_write(const char *path)
{
    return access(path, W_OK | X_OK) == 0 ? 0 : errno;
}
