/* SPDX-License-Identifier: MIT */
/* Looking up what --explain knows, and the sentences and lines that it prints. */
#include <advice/reference.h>

#include <base/text.h>

#include <stdlib.h>
#include <string.h>

#include "cmocka_prelude.h"

static void
articles_are_found_by_their_whole_number(void **state)
{
    size_t n = 0;

    (void)state;
    for (const struct advice_kb *kb; (kb = advice_kb_at(n)) != NULL; n++)
        assert_ptr_equal(advice_kb_get(kb->number), kb); /* no number twice */
    assert_true(n > 0);
    assert_null(advice_kb_at(SIZE_MAX));
    assert_null(advice_kb_get(0));
    /* As typed, it may be larger than any number of the table. */
    assert_null(advice_kb_get((UINT64_C(1) << 32) + 4023993));
    assert_false(advice_kb_get(4023993)->carrier); /* it tells of the problem */
    assert_true(advice_kb_get(4019472)->carrier);  /* it brings the problem */
}

static void
rules_are_numbered_without_a_gap_and_found_in_any_case(void **state)
{
    size_t n = 0;

    (void)state;
    for (const struct advice_rule_line *rule; (rule = advice_rule_line_at(n)) != NULL; n++) {
        char *end;

        assert_int_equal(rule->name[0], 'R');
        assert_int_equal(strtoul(rule->name + 1, &end, 10), n + 1);
        assert_int_equal(*end, '\0');
        assert_ptr_equal(advice_rule_line_named(rule->name), rule);
    }
    assert_ptr_equal(advice_rule_line_named("r1"), advice_rule_line_at(0));
    assert_ptr_equal(advice_rule_line_named("r12"), advice_rule_line_at(11));
    assert_null(advice_rule_line_named("R"));
    assert_null(advice_rule_line_named(""));
    assert_null(advice_rule_line_named("R1 "));
}

static void
terms_are_found_in_any_case_and_of_their_kind(void **state)
{
    (void)state;
    for (size_t i = 0; advice_term_at(i) != NULL; i++)
        assert_ptr_equal(advice_term_named(advice_term_at(i)->word), advice_term_at(i));
    assert_int_equal(advice_term_named("BREAKS")->kind, ADVICE_VERDICT);
    assert_int_equal(advice_term_named("8057")->kind, ADVICE_PORT);
    assert_int_equal(advice_term_named("SfB2019")->kind, ADVICE_PRODUCT_TERM);
    assert_int_equal(advice_term_named("opt-out")->kind, ADVICE_OTHER_TERM);
    assert_null(advice_term_named("805"));
    assert_null(advice_term_named(""));
}

#define ELLIPSIS "\xE2\x80\xA6"

/* Every placeholder becomes an ellipsis, and a percent sign at the end stays one. */
static void
a_general_sentence_has_no_placeholder(void **state)
{
    static const struct {
        const char *sentence, *want;
    } rows[] = {
        { "%s lacks %o", ELLIPSIS " lacks " ELLIPSIS },
        { "no names", "no names" },
        { "%n%d", ELLIPSIS ELLIPSIS },
        { "100%", "100%" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char buf[64];
        struct base_text t;

        base_text_init(&t, buf, sizeof buf);
        advice_general_sentence(rows[i].sentence, &t);
        assert_string_equal(buf, rows[i].want);
    }
}

static void
every_mark_of_a_source_has_a_meaning(void **state)
{
    (void)state;
    for (const char *m = ADVICE_MARKS; *m != '\0'; m++)
        assert_non_null(advice_mark_meaning(*m));
    assert_string_equal(advice_mark_meaning('I'), "inferred");
    assert_null(advice_mark_meaning('X'));
    assert_null(advice_mark_meaning('p'));
    assert_null(advice_mark_meaning('\0'));
}

/* Lines of 80 columns at most, indented as far as the label is wide: in columns, not in bytes. */
static void
text_is_wrapped_behind_its_label(void **state)
{
    static const char label[] = "\xE6\xA0\xB9\xE6\x8B\xA0: "; /* 6 columns, 8 bytes */
    char text[50 * 5 + 1], got[512] = "";
    size_t lines = 0;
    FILE *out = tmpfile();

    (void)state;
    assert_non_null(out);
    for (size_t i = 0; i < 50; i++)
        memcpy(text + i * 5, "word ", 6);
    text[sizeof text - 2] = '\0';
    advice_print_wrapped(out, label, text);
    rewind(out);
    assert_true(fread(got, 1, sizeof got - 1, out) > sizeof label);
    assert_int_equal(fclose(out), 0);
    assert_memory_equal(got, label, sizeof label - 1);
    for (char *line = got, *end; (end = strchr(line, '\n')) != NULL; line = end + 1, lines++) {
        assert_true((size_t)(end - line) <= (lines == 0 ? 82u : 80u));
        if (lines > 0)
            assert_int_equal(strspn(line, " "), 6);
    }
    assert_int_equal(lines, 4); /* 74 columns hold 15 words, so 50 words need 4 lines */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(articles_are_found_by_their_whole_number),
        cmocka_unit_test(rules_are_numbered_without_a_gap_and_found_in_any_case),
        cmocka_unit_test(terms_are_found_in_any_case_and_of_their_kind),
        cmocka_unit_test(a_general_sentence_has_no_placeholder),
        cmocka_unit_test(every_mark_of_a_source_has_a_meaning),
        cmocka_unit_test(text_is_wrapped_behind_its_label),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
