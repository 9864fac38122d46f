/* SPDX-License-Identifier: MIT */
/* The files of --remedy are written: all or none. */
#include "remedy_files.h"

#include <base/text.h>
#include <output/escape.h>
#include <output/quote.h>

#include <os/dir.h>
#include <os/error.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "receivers.h"
#include "remedy_parts.h"

typedef void encode_fn(struct output_bytes *out, struct base_slice text);

bool
remedy_say(struct base_text *why, const char *directory, const char *name, const char *what)
{
    base_text_str(why, "--remedy: ");
    base_text_safe(why, base_slice_str(directory));
    if (name != NULL) {
        base_text_str(why, os_separator(directory));
        base_text_safe(why, base_slice_str(name));
    }
    base_text_str(why, ": ");
    base_text_str(why, what);
    return false;
}

/* Into a temporary file beside the final one. text is freed. */
static bool
write_file(struct advice_remedy_files *f, const char *name, struct output_bytes *text,
           encode_fn *encode, struct base_text *why)
{
    struct file *file = &f->files[f->files_n];
    struct output_bytes path = { 0 }, bytes = { 0 };
    struct base_text t;
    int err = ENOMEM;

    base_text_init(&t, file->name, sizeof file->name);
    base_text_str(&t, name);
    output_add_str(&path, f->directory);
    output_add_str(&path, os_separator(f->directory));
    output_add(&path, name, strlen(name) + 1);
    encode(&bytes, output_bytes_since(text, 0));
    if (!text->no_memory && !path.no_memory && !bytes.no_memory) {
        f->files_n++;
        err = output_sink_open(&file->sink, path.ptr, OUTPUT_SINK_REPLACE);
        file->sink.keep = !f->force;
        if (err == 0)
            err = output_sink_write(&file->sink, bytes.ptr, bytes.len);
    }
    output_bytes_free(text);
    output_bytes_free(&path);
    output_bytes_free(&bytes);
    return err == 0 || remedy_say(why, f->directory, name, os_error_text(err));
}

static bool
write_request(struct advice_remedy_files *f, const struct request *q, struct base_text *why)
{
    struct output_bytes text = { 0 };

    output_add_str(&text, q->client ? "; A request to a private CA for a certificate for the "
                                      "client role only, in addition to SHA-256\n; "
                                    : "; A request for a certificate with both usages, to "
                                      "replace SHA-256\n; ");
    output_add_hex(&text, q->sha256, sizeof q->sha256);
    output_add_str(&text, "\n; presented by\n");
    output_add_slice(&text, output_bytes_since(&q->shown, 0));
    if (q->shown_n > SHOWN_MAX) {
        output_add_str(&text, ";   and ");
        output_add_u64(&text, q->shown_n - SHOWN_MAX);
        output_add_str(&text, " more\n");
    }
    if (!q->client)
        output_add_str(&text, "; How to use it, and how to make the template: " PAGE_NAME "\n");
    output_add_slice(&text, output_bytes_since(&q->body, 0));
    return write_file(f, q->name, &text, output_add_windows_utf16, why);
}

static const char *
file_name(char out[NAME_MAX_LEN], const struct base_product *p, const char *end)
{
    struct base_text t;

    base_text_init(&t, out, NAME_MAX_LEN);
    base_text_str(&t, "optout-");
    base_text_str(&t, p->name);
    base_text_str(&t, end);
    return out;
}

static bool
write_opt_out(struct advice_remedy_files *f, const struct base_product *p, struct base_text *why)
{
    struct output_bytes reg = { 0 }, rollback = { 0 }, script = { 0 };
    char name[NAME_MAX_LEN];

    remedy_reg(&reg, p);
    if (!write_file(f, file_name(name, p, ".reg"), &reg, output_add_windows_utf16, why))
        return false;
    remedy_reg_rollback(&rollback, p);
    if (!write_file(f, file_name(name, p, "-rollback.reg"), &rollback, output_add_windows_utf16,
                    why))
        return false;
    remedy_script(&script, p, output_bytes_since(&f->peers, 0));
    return write_file(f, file_name(name, p, ".ps1"), &script, output_add_windows_utf8, why);
}

static bool
write_receiver(struct advice_remedy_files *f, const struct advice_receiver *row,
               struct base_text *why)
{
    struct output_bytes text = { 0 };

    output_add_str(&text, row->lines);
    return write_file(f, row->file, &text, output_add_slice, why);
}

static bool
write_page(struct advice_remedy_files *f, struct base_text *why)
{
    struct output_bytes names = { 0 }, page = { 0 };

    for (size_t i = 0; i < f->requests_n; i++) {
        output_add_str(&names, f->requests[i].name);
        output_add_char(&names, '\n');
    }
    remedy_template_page(&page, output_bytes_since(&names, 0));
    page.no_memory = page.no_memory || names.no_memory;
    output_bytes_free(&names);
    return write_file(f, PAGE_NAME, &page, output_add_windows_utf8, why);
}

static int
by_name(const void *a, const void *b)
{
    const struct request *x = a, *y = b;

    return strcmp(x->name, y->name);
}

/* Two certificates of one subject and SHA-1 can be made. Sorted, they stand together. */
static void
tell_apart(struct advice_remedy_files *f)
{
    char name[NAME_MAX_LEN] = "";

    for (size_t i = 0, n = 1; i < f->requests_n; i++) {
        struct request *q = &f->requests[i];
        struct base_text t;

        n = strcmp(q->name, name) == 0 ? n + 1 : 1;
        if (n == 1) {
            memcpy(name, q->name, sizeof name);
            continue;
        }
        base_text_init(&t, q->name, sizeof q->name);
        base_text_bytes(&t, name, strlen(name) - strlen(".inf"));
        base_text_byte(&t, '-');
        base_text_u64(&t, n);
        base_text_str(&t, ".inf");
    }
}

static bool
write_all(struct advice_remedy_files *f, struct base_text *why)
{
    const struct base_product *p;

    if (f->requests_n > 0)
        qsort(f->requests, f->requests_n, sizeof f->requests[0], by_name);
    tell_apart(f);
    for (size_t i = 0; i < f->requests_n; i++)
        if (!write_request(f, &f->requests[i], why))
            return false;
    for (size_t i = 0; (p = base_product_at(i)) != NULL && i < PRODUCTS_MAX; i++)
        if (f->products[i] && !write_opt_out(f, p, why))
            return false;
    for (size_t i = 0; i < RECEIVERS_MAX; i++)
        if (f->receivers[i] && !write_receiver(f, advice_receiver_get(i), why))
            return false;
    return !f->both || write_page(f, why);
}

/* All or none; what was there before (--force) is gone, and the new file stays in its place. */
static void
take_back(struct advice_remedy_files *f, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!f->files[i].sink.replaces)
            (void)os_remove(f->files[i].sink.final);
}

bool
advice_remedy_files_write(struct advice_remedy_files *f, size_t *written, struct base_text *why)
{
    *written = 0;
    if (f->no_memory)
        return remedy_say(why, f->directory, NULL, os_error_text(ENOMEM));
    if (!f->any)
        return true;
    f->files = calloc(f->requests_n + 3 * PRODUCTS_MAX + RECEIVERS_MAX + 1, sizeof *f->files);
    if (f->files == NULL)
        return remedy_say(why, f->directory, NULL, os_error_text(ENOMEM));
    if (!write_all(f, why))
        return false; /* nothing is in place yet */
    for (; *written < f->files_n; ++*written) {
        struct file *file = &f->files[*written];
        int err = output_sink_commit(&file->sink);

        if (err != 0) {
            take_back(f, *written);
            *written = 0;
            return remedy_say(why, f->directory, file->name, os_error_text(err));
        }
    }
    return true;
}
