/* SPDX-License-Identifier: MIT */
#include "../sandbox.h"

#include <output/spool.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- files: Landlock ---- */

#define READS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITES                                                                                     \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |   \
     LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |                                \
     LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REFER | LANDLOCK_ACCESS_FS_TRUNCATE)

/* The kernel headers of Debian 12 know the first three versions. */
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

/* What may be asked of version 1; each later one knows more. */
#define VERSION_1 ((1ULL << 13) - 1)

/* Read by c-ares at a question, by the C library when a name of a character set or a text's
 * translation is first needed. What is not there is passed over. */
static const char *const read_places[] = {
    "/etc/hosts",    "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/host.conf",
    "/etc/services", "/etc/gai.conf",    "/etc/localtime",     "/usr",
    "/lib",          "/lib64",           EKUPROBE_LOCALEDIR,
#ifdef EKUPROBE_SANITIZED
    "/proc", /* where the leak checker finds the threads */
#endif
};

/* Buffers too large for memory go to files without a name there (output/spool.h). */
static const char *const spool_places[] = { OUTPUT_SPOOL_PLACES };

struct rules {
    int fd;
    uint64_t handled;
};

/* Of a file the rights of a directory are not to be asked for. */
static void
allow(const struct rules *r, const char *path, uint64_t access)
{
    struct landlock_path_beneath_attr rule = { .allowed_access = access & r->handled };
    struct stat s;

    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0)
        return;
    if (fstat(rule.parent_fd, &s) == 0 && !S_ISDIR(s.st_mode))
        rule.allowed_access &= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                               LANDLOCK_ACCESS_FS_TRUNCATE;
    (void)syscall(SYS_landlock_add_rule, r->fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    (void)close(rule.parent_fd);
}

static void
allow_folder_of(const struct rules *r, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path) + 1);

    if (folder != NULL)
        allow(r, folder, WRITES);
    free(folder);
}

/* Both where the path lies and where it leads to: a link to a report is followed. */
static void
allow_output(const struct rules *r, const char *path)
{
    char *real = realpath(path, NULL);

    allow_folder_of(r, path);
    if (real != NULL)
        allow_folder_of(r, real);
    free(real);
}

static void
allow_outputs(const struct rules *r, const struct cli_options *o)
{
    for (size_t i = 0; i < o->reports.n; i++) {
        const char *colon = strchr(o->reports.at[i], ':'); /* FORMAT:FILE */

        if (colon != NULL)
            allow_output(r, colon + 1);
    }
    if (o->resume != NULL)
        allow_output(r, o->resume);
    if (o->remedy != NULL) {
        allow_output(r, o->remedy);
        allow(r, o->remedy, WRITES | LANDLOCK_ACCESS_FS_READ_FILE);
    }
}

/* What each run of --watch reads again. */
static void
allow_inputs(const struct rules *r, const struct cli_options *o)
{
    const char *const files[] = { o->cert, o->key, o->baseline, o->suppress };

    for (size_t i = 0; o->watch_ms > 0 && i < sizeof files / sizeof files[0]; i++)
        if (files[i] != NULL)
            allow(r, files[i], READS);
}

static struct rules
open_rules(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    struct rules r = { .fd = -1, .handled = VERSION_1 };
    struct landlock_ruleset_attr attr;

    if (version < 1)
        return r;
    if (version >= 2)
        r.handled |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= 3)
        r.handled |= LANDLOCK_ACCESS_FS_TRUNCATE;
    attr = (struct landlock_ruleset_attr){ .handled_access_fs = r.handled };
    r.fd = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    return r;
}

static bool
give_up_files(const struct cli_options *o)
{
    struct rules r = open_rules();
    bool ok;

    if (r.fd < 0)
        return false;
    for (size_t i = 0; i < sizeof read_places / sizeof *read_places; i++)
        allow(&r, read_places[i], READS);
    for (size_t i = 0; i < sizeof spool_places / sizeof *spool_places; i++)
        allow(&r, spool_places[i], LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE);
    allow_outputs(&r, o);
    allow_inputs(&r, o);
    ok = syscall(SYS_landlock_restrict_self, r.fd, 0) == 0;
    (void)close(r.fd);
    return ok;
}

/* ---- programs and what else the kernel offers: seccomp ---- */

/* Nothing that probes, resolves, reports or ends needs these. ptrace stays: Landlock bounds it,
 * and the leak checker of a sanitized build lives on it. */
static const int refused[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(reboot),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(io_uring_setup),
};

static bool
give_up_programs(void)
{
    /* SCMP_A0_32 is no C11: clang refuses its empty arguments. */
    const struct scmp_arg_cmp other_families = { 0, SCMP_CMP_GT, AF_NETLINK, 0 };
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    bool ok = filter != NULL && seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0;

    for (size_t i = 0; ok && i < sizeof refused / sizeof *refused; i++)
        ok = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), refused[i], 0) == 0;
    /* Of sockets those of the Internet, local ones and netlink; no raw packets, no vsock. */
    ok = ok && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
                                other_families) == 0;
    ok = ok && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return ok;
}

bool
cli_sandbox_enter(const struct cli_options *o, struct base_text *why)
{
    bool privileges = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    bool files = privileges && give_up_files(o);
    bool programs = privileges && give_up_programs();

    if (!files)
        base_text_str(why, "this kernel has no Landlock");
    if (!programs)
        base_text_str(why, files ? "this kernel has no seccomp" : " and no seccomp");
    return files && programs;
}
