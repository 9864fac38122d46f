/* SPDX-License-Identifier: MIT */
/* Text for the page: what is escaped, what is code, what is counted. */
#include "html/made.h"

#define OUT (&context.out)
#define NONE ((struct base_slice){ NULL, 0 })

static void
the_worst_ranks_highest(void **state)
{
    (void)state;
    assert_int_equal(html_rank(CERTCHECK_BREAKS), CERTCHECK_VERDICTS - 1);
    assert_int_equal(html_rank(CERTCHECK_READY), 0);
    for (unsigned i = 1; i < CERTCHECK_VERDICTS; i++)
        assert_int_equal(html_rank(html_worst_first[i - 1]), html_rank(html_worst_first[i]) + 1);
    assert_int_equal(html_rank(CERTCHECK_VERDICTS), 0);
}

static void
text_is_escaped(void **state)
{
    (void)state;
    html_add_str(OUT, "<a href=\"x\">&\x1B");
    is_written("&lt;a href=&quot;x&quot;&gt;&amp;\\x1b");
    html_add_words(OUT, "Q&A");
    is_written("Q&amp;A");
    html_open_cell(OUT, "word", "Q&A");
    is_written("<td class='word' data-label='Q&amp;A'>");
    html_add_heading(OUT, "id1", "Q&A");
    is_written("<section aria-labelledby='id1'>\n<h2 id='id1'>Q&amp;A</h2>\n");
}

static void
badges_are_words_in_colour(void **state)
{
    (void)state;
    html_add_badge(OUT, CERTCHECK_BREAKS);
    is_written("<span class='badge breaks'>breaks</span>");
    html_add_badge(OUT, CERTCHECK_NO_CERTIFICATE);
    is_written("<span class='badge no-certificate'>no-certificate</span>");
}

/* An option begins behind a space or a bracket, and is more than a dash. */
static void
options_are_code(void **state)
{
    (void)state;
    html_add_prose(OUT, "give --ca-file, or (-v lists each) - a-b <x> -");
    is_written("give <code class='option'>--ca-file</code>, or (<code class='option'>-v</code> "
               "lists each) - a-b &lt;x&gt; -");
    html_add_prose(OUT, "-SetCATemplates");
    is_written("<code class='option'>-SetCATemplates</code>");
    html_add_prose(OUT, "--x1");
    is_written("<code class='option'>--x</code>1");
}

/* What is filled in is HTML already. */
static void
sentences_keep_what_is_filled_in(void **state)
{
    (void)state;
    html_add_sentence(OUT, "%a & %b", base_slice_str("<b>1</b>"), base_slice_str("two"));
    is_written("<b>1</b> &amp; two");
    assert_false(context.out.no_memory);
}

static void
counts_have_their_nouns(void **state)
{
    static const struct {
        enum html_noun noun;
        const char *one, *two;
    } rows[] = {
        { HTML_CONNECTION, "1 connection", "2 connections" },
        { HTML_CERTIFICATE, "1 certificate", "2 certificates" },
        { HTML_ENDPOINT, "1 endpoint", "2 endpoints" },
        { HTML_REQUEST, "1 request", "2 requests" },
        { HTML_OBJECT, "1 object", "2 objects" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        html_add_count(OUT, 1, rows[i].noun);
        is_written(rows[i].one);
        html_add_count(OUT, 2, rows[i].noun);
        is_written(rows[i].two);
    }
}

static void
labels_are_those_of_their_records(void **state)
{
    const struct html_record second = { .label_from = 3, .label_len = 4 };
    const struct html_record none = { .label_from = 0, .label_len = 0 };

    (void)state;
    html_add_label(&html, OUT, &none); /* there is no text at all */
    is_written("");
    output_add_str(&html.labels, "a:1b&c:2rest");
    html_add_label(&html, OUT, &second);
    is_written("b&c:");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        OF_HTML(the_worst_ranks_highest),           OF_HTML(text_is_escaped),
        OF_HTML(badges_are_words_in_colour),        OF_HTML(options_are_code),
        OF_HTML(sentences_keep_what_is_filled_in),  OF_HTML(counts_have_their_nouns),
        OF_HTML(labels_are_those_of_their_records),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
