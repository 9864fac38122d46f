/* SPDX-License-Identifier: MIT */
#include "skim.h"

#include <string.h>

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
skip_blanks(struct record_skim *s)
{
    while (s->at < s->text.len && is_blank(s->text.ptr[s->at]))
        s->at++;
}

/* The next byte that is no blank; 0 at the end, where s->at stays. */
static uint8_t
peek(struct record_skim *s)
{
    skip_blanks(s);
    return s->at < s->text.len ? s->text.ptr[s->at] : 0;
}

static bool
fail(struct record_skim *s)
{
    s->bad = true;
    return false;
}

/* Behind the string that opens at s->at: the first quote that no backslash, or an even number
 * of them, stands before. */
static bool
skip_string(struct record_skim *s)
{
    const uint8_t *first = s->text.ptr + s->at + 1, *end = s->text.ptr + s->text.len, *quote;

    for (const uint8_t *from = first; from < end; from = quote + 1) {
        size_t backslashes = 0;

        quote = memchr(from, '"', (size_t)(end - from));
        if (quote == NULL)
            break;
        while (quote - backslashes > first && quote[-(ptrdiff_t)backslashes - 1] == '\\')
            backslashes++;
        if (backslashes % 2 == 0) {
            s->at = (size_t)(quote - s->text.ptr) + 1;
            return true;
        }
    }
    return fail(s);
}

/* Behind the object or array that opens at s->at. Brackets are counted, not matched. */
static bool
skip_nested(struct record_skim *s)
{
    size_t depth = 0;

    while (s->at < s->text.len) {
        switch (s->text.ptr[s->at]) {
        case '"':
            if (!skip_string(s))
                return false;
            continue;
        case '{':
        case '[':
            depth++;
            break;
        case '}':
        case ']':
            depth--;
            break;
        default:
            break;
        }
        s->at++;
        if (depth == 0)
            return true;
    }
    return fail(s);
}

static bool
skip_word(struct record_skim *s)
{
    size_t from = s->at;

    while (s->at < s->text.len && strchr(",:{}[]\" \t\r\n", s->text.ptr[s->at]) == NULL)
        s->at++;
    return s->at > from || fail(s);
}

static bool
value_at(struct record_skim *s, struct base_slice *out)
{
    uint8_t c = peek(s);
    size_t from = s->at;
    bool ok = c == '"' ? skip_string(s) : c == '{' || c == '[' ? skip_nested(s) : skip_word(s);

    *out = (struct base_slice){ s->text.ptr + from, s->at - from };
    return ok;
}

/* False at the end: past the bracket that closes, with only blanks behind it. */
static bool
is_more(struct record_skim *s)
{
    uint8_t c = s->bad ? 0 : peek(s);
    bool first = !s->begun;

    s->begun = true;
    if (c == s->close && c != 0) {
        s->at++;
        return peek(s) == 0 && s->at == s->text.len ? false : fail(s);
    }
    if (first)
        return c != 0 || fail(s);
    if (c != ',')
        return fail(s);
    s->at++;
    return true;
}

struct record_skim
record_skim(struct base_slice text, char open)
{
    struct record_skim s = { .text = text, .close = open == '{' ? '}' : ']' };

    s.bad = peek(&s) != (uint8_t)open;
    s.at += !s.bad;
    return s;
}

bool
record_skim_item(struct record_skim *s, struct base_slice *value)
{
    return is_more(s) && value_at(s, value);
}

bool
record_skim_member(struct record_skim *s, struct base_slice *key, struct base_slice *value)
{
    if (!is_more(s))
        return false;
    if (peek(s) != '"' || !value_at(s, key) || !record_skim_string(*key, key) || peek(s) != ':')
        return fail(s);
    s->at++;
    return value_at(s, value);
}

bool
record_skim_string(struct base_slice value, struct base_slice *out)
{
    if (value.len < 2 || value.ptr[0] != '"')
        return false;
    *out = (struct base_slice){ value.ptr + 1, value.len - 2 };
    return true;
}
