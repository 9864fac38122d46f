/* SPDX-License-Identifier: MIT */
/*
 * Registry exports as regedit and reg.exe write them (.reg): version 5 in UTF-16 or UTF-8, and
 * REGEDIT4. A branch is exported whole, so what is missing below a key that the file names is
 * missing from the machine; of anything else the file says nothing.
 */
#ifndef MACHINE_REG_TEXT_H
#define MACHINE_REG_TEXT_H

#include <base/utf16.h>
#include <machine/registry.h>

BASE_BEGIN_DECLS

#define MACHINE_REG_LINE_MAX                                                                       \
    65536u /* of a value with its continuations; longer ones are skipped                           \
            */

struct machine_reg_text {
    struct machine_registry *registry;
    uint64_t lines;      /* read so far */
    uint64_t wrong_line; /* the first that cannot be read; 0: none */
    const char *wrong;   /* why */
    /* the rest is the reader's own */
    uint8_t head[4];
    size_t head_len;
    bool started, titled, old; /* old: REGEDIT4, whose hexadecimal text is no UTF-16 */
    enum base_encoding encoding;
    struct base_utf16 utf16;
    enum { MACHINE_REG_NEW_LINE, MACHINE_REG_PLAIN, MACHINE_REG_VALUE } mode;
    bool quoted, escaped, overlong;
    bool ending;          /* this line is the last, and no end of line is behind it */
    enum machine_key key; /* MACHINE_KEYS: the values that follow are not wanted */
    unsigned subkeys, subkey;
    size_t len;
    char line[MACHINE_REG_LINE_MAX];
};

/* t is large: of the heap. */
void machine_reg_text_begin(struct machine_reg_text *t, struct machine_registry *r);

/* The next piece of the file, of any size. False: no such file; wrong_line and wrong say why. */
bool machine_reg_text_feed(struct machine_reg_text *t, struct base_slice bytes);
bool machine_reg_text_end(struct machine_reg_text *t);

BASE_END_DECLS

#endif
