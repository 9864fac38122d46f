/* SPDX-License-Identifier: MIT */
#include "facts/template_ref.h"

#include <base/text.h>
#include <certcheck/names.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

#define NONE                                                                                       \
    {                                                                                              \
        .major = CERTCHECK_NO_LIMIT, .minor = CERTCHECK_NO_LIMIT                                   \
    }
/* BMPString "CertificateTemplate" with its header, as certreq writes it. */
#define LABEL "\x1e\x26\0C\0e\0r\0t\0i\0f\0i\0c\0a\0t\0e\0T\0e\0m\0p\0l\0a\0t\0e"

static void
assert_text(const struct certcheck_template_ref *ref, const char *want)
{
    char text[128] = "";

    assert_int_equal(certcheck_template_ref_text(ref, BASE_TEXT_IN(text)), want[0] != '\0');
    assert_string_equal(text, want);
}

static void
reads_the_oid_and_versions(void **state)
{
    static const struct {
        struct base_slice value;
        const char *want;
    } rows[] = {
        { BYTES("\x30\x0a\x06\x02\x2a\x03\x02\x01\x64\x02\x01\x05"), "1.2.3, version 100.5" },
        { BYTES("\x30\x07\x06\x02\x2a\x03\x02\x01\x64"), "1.2.3, version 100" },
        { BYTES("\x30\x04\x06\x02\x2a\x03"), "1.2.3" },
        { BYTES("\x30\x0a\x06\x02\x2a\x03\x02\x01\xff\x02\x01\x05"), "1.2.3" }, /* negative */
        { BYTES("\x30\x07\x06\x02\x2a\x03\x04\x01\x64"), "1.2.3" },             /* no number */
        { BYTES("\x30\x0b\x06\x02\x2a\x03\x02\x05\x01\x00\x00\x00\x00"),
          "1.2.3, version 2147483647" },
        { BYTES("\x30\x04\x06\x02\x2a\x83"), "" }, /* an arc without an end */
        { BYTES("\x30\x02\x06\x00"), "" },
        { BYTES("\x30\x03\x02\x01\x05"), "" },
        { BYTES("\x06\x02\x2a\x03"), "" },
        { BYTES("\x30\x04\x06\x02\x2a\x03\x00"), "" }, /* more behind it */
        { BYTES("\x30\x05\x06\x02\x2a\x03"), "" },     /* cut off */
        { BYTES(""), "" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct certcheck_template_ref ref = NONE;

        template_ref_extension(OID_MS_TEMPLATE, rows[i].value, &ref);
        assert_text(&ref, rows[i].want);
    }
}

static void
the_first_oid_stays(void **state)
{
    struct certcheck_template_ref ref = NONE;

    (void)state;
    template_ref_extension(OID_MS_TEMPLATE, SLICE("\x30\x04\x06\x02\x2a\x03"), &ref);
    template_ref_extension(OID_MS_TEMPLATE, SLICE("\x30\x04\x06\x02\x2a\x04"), &ref);
    assert_text(&ref, "1.2.3");
}

static void
other_extensions_are_passed_over(void **state)
{
    struct certcheck_template_ref ref = NONE;

    (void)state;
    template_ref_extension(OID_EKU, SLICE("\x30\x04\x06\x02\x2a\x03"), &ref);
    template_ref_extension(OID_MS_TEMPLATE_NAME, SLICE("\x0c\x00"), &ref);
    template_ref_extension(OID_MS_TEMPLATE_NAME, SLICE("\x0c\x05Web"), &ref);
    assert_text(&ref, "");
}

static void
the_extension_counts_before_the_attribute(void **state)
{
    const struct base_slice attribute = SLICE("\x30\x2d" LABEL "\x0c\x03Web");
    const struct base_slice extension = SLICE("\x0c\x04"
                                              "Edge");
    struct certcheck_template_ref first = NONE, last = NONE;

    (void)state;
    template_ref_extension(OID_MS_TEMPLATE_NAME, extension, &first);
    template_ref_attribute(attribute, &first);
    assert_text(&first, "Edge");
    template_ref_attribute(attribute, &last);
    assert_text(&last, "Web");
    template_ref_extension(OID_MS_TEMPLATE_NAME, extension, &last);
    assert_text(&last, "Edge");
}

static void
reads_the_attribute(void **state)
{
    static const struct {
        struct base_slice values;
        const char *want;
    } rows[] = {
        { BYTES("\x30\x2d" LABEL "\x0c\x03Web"), "Web" },
        { BYTES("\x30\x1a\x0c\x13"
                "certificatetemplate\x0c\x03Web"),
          "Web" },
        { BYTES("\x30\x08\x0c\x01x\x0c\x03Web"), "" }, /* another attribute */
        { BYTES("\x30\x1b\x0c\x14"
                "CertificateTemplates\x0c\x03Web"),
          "" },
        { BYTES("\x30\x08\x0c\x01x\x0c\x03"
                "Odd\x30\x2d" LABEL "\x0c\x03Web"),
          "Web" },
        { BYTES("\x30\x2d" LABEL "\x0c\x03Web\x30\x2d" LABEL "\x0c\x03Two"), "Web" },
        { BYTES("\x30\x2a" LABEL "\x0c\x00\x30\x2d" LABEL "\x0c\x03Two"), "Two" }, /* no value */
        { BYTES("\x30\x28" LABEL), "" },
        { BYTES("\x30\x2d" LABEL "\x0c\x04Web"), "" },         /* cut off */
        { BYTES("\x05\x00\x30\x2d" LABEL "\x0c\x03Web"), "" }, /* not pairs */
        { BYTES(""), "" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct certcheck_template_ref ref = NONE;

        template_ref_attribute(rows[i].values, &ref);
        assert_text(&ref, rows[i].want);
    }
}

static void
tells_name_and_oid(void **state)
{
    struct certcheck_template_ref ref = NONE;

    (void)state;
    ref.name = SLICE("\x0c\x03Web");
    assert_text(&ref, "Web");
    ref.oid = SLICE("\x2a\x03");
    assert_text(&ref, "Web (1.2.3)");
    ref.minor = 5; /* nothing without the major one */
    assert_text(&ref, "Web (1.2.3)");
    ref.major = 0;
    assert_text(&ref, "Web (1.2.3, version 0.5)");
    ref.minor = CERTCHECK_NO_LIMIT;
    ref.name = SLICE("\x0c\x04W\x1b[m");
    assert_text(&ref, "W\\x1b[m (1.2.3, version 0)");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_oid_and_versions),
        cmocka_unit_test(the_first_oid_stays),
        cmocka_unit_test(other_extensions_are_passed_over),
        cmocka_unit_test(the_extension_counts_before_the_attribute),
        cmocka_unit_test(reads_the_attribute),
        cmocka_unit_test(tells_name_and_oid),
    };

    return cmocka_run_group_tests_name("template_ref", tests, NULL, NULL);
}
