/* SPDX-License-Identifier: MIT */
/* Text for a page: escaped, translated, with its numbers. */
#include "html.h"

#include <advice/sentences.h>
#include <output/escape.h>

#include <string.h>

const enum certcheck_verdict html_worst_first[CERTCHECK_VERDICTS] = {
    CERTCHECK_BREAKS,         CERTCHECK_BROKEN,      CERTCHECK_INDETERMINATE,
    CERTCHECK_NO_CERTIFICATE, CERTCHECK_UNREACHABLE, CERTCHECK_READY,
};

unsigned
html_rank(enum certcheck_verdict v)
{
    for (unsigned i = 0; i < CERTCHECK_VERDICTS; i++)
        if (html_worst_first[i] == v)
            return CERTCHECK_VERDICTS - 1 - i;
    return 0;
}

void
html_add_str(struct output_bytes *out, const char *s)
{
    output_add_xml(out, base_slice_str(s));
}

void
html_add_label(const struct report_html *x, struct output_bytes *out,
               const struct html_record *record)
{
    if (!x->labels.no_memory && record->label_len > 0) /* else there may be no text at all */
        output_add(out, x->labels.ptr + record->label_from, record->label_len);
}

void
html_add_badge(struct output_bytes *out, enum certcheck_verdict v)
{
    output_add_str(out, "<span class=\"badge ");
    output_add_str(out, certcheck_verdict_name(v));
    if (strcmp(advice_verdict_word(v), certcheck_verdict_name(v)) != 0) { /* as options take it */
        output_add_str(out, "\" title=\"");
        output_add_str(out, certcheck_verdict_name(v));
    }
    output_add_str(out, "\">");
    html_add_str(out, advice_verdict_word(v));
    output_add_str(out, "</span>");
}

void
html_add_words(struct output_bytes *out, const char *english)
{
    html_add_str(out, output_translate(english));
}

void
html_add_heading(struct output_bytes *out, const char *id, const char *english)
{
    output_add_str(out, "<section aria-labelledby=\"");
    output_add_str(out, id);
    output_add_str(out, "\">\n<h2 id=\"");
    output_add_str(out, id);
    output_add_str(out, "\">");
    html_add_words(out, english);
    output_add_str(out, "</h2>\n");
}

/* "--resolve", "-SetCATemplates": how long, 0 where none begins. */
static size_t
option_length(const char *text, const char *s)
{
    size_t n = 1;

    if (s[0] != '-' || (s > text && s[-1] != ' ' && s[-1] != '('))
        return 0;
    while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z') || s[n] == '-')
        n++;
    return n > 1 ? n : 0;
}

void
html_add_prose(struct output_bytes *out, const char *english)
{
    const char *text = output_translate(english), *from = text, *s = text;

    while (*s != '\0') {
        size_t n = option_length(text, s);

        if (n == 0) {
            s++;
            continue;
        }
        output_add_xml(out, (struct base_slice){ (const uint8_t *)from, (size_t)(s - from) });
        output_add_str(out, "<code class=\"option\">");
        output_add(out, s, n);
        output_add_str(out, "</code>");
        from = s += n;
    }
    html_add_str(out, from);
}

static void
add_filled(struct output_bytes *out, const char *text, struct base_slice a, struct base_slice b)
{
    struct output_bytes escaped = { 0 };

    html_add_str(&escaped, text);
    output_add_filled(out, output_bytes_since(&escaped, 0), a, b);
    out->no_memory = out->no_memory || escaped.no_memory;
    output_bytes_free(&escaped);
}

void
html_add_sentence(struct output_bytes *out, const char *english, struct base_slice a,
                  struct base_slice b)
{
    add_filled(out, output_translate(english), a, b);
}

static const char *
count_words(enum html_noun noun, size_t n)
{
    switch (noun) {
    case HTML_CONNECTION:
        return output_translate_n("%a connection", "%a connections", n);
    case HTML_CERTIFICATE:
        return output_translate_n("%a certificate", "%a certificates", n);
    case HTML_ENDPOINT:
        return output_translate_n("%a endpoint", "%a endpoints", n);
    case HTML_REQUEST:
        return output_translate_n("%a request", "%a requests", n);
    case HTML_OBJECT:
    default:
        return output_translate_n("%a object", "%a objects", n);
    }
}

void
html_add_count(struct output_bytes *out, size_t n, enum html_noun noun)
{
    struct output_bytes number = { 0 };

    output_add_u64(&number, n);
    add_filled(out, count_words(noun, n), output_bytes_since(&number, 0),
               (struct base_slice){ NULL, 0 });
    output_bytes_done(&number, out);
}

void
html_open_cell(struct output_bytes *out, const char *kind, const char *label)
{
    output_add_str(out, "<td class=\"");
    output_add_str(out, kind);
    output_add_str(out, "\" data-label=\"");
    html_add_words(out, label);
    output_add_str(out, "\">");
}
