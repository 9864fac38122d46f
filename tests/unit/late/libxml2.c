/* SPDX-License-Identifier: MIT */
/* libxml2 is there whole once it was loaded; where it cannot be, why names the package. */
#include <late/libxml2.h>

#include "cmocka_prelude.h"

#include <string.h>

#ifndef LATE_LINKS

#include "missing.h"

static void
what_is_missing_is_named(void **state)
{
    char why[256] = "";
    bool loaded;

    (void)state;
    missing = true;
    loaded = late_libxml2_load(BASE_TEXT_IN(why));
    missing = false;
    assert_false(loaded);
    assert_string_equal(why, "libxml2 cannot be loaded: install it (Debian: libxml2)");
}

#endif

static void
every_function_is_there(void **state)
{
    char why[256] = "";

    (void)state;
    assert_true(late_libxml2_load(BASE_TEXT_IN(why))); /* a later call tries again */
    assert_true(late_libxml2_load(BASE_TEXT_IN(why)));
    assert_string_equal(why, "");
#define LATE(function) assert_true(libxml2.function != NULL);
#include <late/libxml2.def>
#undef LATE
}

/* Each under its own name. */
static void
they_are_what_they_are_called(void **state)
{
    char why[256];
    xmlParserCtxtPtr ctxt;

    (void)state;
    assert_true(late_libxml2_load(BASE_TEXT_IN(why)));
    ctxt = libxml2.xmlCreatePushParserCtxt(NULL, NULL, NULL, 0, NULL);
    assert_non_null(ctxt);
    assert_int_equal(libxml2.xmlParseChunk(ctxt, "<a>\n<b/>", 8, 0), 0);
    assert_true(libxml2.xmlDictSize(ctxt->dict) > 0);
    assert_int_equal(libxml2.xmlSAX2GetLineNumber(ctxt), 2);
    assert_int_equal(libxml2.xmlParseChunk(ctxt, "</a>", 4, 1), 0);
    assert_true(ctxt->wellFormed);
    assert_non_null(ctxt->myDoc);
    libxml2.xmlFreeDoc(ctxt->myDoc);
    libxml2.xmlFreeParserCtxt(ctxt);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#ifndef LATE_LINKS
        cmocka_unit_test(what_is_missing_is_named),
#endif
        cmocka_unit_test(every_function_is_there),
        cmocka_unit_test(they_are_what_they_are_called),
    };

    return cmocka_run_group_tests_name("libxml2", tests, NULL, NULL);
}
