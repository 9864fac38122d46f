/* SPDX-License-Identifier: MIT */
/* A text with certificates is the same in UTF-8, with a BOM, in UTF-16 and with CRLF. */
#include "certcheck_check.h"
#include "writer.h"

#include <certcheck/bundle.h>

struct told {
    struct certcheck_bundle bundle;
    char why[BASE_WHY_MAX];
    enum certcheck_status status;
};

static void
read_all(struct base_slice bytes, struct told *out)
{
    out->status = certcheck_bundle_read(bytes, &out->bundle, BASE_TEXT_IN(out->why));
}

/* ASCII without controls; and not the digit 0 first, which is how DER begins. */
static bool
is_plain_text(struct base_slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((s.ptr[i] < 0x20 && s.ptr[i] != '\n' && s.ptr[i] != '\t') || s.ptr[i] > 0x7e)
            return false;
    return s.len > 0 && s.ptr[0] != '0';
}

static void
check_same(const struct told *due, struct base_slice bytes)
{
    struct told got;

    read_all(bytes, &got);
    must(got.status == due->status);
    if (got.status != CERTCHECK_OK)
        return;
    must(got.bundle.n == due->bundle.n && got.bundle.mentions_n == due->bundle.mentions_n);
    for (size_t i = 0; i < got.bundle.n; i++)
        must(got.bundle.at[i].kind == due->bundle.at[i].kind &&
             got.bundle.at[i].line == due->bundle.at[i].line &&
             base_slice_eq(got.bundle.at[i].der, due->bundle.at[i].der));
    must(got.bundle.skipped.keys == due->bundle.skipped.keys &&
         got.bundle.skipped.crls == due->bundle.skipped.crls &&
         got.bundle.skipped.others == due->bundle.skipped.others);
    certcheck_bundle_clear(&got.bundle);
}

static void
write_utf16(struct writer *w, struct base_slice text, bool big)
{
    writer_hex(w, big ? "feff" : "fffe");
    for (size_t i = 0; i < text.len; i++) {
        const uint8_t unit[] = { big ? 0 : text.ptr[i], big ? text.ptr[i] : 0 };

        writer_bytes(w, (struct base_slice){ unit, sizeof unit });
    }
}

static void
write_crlf(struct writer *w, struct base_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\n')
            writer_hex(w, "0d");
        writer_bytes(w, (struct base_slice){ text.ptr + i, 1 });
    }
}

static void
write_bom(struct writer *w, struct base_slice text)
{
    writer_hex(w, "efbbbf");
    writer_bytes(w, text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct base_slice text = { data, size };
    struct writer forms[4] = { 0 };
    struct told due;

    if (!is_plain_text(text))
        return 0;
    read_all(text, &due);
    write_utf16(&forms[0], text, false);
    write_utf16(&forms[1], text, true);
    write_crlf(&forms[2], text);
    write_bom(&forms[3], text);
    for (size_t i = 0; i < 4; i++) {
        check_same(&due, writer_slice(&forms[i]));
        writer_free(&forms[i]);
    }
    if (due.status == CERTCHECK_OK)
        certcheck_bundle_clear(&due.bundle);
    return 0;
}
