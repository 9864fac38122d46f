/* SPDX-License-Identifier: MIT */
/* Paragraphs of --explain. */
#include "explain.h"

#include <advice/reference.h>
#include <output/translate.h>

#include <string.h>

#define LABEL_MAX 24 /* a text begins below a longer label */

/* "LABEL TEXT", wrapped, or nothing where there is no text. */
void
explain_put(FILE *out, const char *label, const char *text)
{
    char start[128];
    struct base_text t;

    if (text == NULL || *text == '\0')
        return;
    if (strlen(label) > LABEL_MAX) {
        fprintf(out, "%s\n", label);
        label = "   ";
    }
    base_text_init(&t, start, sizeof start);
    base_text_str(&t, label);
    base_text_str(&t, *label == '\0' ? "" : " ");
    advice_print_wrapped(out, start, output_translate(text));
}

/* A paragraph. */
void
explain_say(FILE *out, const char *text)
{
    advice_print_wrapped(out, "", output_translate(text));
    fputc('\n', out);
}

static bool
has_mark(const char *source, char mark)
{
    const char word[] = { '[', mark, ']', '\0' };

    return strstr(source, word) != NULL;
}

/* What the marks in a source say: what is sourced and what is inferred. */
void
explain_marks(const char *source, FILE *out)
{
    for (const char *mark = ADVICE_MARKS; *mark != '\0'; mark++) {
        const char label[] = { ' ', ' ', '[', *mark, ']', '\0' };

        if (has_mark(source, *mark))
            explain_put(out, label, advice_mark_meaning(*mark));
    }
}
