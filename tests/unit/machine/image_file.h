/* SPDX-License-Identifier: MIT */
/* A PE file of one section, with what is read of one: a version, a CLR, the literal of the check.
 */
#ifndef IMAGE_FILE_H
#define IMAGE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define IMAGE_LEN 0x800u
#define IMAGE_SECTION 0x400u /* in the file */
#define IMAGE_AT 0x2000u     /* in memory */

struct image_of {
    unsigned version[4]; /* all zero: none */
    const char *clr;     /* NULL: none */
    bool plus;           /* PE32+ */
    bool required32;
    bool check;
};

static inline void
put16(uint8_t *to, unsigned v)
{
    to[0] = (uint8_t)v;
    to[1] = (uint8_t)(v >> 8);
}

static inline void
put32(uint8_t *to, uint32_t v)
{
    put16(to, v & 0xffff);
    put16(to + 2, v >> 16);
}

static inline void
put_wide(uint8_t *to, const char *text)
{
    for (; *text != '\0'; text++, to += 2)
        put16(to, (uint8_t)*text);
}

/* Type, name and language lead to the data, and that to VS_VERSIONINFO. */
static inline void
image_version(uint8_t *s, const unsigned version[4])
{
    static const uint32_t to[] = { 0x80000018u, 0x80000030u, 0x48u };

    for (size_t i = 0; i < 3; i++) {
        put16(s + 0x18 * i + 14, 1);
        put32(s + 0x18 * i + 16, i == 0 ? 16 : 1);
        put32(s + 0x18 * i + 20, to[i]);
    }
    put32(s + 0x48, IMAGE_AT + 0x58);
    put32(s + 0x4c, 92);
    put_wide(s + 0x58 + 6, "VS_VERSION_INFO");
    put32(s + 0x58 + 40, 0xfeef04bdu);
    put32(s + 0x58 + 48, (uint32_t)version[0] << 16 | version[1]);
    put32(s + 0x58 + 52, (uint32_t)version[2] << 16 | version[3]);
}

static inline void
image_clr(uint8_t *s, const struct image_of *of)
{
    put32(s + 0x100 + 8, IMAGE_AT + 0x180);
    put32(s + 0x100 + 16, 1u | (of->required32 ? 2u : 0));
    put32(s + 0x180, 0x424a5342u);
    put32(s + 0x180 + 12, 12);
    memcpy(s + 0x180 + 16, of->clr, strlen(of->clr));
}

static inline void
image_make(uint8_t out[IMAGE_LEN], const struct image_of *of)
{
    uint8_t *optional = out + 0x80 + 24, *directories = optional + (of->plus ? 112 : 96);
    uint8_t *section = directories + 16 * 8;
    bool has_version = of->version[0] != 0;

    memset(out, 0, IMAGE_LEN);
    memcpy(out, "MZ", 2);
    put32(out + 0x3c, 0x80);
    memcpy(out + 0x80, "PE\0", 4);
    put16(out + 0x86, 1);
    put16(out + 0x94, (unsigned)(section - optional));
    put16(optional, of->plus ? 0x20b : 0x10b);
    put32(directories - 4, 16);
    put32(directories + 2 * 8, has_version ? IMAGE_AT : 0);
    put32(directories + 14 * 8, of->clr != NULL ? IMAGE_AT + 0x100 : 0);
    put32(section + 12, IMAGE_AT);
    put32(section + 16, IMAGE_LEN - IMAGE_SECTION);
    put32(section + 20, IMAGE_SECTION);
    if (has_version)
        image_version(out + IMAGE_SECTION, of->version);
    if (of->clr != NULL)
        image_clr(out + IMAGE_SECTION, of);
    if (of->check)
        put_wide(out + IMAGE_SECTION + 0x201, "RequireCertificateEKUs"); /* at any place */
}

#endif
