/* SPDX-License-Identifier: MIT */
/* Sentences with holes: which line is one, and that no line takes long to be none. */
#include <output/sentence.h>
#include <output/translate.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The holes one after the other, with "|" between; NULL: the line is another sentence. */
static const char *
holes(const char *sentence, const char *line)
{
    static char text[256];
    struct base_text t;
    struct output_holes h;

    if (!output_sentence_fits(sentence, base_slice_str(line), &h))
        return NULL;
    base_text_init(&t, text, sizeof text);
    for (size_t i = 0; i < h.n; i++) {
        base_text_str(&t, i > 0 ? "|" : "");
        base_text_bytes(&t, h.at[i].ptr, h.at[i].len);
    }
    return text;
}

static void
a_line_fits_its_sentence(void **state)
{
    static const struct {
        const char *sentence, *line, *want;
    } rows[] = {
        { "out of memory", "out of memory", "" },
        { "out of memory", "out of memory!", NULL },
        { "option %s requires an argument", "option --at requires an argument", "--at" },
        { "option %s requires an argument", "option  requires an argument", NULL },
        { "%zu bytes; at most %d", "70 bytes; at most 63", "70|63" },
        { "bad zone after '%%'; 1 to %d", "bad zone after '%'; 1 to 15", "15" },
        { "bad zone after '%%'; 1 to %d", "bad zone after '%%'; 1 to 15", NULL },
        { "%s: %m", "a: b: c", "a|b: c" },
        { "%m; did you mean %s?", "x; did you mean y?; did you mean z?", "x|y?; did you mean z" },
        { "'%s' and '%s' differ", "'a' and 'b' differ", "a|b" },
        { "'%s' and '%s' differ", "'a' and b' differ", NULL },
        { "skipped %s", "skipped ", NULL },
        { "%s CRL", "1 CRL", "1" },
        { "%s CRL", "a.pem: skipped 2 private keys and 1 CRL", NULL },
        { "%m (--help)", "--at: bad (--help)", "--at: bad" },
        { "%s", "", NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *got = holes(rows[i].sentence, rows[i].line);

        if (rows[i].want == NULL)
            assert_null(got);
        else
            assert_string_equal(got == NULL ? "no" : got, rows[i].want);
    }
}

static void
which_holes_are_sentences(void **state)
{
    struct output_holes h;

    (void)state;
    assert_true(
        output_sentence_fits("cannot write %s: %m", base_slice_str("cannot write a: b"), &h));
    assert_false(h.is_message[0]);
    assert_true(h.is_message[1]);
}

/* Each sentence is the one that its own text is known by: none before it takes it away. One without
 * holes is looked for first. */
static void
sentences_do_not_hide_each_other(void **state)
{
    const char *sentence, *other;
    struct output_holes h;

    (void)state;
    for (size_t i = 0; (sentence = output_sentence_at(i)) != NULL; i++)
        for (size_t k = 0; k < i && (other = output_sentence_at(k)) != NULL; k++)
            if (strchr(sentence, '%') != NULL && strncmp(other, "%m", 2) != 0 &&
                output_sentence_fits(other, base_slice_str(sentence), &h))
                fail_msg("\"%s\" stands before \"%s\"", other, sentence);
}

/* Without a catalogue nothing changes, whatever stands in the line. */
static void
english_stays_as_it_is(void **state)
{
    static char hostile[4000], text[8192];
    static const char *const lines[] = {
        "",
        "a: b",
        "option --x requires an argument",
        "x: cannot be read: %s%n",
        hostile,
        "--format jsn: expected one of a, b; did you mean json?",
    };

    (void)state;
    for (size_t i = 0; i + 2 < sizeof hostile; i += 2)
        memcpy(hostile + i, ": ", 3);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct base_text t;

        memset(text, 'x', sizeof text - 1);
        t = (struct base_text){ .buf = text, .cap = sizeof text };
        output_sentence_translate(lines[i], &t);
        assert_string_equal(text, lines[i]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_fits_its_sentence),
        cmocka_unit_test(english_stays_as_it_is),
        cmocka_unit_test(sentences_do_not_hide_each_other),
        cmocka_unit_test(which_holes_are_sentences),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
