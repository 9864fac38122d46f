/* SPDX-License-Identifier: MIT */
/*
 * The rows of a large table as data: {"shapes":[...],"texts":[...],"rows":[[shape,text,...],...]}.
 * A shape is a row's markup with a mark in place of each text (TEXT) or value of an attribute that
 * differs from row to row (VALUE); rows have few shapes. A text that holds an earlier one of its
 * row, as sentences do the name of their certificate, is cut there. script.js puts rows together
 * again when they are looked at.
 */
#include "html.h"

#include <output/json_writer.h>

#include <string.h>

#define TEXT '\001'
#define VALUE '\002'
#define NAMES 6 /* texts of a row that later ones may hold */
#define NAME_MIN 6

struct packer {
    struct output_intern shapes, texts;
    struct output_bytes rows; /* JSON */
    struct output_bytes row;  /* uint32_t numbers of the present row's texts */
    struct base_slice names[NAMES];
    size_t names_n;
};

static void
put_text(struct packer *p, char mark, struct base_slice text)
{
    uint32_t number;

    output_add_char(&p->shapes.text, mark);
    output_add_slice(&p->texts.text, text);
    number = (uint32_t)output_intern_end(&p->texts, NULL);
    output_add(&p->row, &number, sizeof number);
}

/* Where s begins in text; NULL: nowhere. */
static const uint8_t *
find(struct base_slice text, struct base_slice s)
{
    const uint8_t *at = text.ptr, *last = text.ptr + (text.len < s.len ? 0 : text.len - s.len);

    if (text.len < s.len)
        return NULL;
    while (at <= last && (at = memchr(at, *s.ptr, (size_t)(last - at) + 1)) != NULL) {
        if (memcmp(at, s.ptr, s.len) == 0)
            return at;
        at++;
    }
    return NULL;
}

/* Where text holds a name that the row has already: what stands before it. */
static bool
find_name(const struct packer *p, struct base_slice text, struct base_slice *before,
          struct base_slice *name)
{
    for (size_t i = 0; i < p->names_n; i++) {
        const uint8_t *at = find(text, p->names[i]);

        if (at == NULL || text.len == p->names[i].len)
            continue;
        *before = (struct base_slice){ text.ptr, (size_t)(at - text.ptr) };
        *name = (struct base_slice){ at, p->names[i].len };
        return true;
    }
    return false;
}

static void
pack_text(struct packer *p, struct base_slice text)
{
    struct base_slice before, name;

    while (text.len > 0 && find_name(p, text, &before, &name)) {
        if (before.len > 0)
            put_text(p, TEXT, before);
        put_text(p, TEXT, name);
        text.ptr += before.len + name.len;
        text.len -= before.len + name.len;
    }
    if (text.len == 0)
        return;
    put_text(p, TEXT, text);
    if (p->names_n < NAMES && text.len >= NAME_MIN)
        p->names[p->names_n++] = text;
}

/* ` href="`: of an attribute whose value is the row's own, its length up to the quotation mark. */
static size_t
own_attribute(struct base_slice s)
{
    static const char *const names[] = { " href=\"", " id=\"", " data-sort=\"", " datetime=\"",
                                         " title=\"" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (s.len > strlen(names[i]) && memcmp(s.ptr, names[i], strlen(names[i])) == 0)
            return strlen(names[i]);
    return 0;
}

static struct base_slice
behind(struct base_slice s, size_t n)
{
    return (struct base_slice){ s.ptr + n, s.len - n };
}

static size_t
length_to(struct base_slice s, char end)
{
    const uint8_t *at = memchr(s.ptr, end, s.len);

    return at == NULL ? s.len : (size_t)(at - s.ptr);
}

/* From "<" to behind ">"; what is left of the row. */
static struct base_slice
pack_tag(struct packer *p, struct base_slice row)
{
    while (row.len > 0 && *row.ptr != '>') {
        size_t n = own_attribute(row), value;

        output_add(&p->shapes.text, row.ptr, n > 0 ? n : 1);
        row = behind(row, n > 0 ? n : 1);
        if (n == 0)
            continue;
        value = length_to(row, '"');
        put_text(p, VALUE, (struct base_slice){ row.ptr, value });
        row = behind(row, value);
    }
    output_add_char(&p->shapes.text, '>');
    return behind(row, row.len > 0);
}

static void
pack_row(struct packer *p, struct base_slice row)
{
    const uint32_t *numbers;

    p->row.len = p->names_n = 0;
    while (row.len > 0) {
        size_t n = length_to(row, '<');

        pack_text(p, (struct base_slice){ row.ptr, n });
        row = behind(row, n);
        if (row.len > 0)
            row = pack_tag(p, row);
    }
    output_add_str(&p->rows, p->rows.len > 0 ? ",\n[" : "[");
    output_add_u64(&p->rows, output_intern_end(&p->shapes, NULL));
    numbers = (const uint32_t *)(const void *)p->row.ptr;
    for (size_t i = 0; i < p->row.len / sizeof *numbers; i++) {
        output_add_char(&p->rows, ',');
        output_add_u64(&p->rows, numbers[i]);
    }
    output_add_char(&p->rows, ']');
}

static void
write_strings(struct output_bytes *out, const char *name, const struct output_intern *strings)
{
    struct output_json j;

    output_add_str(out, name);
    j = (struct output_json){ .out = out };
    output_json_open(&j, '[');
    for (size_t i = 0; i < strings->n; i++)
        output_json_slice(&j, output_intern_text(strings, i));
    output_json_close(&j, ']');
}

void
html_add_packed(struct output_bytes *out, struct base_slice rows)
{
    struct packer p = { 0 };

    while (rows.len > 0) {
        size_t n = length_to(rows, '\n');

        pack_row(&p, (struct base_slice){ rows.ptr, n });
        rows = behind(rows, n < rows.len ? n + 1 : n);
    }
    write_strings(out, "{\"shapes\":", &p.shapes);
    write_strings(out, ",\"texts\":", &p.texts);
    output_add_str(out, ",\"rows\":[\n");
    out->no_memory = out->no_memory || p.shapes.no_memory || p.texts.no_memory || p.row.no_memory;
    output_add_slice(out, output_bytes_since(&p.rows, 0));
    output_add_str(out, "]}");
    output_bytes_done(&p.rows, out);
    output_bytes_free(&p.row);
    output_intern_free(&p.shapes);
    output_intern_free(&p.texts);
}
