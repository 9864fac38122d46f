/* SPDX-License-Identifier: MIT */
#include <certcheck/judge.h>

#include <base/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "recipe.h"

static char text[512];

static const char *
sentence_of(const struct certcheck_finding *f, const struct certcheck_path *path,
            const char *sentence)
{
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    certcheck_finding_text(
        f, path,
        sentence == NULL
            ? NULL
            : &(struct certcheck_words){ .sentence = sentence,
                                         .certificate = "the certificate",
                                         .nameless = "the certificate without a subject" },
        &t);
    return text;
}

static void
fills_placeholders(void **state)
{
    static const struct {
        struct certcheck_finding finding;
        const char *sentence, *want;
    } rows[] = {
        { { .element = 0 }, "%s stands", "edge01 stands" },
        { { .element = 1 }, "%s", "a\\1bb" },
        { { .element = 2 }, "%s", "the certificate without a subject" },
        { { .element = 3 }, "%s", "the certificate" }, /* not on the path */
        { { .element = -1 }, "%s", "the certificate" },
        { { .arg = BYTES("\x55\x1d\x25") }, "(%o)", "(2.5.29.37)" },
        { { .arg = BYTES("\x80") }, "(%o)", "(malformed:80)" },
        { { .arg = BYTES("x\x1by") }, "<%t>", "<x\\x1by>" },
        { { .number = 1494288000 }, "on %d", "on 2017-05-09 00:00 UTC" },
        { { .number = 96 }, "%n of %n", "96 of 96" },
        { { .number = -1 }, "%n", "0" },
        { { .number = 0 }, "100%%", "100%" },
        { { .number = 0 }, "at the end %", "at the end %" },
        { { .number = 0 }, "", "" },
    };
    struct made leaf, odd, nameless;
    struct certcheck_path path = { .n = 3 };

    (void)state;
    recipe_make(&leaf, &(struct recipe){ .subject = "edge01", .issuer = "ca" });
    recipe_make(&odd, &(struct recipe){ .subject = "a\x1b"
                                                   "b",
                                        .issuer = "ca" });
    recipe_make(&nameless, &(struct recipe){ .issuer = "ca" });
    path.at[0].facts = &leaf.facts;
    path.at[1].facts = &odd.facts;
    path.at[2].facts = &nameless.facts;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const char *got = sentence_of(&rows[i].finding, &path, rows[i].sentence);

        if (strcmp(got, rows[i].want) != 0)
            fail_msg("row %zu: \"%s\"", i, got);
    }
    recipe_free(&leaf);
    recipe_free(&odd);
    recipe_free(&nameless);
}

/* The rule's own sentence, and a path that is not there. */
static void
takes_the_sentence_of_the_rule(void **state)
{
    struct certcheck_finding f = { .code = CERTCHECK_F_POOL_CERTIFICATES_DIFFER,
                                   .element = -1,
                                   .arg = SLICE("pool01") };

    (void)state;
    assert_string_equal(sentence_of(&f, NULL, NULL),
                        "the machines of the pool pool01 present different certificates");
    f = (struct certcheck_finding){ .code = CERTCHECK_F_EXPIRED, .element = 0, .number = 0 };
    assert_string_equal(sentence_of(&f, NULL, NULL),
                        "the certificate expired on 1970-01-01T00:00:00Z");
}

/* Whatever a peer puts into its names, the sentence is one line of printable text. */
static void
every_sentence_is_one_line(void **state)
{
    struct made m;
    struct certcheck_path path = { .n = 1 };

    (void)state;
    recipe_make(&m, &(struct recipe){ .subject = "a\r\nb\x1b[31m\xe2\x80\xae", .issuer = "ca" });
    path.at[0].facts = &m.facts;
    for (unsigned i = 0; i < CERTCHECK_CODES; i++) {
        struct certcheck_finding f = {
            .code = (enum certcheck_code)i, .element = 0, .arg = SLICE("\n\x1b\xff\0x"), .number = 5
        };
        const char *got = sentence_of(&f, &path, NULL);
        struct base_slice out = base_slice_str(got);

        for (size_t at = 0; at < out.len;) {
            bool valid;
            uint32_t rune = base_utf8_next(out, &at, &valid);

            if (!valid || base_rune_is_unsafe(rune))
                fail_msg("%s: %s", certcheck_rule_get(f.code)->code, got);
        }
        if (strchr(got, '%') != NULL)
            fail_msg("%s: %s", certcheck_rule_get(f.code)->code, got);
    }
    recipe_free(&m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_placeholders),
        cmocka_unit_test(takes_the_sentence_of_the_rule),
        cmocka_unit_test(every_sentence_is_one_line),
    };

    return cmocka_run_group_tests_name("finding_text", tests, NULL, NULL);
}
