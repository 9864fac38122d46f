/* SPDX-License-Identifier: MIT */
#include <output/width.h>

#include <base/text.h>

#define ELLIPSIS "\xE2\x80\xA6"

struct range {
    uint32_t first, last;
};

/* Unicode's East Asian Width W and F, in the blocks that names use. */
static const struct range wide[] = {
    { 0x1100, 0x115F },   { 0x2E80, 0x303E },   { 0x3041, 0x33FF },   { 0x3400, 0x4DBF },
    { 0x4E00, 0x9FFF },   { 0xA000, 0xA4CF },   { 0xAC00, 0xD7A3 },   { 0xF900, 0xFAFF },
    { 0xFE30, 0xFE6F },   { 0xFF01, 0xFF60 },   { 0xFFE0, 0xFFE6 },   { 0x1F300, 0x1F64F },
    { 0x1F680, 0x1F6FF }, { 0x1F900, 0x1F9FF }, { 0x20000, 0x3FFFD },
};

/* General categories Mn and Me, likewise. */
static const struct range combining[] = {
    { 0x0300, 0x036F }, { 0x0483, 0x0489 }, { 0x0591, 0x05BD }, { 0x0610, 0x061A },
    { 0x064B, 0x065F }, { 0x06D6, 0x06DC }, { 0x093C, 0x093C }, { 0x094D, 0x094D },
    { 0x0E31, 0x0E31 }, { 0x0E34, 0x0E3A }, { 0x0E47, 0x0E4E }, { 0x1AB0, 0x1AFF },
    { 0x1DC0, 0x1DFF }, { 0x20D0, 0x20FF }, { 0x3099, 0x309A }, { 0xFE00, 0xFE0F },
    { 0xFE20, 0xFE2F },
};

static bool
is_in(uint32_t r, const struct range *ranges, size_t n)
{
    for (size_t i = 0; i < n && r >= ranges[i].first; i++)
        if (r <= ranges[i].last)
            return true;
    return false;
}

static size_t
rune_width(uint32_t r)
{
    if (r < 0x300)
        return 1;
    if (is_in(r, combining, sizeof combining / sizeof combining[0]))
        return 0;
    return is_in(r, wide, sizeof wide / sizeof wide[0]) ? 2 : 1;
}

size_t
output_width(struct base_slice text)
{
    size_t width = 0;
    bool valid;

    for (size_t at = 0; at < text.len;)
        width += rune_width(base_utf8_next(text, &at, &valid));
    return width;
}

/* Bytes of the longest start of text that fits, and its columns. */
static size_t
fit(struct base_slice text, size_t columns, size_t *used)
{
    size_t at = 0;

    *used = 0;
    while (at < text.len) {
        size_t next = at;
        bool valid;
        size_t w = rune_width(base_utf8_next(text, &next, &valid));

        if (*used + w > columns)
            break;
        *used += w;
        at = next;
    }
    return at;
}

void
output_add_cut(struct output_bytes *out, struct base_slice text, size_t columns)
{
    size_t used, n;

    if (output_width(text) <= columns) {
        output_add_slice(out, text);
        return;
    }
    if (columns == 0)
        return;
    n = fit(text, columns - 1, &used);
    output_add(out, text.ptr, n);
    output_add_str(out, ELLIPSIS);
}

/* Where the tail of text begins that takes at most `columns`. */
static size_t
tail_at(struct base_slice text, size_t columns)
{
    size_t at = 0, left = output_width(text);
    bool valid;

    while (at < text.len && left > columns)
        left -= rune_width(base_utf8_next(text, &at, &valid));
    while (at < text.len) { /* not a mark without its letter */
        size_t next = at;

        if (rune_width(base_utf8_next(text, &next, &valid)) > 0)
            break;
        at = next;
    }
    return at;
}

void
output_add_cut_middle(struct output_bytes *out, struct base_slice text, size_t columns)
{
    size_t used, from, tail = columns / 3;

    if (output_width(text) <= columns || columns < 8) {
        output_add_cut(out, text, columns);
        return;
    }
    output_add(out, text.ptr, fit(text, columns - tail - 1, &used));
    output_add_str(out, ELLIPSIS);
    from = tail_at(text, tail);
    output_add(out, text.ptr + from, text.len - from);
}

/* Japanese line breaking (JIS X 4051): what may not begin a line, and not end one. */
static bool
is_one_of(uint32_t r, const char *runes)
{
    struct base_slice s = base_slice_str(runes);
    bool valid;

    for (size_t at = 0; at < s.len;)
        if (base_utf8_next(s, &at, &valid) == r)
            return true;
    return false;
}

static bool
may_break(uint32_t before, uint32_t after)
{
    static const char no_start[] =
        ")]},.:;!?%"
        "\u3001\u3002\uFF0C\uFF0E\uFF09\u300D\u300F\u3011\u3015\uFF01\uFF1F\uFF1A\uFF1B\u30FC"
        "\u3005\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u30A1\u30A3\u30A5\u30A7\u30A9"
        "\u30C3\u30E3\u30E5\u30E7\u30FB";
    static const char no_end[] = "([{\u300C\u300E\uFF08\u3010\u3014";

    return (rune_width(before) == 2 || rune_width(after) == 2) && rune_width(after) > 0 &&
           !is_one_of(after, no_start) && !is_one_of(before, no_end);
}

/* What no line break may part: a word, or in scripts without spaces a letter
 * with the punctuation that belongs to it. */
static struct base_slice
next_word(struct base_slice *rest, bool *spaced)
{
    struct base_slice word;
    uint32_t before = 0;
    bool valid;

    for (*spaced = false; rest->len > 0 && *rest->ptr == ' '; rest->ptr++, rest->len--)
        *spaced = true;
    word = (struct base_slice){ rest->ptr, 0 };
    while (word.len < rest->len && rest->ptr[word.len] != ' ') {
        size_t at = word.len;
        uint32_t rune = base_utf8_next(*rest, &at, &valid);

        if (word.len > 0 && may_break(before, rune))
            break;
        before = rune;
        word.len = at;
    }
    if (word.len > 0) {
        rest->ptr += word.len;
        rest->len -= word.len;
    }
    return word;
}

static void
new_line(struct output_bytes *out, size_t indent)
{
    output_add_char(out, '\n');
    output_add_repeat(out, ' ', indent);
}

/* A word on lines of `room` columns; returns how wide the last one is. */
static size_t
add_word(struct output_bytes *out, struct base_slice word, size_t indent, size_t room)
{
    size_t used = 0;

    for (;;) {
        size_t n = fit(word, room, &used);

        if (n == 0)
            n = word.len; /* one wide rune in one column: let it stand out */
        output_add(out, word.ptr, n);
        word.ptr += n;
        word.len -= n;
        if (word.len == 0)
            return used;
        new_line(out, indent);
    }
}

void
output_add_wrapped(struct output_bytes *out, struct base_slice text, size_t indent, size_t width)
{
    size_t room = width == 0 ? SIZE_MAX : width > indent + 8 ? width - indent : 8;
    size_t column = 0;

    for (;;) {
        bool spaced;
        struct base_slice word = next_word(&text, &spaced);
        size_t w = output_width(word), gap = column > 0 && spaced;

        if (word.len == 0)
            break;
        if (column > 0 && column + gap + w > room) {
            new_line(out, indent);
            column = 0;
        } else if (gap > 0) {
            output_add_char(out, ' ');
            column++;
        }
        column += add_word(out, word, indent, room - column);
    }
    output_add_char(out, '\n');
}
