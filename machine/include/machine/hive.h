/* SPDX-License-Identifier: MIT */
/*
 * Registry hives: the files SOFTWARE and SYSTEM of %SystemRoot%\System32\config, in their format
 * "regf" 1.3 to 1.6. Read where they lie, a cell at a time: they may have hundreds of megabytes.
 * Nothing in one is trusted: every offset, length and count is checked, every list is bounded.
 */
#ifndef MACHINE_HIVE_H
#define MACHINE_HIVE_H

#include <base/text.h>
#include <machine/registry.h>

BASE_BEGIN_DECLS

struct machine_hive {
    void *ctx;
    /* Exactly n bytes of the file; false: they are not there, or cannot be read. */
    bool (*read)(void *ctx, uint64_t at, void *to, size_t n);
};

/*
 * What keys.def wants of the hive called name ("SOFTWARE", "SYSTEM") goes into r. False: it is no
 * hive, or damaged: why is one line without the file's name, and what was not reached is unknown.
 */
bool machine_hive_read(const struct machine_hive *h, const char *name, struct machine_registry *r,
                       struct base_text *why);

BASE_END_DECLS

#endif
