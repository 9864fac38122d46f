/* SPDX-License-Identifier: MIT */
#include <base/text.h>

#include <string.h>

void
base_text_init(struct base_text *t, char *buf, size_t cap)
{
    *t = (struct base_text){ .buf = buf, .cap = cap };
    if (cap > 0)
        buf[0] = '\0';
}

void
base_text_clear(struct base_text *t)
{
    base_text_init(t, t->buf, t->cap);
}

void
base_text_bytes(struct base_text *t, const void *p, size_t n)
{
    size_t room = t->cap > t->len + 1 ? t->cap - t->len - 1 : 0;

    if (n > room) {
        t->cut = true;
        n = room;
    }
    if (n == 0)
        return;
    memcpy(t->buf + t->len, p, n);
    t->len += n;
    t->buf[t->len] = '\0';
}

void
base_text_byte(struct base_text *t, char c)
{
    base_text_bytes(t, &c, 1);
}

void
base_text_str(struct base_text *t, const char *s)
{
    base_text_bytes(t, s, strlen(s));
}

void
base_text_u64(struct base_text *t, uint64_t v)
{
    char digits[20];
    size_t n = sizeof digits;

    do
        digits[--n] = (char)('0' + v % 10);
    while ((v /= 10) != 0);
    base_text_bytes(t, digits + n, sizeof digits - n);
}

static const char hex_digits[] = "0123456789abcdef";

void
base_text_hex(struct base_text *t, struct base_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        char pair[2] = { hex_digits[s.ptr[i] >> 4], hex_digits[s.ptr[i] & 15] };

        base_text_bytes(t, pair, 2);
    }
}

void
base_text_rune(struct base_text *t, uint32_t r)
{
    char b[4];
    size_t n;

    if (r > 0x10FFFF || (r >= 0xD800 && r <= 0xDFFF))
        r = 0xFFFD;
    if (r < 0x80) {
        b[0] = (char)r;
        n = 1;
    } else if (r < 0x800) {
        b[0] = (char)(0xC0 | r >> 6);
        b[1] = (char)(0x80 | (r & 0x3F));
        n = 2;
    } else if (r < 0x10000) {
        b[0] = (char)(0xE0 | r >> 12);
        b[1] = (char)(0x80 | (r >> 6 & 0x3F));
        b[2] = (char)(0x80 | (r & 0x3F));
        n = 3;
    } else {
        b[0] = (char)(0xF0 | r >> 18);
        b[1] = (char)(0x80 | (r >> 12 & 0x3F));
        b[2] = (char)(0x80 | (r >> 6 & 0x3F));
        b[3] = (char)(0x80 | (r & 0x3F));
        n = 4;
    }
    if (t->cap < t->len + n + 1)
        t->cut = true; /* never half a rune */
    else
        base_text_bytes(t, b, n);
}

uint32_t
base_utf8_next(struct base_slice s, size_t *at, bool *valid)
{
    static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
    uint8_t lead = s.ptr[(*at)++];
    size_t n = lead < 0x80   ? 1
               : lead < 0xC2 ? 0
               : lead < 0xE0 ? 2
               : lead < 0xF0 ? 3
               : lead < 0xF5 ? 4
                             : 0;
    uint32_t r;

    *valid = true;
    if (n == 1)
        return lead;
    *valid = false;
    if (n == 0 || s.len - *at < n - 1)
        return 0xFFFD;
    r = lead & (0x7Fu >> n);
    for (size_t i = 0; i < n - 1; i++) {
        if ((s.ptr[*at + i] & 0xC0) != 0x80)
            return 0xFFFD;
        r = r << 6 | (s.ptr[*at + i] & 0x3Fu);
    }
    if (r < smallest[n] || r > 0x10FFFF || (r >= 0xD800 && r <= 0xDFFF))
        return 0xFFFD;
    *at += n - 1;
    *valid = true;
    return r;
}

bool
base_rune_is_unsafe(uint32_t r)
{
    return r < 0x20 || (r >= 0x7F && r < 0xA0) || (r >= 0x200B && r <= 0x200F) ||
           (r >= 0x2028 && r <= 0x202E) || (r >= 0x2060 && r <= 0x206F) || r == 0x061C ||
           r == 0xFEFF || (r >= 0xFFF9 && r <= 0xFFFB) || (r >= 0xE0000 && r <= 0xE007F);
}

static void
escaped_rune(struct base_text *t, uint32_t r)
{
    int shift = 20;

    base_text_str(t, "\\u{");
    while (shift > 0 && r >> shift == 0)
        shift -= 4;
    for (; shift >= 0; shift -= 4)
        base_text_byte(t, hex_digits[r >> shift & 15]);
    base_text_byte(t, '}');
}

void
base_text_safe(struct base_text *t, struct base_slice s)
{
    size_t at = 0;

    while (at < s.len) {
        size_t from = at;
        bool valid;
        uint32_t r;

        while (at < s.len && s.ptr[at] >= ' ' && s.ptr[at] < 0x7F) /* most of it, in one go */
            at++;
        if (at > from) {
            base_text_bytes(t, s.ptr + from, at - from);
            continue;
        }
        r = base_utf8_next(s, &at, &valid);

        if (valid && !base_rune_is_unsafe(r)) {
            base_text_rune(t, r);
        } else if (valid && r >= 0x80) {
            escaped_rune(t, r);
        } else {
            base_text_str(t, "\\x");
            base_text_hex(t, (struct base_slice){ s.ptr + from, 1 });
        }
    }
}

bool
base_parse_u64(const char *s, uint64_t min, uint64_t max, uint64_t *out)
{
    uint64_t v = 0;

    if (*s == '\0')
        return false;
    for (; *s != '\0'; s++) {
        uint64_t d = (uint64_t)(*s - '0');

        if (*s < '0' || *s > '9' || v > (UINT64_MAX - d) / 10)
            return false;
        v = v * 10 + d;
    }
    if (v < min || v > max)
        return false;
    *out = v;
    return true;
}

static int
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool
base_parse_hex(const char *s, uint8_t *out, size_t cap, size_t *len)
{
    size_t n = 0;

    for (; *s != '\0'; s += 2) {
        int high = hex_value(s[0]), low = s[0] == '\0' ? -1 : hex_value(s[1]);

        if (high < 0 || low < 0 || n == cap)
            return false;
        out[n++] = (uint8_t)(high << 4 | low);
    }
    *len = n;
    return n > 0;
}
