/* SPDX-License-Identifier: MIT */
/* new-template.txt: from the table, numbered and wrapped. */
#include <output/translate.h>

#include <output/width.h>

#include "remedy_parts.h"

#define PAGE_WIDTH 78
#define STEP_INDENT 4

enum kind { TITLE, HEADING, TEXT, STEP, COMMAND, REQUESTS };

static const struct line {
    enum kind kind;
    const char *text;
} lines[] = {
#define ADVICE_PAGE_TITLE(text_) { TITLE, text_ },
#define ADVICE_PAGE_HEADING(text_) { HEADING, text_ },
#define ADVICE_PAGE_TEXT(text_) { TEXT, text_ },
#define ADVICE_PAGE_STEP(text_) { STEP, text_ },
#define ADVICE_PAGE_COMMAND(text_) { COMMAND, text_ },
#define ADVICE_PAGE_REQUESTS() { REQUESTS, "" },
#include "template_page.def"
#undef ADVICE_PAGE_TITLE
#undef ADVICE_PAGE_HEADING
#undef ADVICE_PAGE_TEXT
#undef ADVICE_PAGE_STEP
#undef ADVICE_PAGE_COMMAND
#undef ADVICE_PAGE_REQUESTS
};

static void
add_underlined(struct output_bytes *out, struct base_slice text, char with)
{
    output_add_slice(out, text);
    output_add_char(out, '\n');
    output_add_repeat(out, with, output_width(text));
    output_add_char(out, '\n');
}

/* Each line of text, indented. */
static void
add_indented(struct output_bytes *out, const char *text, size_t n)
{
    bool begins = true;

    for (size_t i = 0; i < n; i++) {
        if (begins && text[i] != '\n')
            output_add_repeat(out, ' ', STEP_INDENT + 2);
        output_add_char(out, text[i]);
        begins = text[i] == '\n';
    }
    if (!begins)
        output_add_char(out, '\n');
}

static void
add_step(struct output_bytes *out, unsigned number, struct base_slice text)
{
    size_t from = out->len;

    output_add_u64(out, number);
    output_add_char(out, '.');
    output_add_repeat(out, ' ', STEP_INDENT - (out->len - from < 4 ? out->len - from : 3));
    output_add_wrapped(out, text, STEP_INDENT, PAGE_WIDTH);
}

void
remedy_template_page(struct output_bytes *out, struct base_slice requests)
{
    unsigned step = 0;

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const struct line *l = &lines[i];
        struct base_slice text = base_slice_str(output_translate(l->text));

        if (i > 0 && (l->kind != COMMAND || lines[i - 1].kind == REQUESTS))
            output_add_char(out, '\n'); /* a command follows what it is for */
        switch (l->kind) {
        case TITLE:
        case HEADING:
            step = 0;
            add_underlined(out, text, l->kind == TITLE ? '=' : '-');
            break;
        case TEXT:
            output_add_wrapped(out, text, 0, PAGE_WIDTH);
            break;
        case STEP:
            add_step(out, ++step, text);
            break;
        case COMMAND:
            add_indented(out, l->text, strlen(l->text));
            break;
        case REQUESTS:
            add_indented(out, (const char *)requests.ptr, requests.len);
            break;
        }
    }
}
