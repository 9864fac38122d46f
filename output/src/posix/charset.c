/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L
#include <output/charset.h>

#include <errno.h>
#include <iconv.h>
#include <strings.h>

#define NONE ((iconv_t)-1) /* NOLINT: as iconv_open(3) has it */

static iconv_t converter;
static bool converts;

static bool
takes_all(const char *name)
{
    static const char *const names[] = { "UTF-8", "UTF8", "ANSI_X3.4-1968", "US-ASCII", "ASCII" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcasecmp(name, names[i]) == 0)
            return true;
    return *name == '\0';
}

bool
output_charset_open(const char *name)
{
    if (takes_all(name))
        return true;
    if (converts)
        (void)iconv_close(converter);
    converter = iconv_open(name, "UTF-8");
    converts = converter != NONE;
    return converts;
}

/* Replace one character that the charset lacks, or that is malformed. */
static void
skip(char **in, size_t *left)
{
    do {
        (*in)++;
        (*left)--;
    } while (*left > 0 && ((unsigned char)**in & 0xC0) == 0x80);
}

void
output_charset_apply(struct output_bytes *b)
{
    struct output_bytes made = { 0 };
    char *in = b->ptr, piece[4096];
    size_t left = b->len;

    if (!converts)
        return;
    while (left > 0 && !made.no_memory) {
        char *out = piece;
        size_t room = sizeof piece;
        size_t done = iconv(converter, &in, &left, &out, &room);
        int err = done == (size_t)-1 ? errno : 0;

        output_add(&made, piece, sizeof piece - room);
        if (err == 0 || err == E2BIG)
            continue;
        output_add_char(&made, '?');
        skip(&in, &left);
        (void)iconv(converter, NULL, NULL, NULL, NULL);
    }
    b->len = 0;
    output_add_slice(b, output_bytes_since(&made, 0));
    output_bytes_done(&made, b);
}
