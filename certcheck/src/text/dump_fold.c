/* SPDX-License-Identifier: MIT */
#include "dump_text.h"

#include <base/text.h>

/* What stands for an ASCII character in the labels of some language, or for nothing. */
static const struct {
    uint32_t shown;
    char ascii; /* 0: dropped */
} folds[] = {
    { 0x00a0, ' ' }, { 0x2007, ' ' }, { 0x2009, ' ' }, { 0x202f, ' ' }, { 0x3000, ' ' },
    { 0xff1a, ':' }, { 0xff08, '(' }, { 0xff09, ')' }, { 0xff1d, '=' }, { 0xff0c, ',' },
    { 0x200b, 0 },   { 0x200e, 0 },   { 0x200f, 0 },   { 0xfeff, 0 },
};

static bool
is_utf8(struct base_slice text)
{
    bool valid = true;

    for (size_t at = 0; at < text.len && valid;)
        if (text.ptr[at] < 0x80)
            at++;
        else
            (void)base_utf8_next(text, &at, &valid);
    return valid;
}

/* The no-break space of the code pages certutil writes: 1252 and its kin, 437 and its kin. */
static size_t
fold_code_page(struct base_slice text, char *out)
{
    for (size_t i = 0; i < text.len; i++)
        out[i] = text.ptr[i] == 0xa0 || text.ptr[i] == 0xff ? ' ' : (char)text.ptr[i];
    return text.len;
}

size_t
dump_fold(struct base_slice text, char *out)
{
    size_t n = 0;

    if (!is_utf8(text))
        return fold_code_page(text, out);
    for (size_t at = 0; at < text.len;) {
        size_t from = at, k = 0;
        bool valid;
        uint32_t c = text.ptr[at] < 0x80 ? text.ptr[at++] : base_utf8_next(text, &at, &valid);

        while (c >= 0x80 && k < sizeof folds / sizeof folds[0] && folds[k].shown != c)
            k++;
        if (c >= 0x80 && k < sizeof folds / sizeof folds[0]) {
            if (folds[k].ascii != 0)
                out[n++] = folds[k].ascii;
            continue;
        }
        while (from < at)
            out[n++] = (char)text.ptr[from++];
    }
    return n;
}
