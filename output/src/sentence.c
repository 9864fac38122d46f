/* SPDX-License-Identifier: MIT */
#include <output/sentence.h>

#include <output/translate.h>

#include <string.h>

#define PIECE_MAX 512
#define DEPTH_MAX 4   /* of sentences within sentences */
#define COLONS_MAX 16 /* a name that has more keeps its sentence in English */

static const char *const sentences[] = {
#include "sentences_of_peers.def"

#include "sentences.def"
};

const char *
output_sentence_at(size_t i)
{
    return i < sizeof sentences / sizeof sentences[0] ? sentences[i] : NULL;
}

/* The text up to the next hole, "%%" as the one character it is; what follows the text. */
static const char *
piece(const char *sentence, struct base_text *out)
{
    while (*sentence != '\0' && (*sentence != '%' || sentence[1] == '%')) {
        sentence += *sentence == '%';
        base_text_byte(out, *sentence++);
    }
    return sentence;
}

/* Behind "%zu", "%2$s"; number: of the hole, if one is given, else 0. */
static const char *
skip_hole(const char *hole, size_t *number, char *kind)
{
    const char *at = hole + 1;

    *number = *at >= '1' && *at <= '9' && at[1] == '$' ? (size_t)(*at - '0') : 0;
    at += strspn(at, "0123456789$.*-lzhjt");
    *kind = *at;
    return at + (*at != '\0');
}

static struct base_slice
text_slice(const struct base_text *t)
{
    return (struct base_slice){ (const uint8_t *)t->buf, t->len };
}

static struct base_slice
without(struct base_slice s, size_t n)
{
    return (struct base_slice){ s.ptr + n, s.len - n };
}

static bool
begins_with(struct base_slice s, struct base_slice begin)
{
    return s.len >= begin.len && memcmp(s.ptr, begin.ptr, begin.len) == 0;
}

/* The bytes before what follows a hole, which is the end of the line or stands there first. */
static size_t
hole_len(struct base_slice line, struct base_slice follows, bool last)
{
    if (last)
        return line.len > follows.len && begins_with(without(line, line.len - follows.len), follows)
                   ? line.len - follows.len
                   : 0;
    for (size_t n = 1; n < line.len; n++)
        if (begins_with(without(line, n), follows))
            return n;
    return 0;
}

/* "THING: " before a sentence is no part of a hole that begins it. */
static bool
takes_a_thing(const struct output_holes *holes, size_t before)
{
    return before == 0 && holes->n == 1 && !holes->is_message[0] &&
           base_slice_find(holes->at[0], base_slice_str(": ")) != NULL;
}

/* As globs are matched: the first place for each piece is as good as any, so nothing is tried
 * twice, whatever a peer put into the line. */
bool
output_sentence_fits(const char *sentence, struct base_slice line, struct output_holes *out)
{
    char text[PIECE_MAX];
    struct base_text *t = BASE_TEXT_IN(text);
    size_t before;

    out->n = 0;
    sentence = piece(sentence, t);
    if (!begins_with(line, text_slice(t)))
        return false;
    before = t->len;
    line = without(line, t->len);
    while (*sentence != '\0' && out->n < OUTPUT_HOLES_MAX) {
        size_t number, n;
        char kind;

        sentence = skip_hole(sentence, &number, &kind);
        base_text_clear(t);
        sentence = piece(sentence, t);
        n = hole_len(line, text_slice(t), *sentence == '\0');
        if (n == 0)
            return false;
        out->is_message[out->n] = kind == 'm';
        out->at[out->n++] = (struct base_slice){ line.ptr, n };
        if (takes_a_thing(out, before))
            return false;
        line = without(line, n + t->len);
    }
    return *sentence == '\0' && line.len == 0;
}

static bool translate(struct base_text *out, struct base_slice line, unsigned depth);

static void
fill(struct base_text *out, const char *translation, const struct output_holes *holes,
     unsigned depth)
{
    size_t next = 0, number;
    char kind;

    for (translation = piece(translation, out); *translation != '\0';
         translation = piece(translation, out)) {
        translation = skip_hole(translation, &number, &kind);
        number = number == 0 ? next++ : number - 1;
        if (number < holes->n &&
            !(holes->is_message[number] && translate(out, holes->at[number], depth + 1)))
            base_text_bytes(out, holes->at[number].ptr, holes->at[number].len);
    }
}

static bool
translate_whole(struct base_text *out, struct base_slice line)
{
    char english[PIECE_MAX];
    struct base_text *t = BASE_TEXT_IN(english);
    const char *translation;

    base_text_bytes(t, line.ptr, line.len);
    translation = t->cut ? english : output_translate(english);
    if (translation == english)
        return false;
    base_text_str(out, translation);
    return true;
}

static bool
translate_sentence(struct base_text *out, struct base_slice line, unsigned depth)
{
    struct output_holes holes;

    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++)
        if (output_sentence_fits(sentences[i], line, &holes)) {
            fill(out, output_translate(sentences[i]), &holes, depth);
            return true;
        }
    return false;
}

/* A name may have a colon itself: the first one behind which there is a sentence. */
static bool
translate_behind_colon(struct base_text *out, struct base_slice line, unsigned depth)
{
    size_t before = out->len, colons = 0;

    for (size_t i = 0; i + 2 < line.len && colons < COLONS_MAX; i++) {
        if (line.ptr[i] != ':' || line.ptr[i + 1] != ' ')
            continue;
        colons++;
        base_text_bytes(out, line.ptr, i + 2);
        if (translate_whole(out, without(line, i + 2)) ||
            translate_sentence(out, without(line, i + 2), depth))
            return true;
        out->len = before;
        out->buf[before] = '\0';
    }
    return false;
}

static bool
translate(struct base_text *out, struct base_slice line, unsigned depth)
{
    return depth < DEPTH_MAX &&
           (translate_whole(out, line) || translate_sentence(out, line, depth) ||
            translate_behind_colon(out, line, depth));
}

void
output_sentence_translate(const char *line, struct base_text *out)
{
    bool english = strcmp(output_translate_language(), "en") == 0; /* no search for what it is */

    base_text_clear(out);
    if (english || *line == '\0' || !translate(out, base_slice_str(line), 0))
        base_text_str(out, line);
}
