/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* strdup */
#include <advice/remedy_files.h>

#include <advice/sentences.h>
#include <base/text.h>
#include <certcheck/names.h>
#include <output/escape.h>
#include <output/intern.h>
#include <output/quote.h>
#include <output/sink.h>

#include <os/dir.h>
#include <os/error.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "receivers.h"
#include "remedy_parts.h"

#define PRODUCTS_MAX 8
#define RECEIVERS_MAX 64
#define NAME_MAX_LEN 128
#define SHOWN_MAX 40 /* endpoints named in the comments of one request, and peers in a script */
#define PAGE_NAME "new-template.txt"

struct request {
    uint8_t sha256[CERTCHECK_SHA256_LEN];
    char name[NAME_MAX_LEN];
    bool client;               /* for the client's role alone */
    struct output_bytes shown; /* comment lines */
    size_t shown_n;
    struct output_bytes body;
};

struct file {
    char name[NAME_MAX_LEN];
    struct output_sink sink;
};

struct advice_remedy_files {
    char *directory;
    bool force, made;
    bool any;  /* something breaks */
    bool both; /* ... and needs a certificate with both usages */
    bool receivers[RECEIVERS_MAX];
    struct output_intern hashes; /* SHA-256, numbered as the requests are */
    struct request *requests;
    size_t requests_n, requests_cap;
    bool products[PRODUCTS_MAX]; /* which opt-outs help */
    struct output_bytes peers;
    size_t peers_n;
    struct file *files; /* while writing */
    size_t files_n, files_cap;
    bool no_memory;
};

static bool
say(char why[OUTPUT_WHY_MAX], const char *directory, const char *name, const char *what)
{
    struct base_text t;

    base_text_init(&t, why, OUTPUT_WHY_MAX);
    base_text_str(&t, "--remedy: ");
    base_text_safe(&t, base_slice_str(directory));
    if (name != NULL) {
        base_text_str(&t, os_separator(directory));
        base_text_safe(&t, base_slice_str(name));
    }
    base_text_str(&t, ": ");
    base_text_str(&t, what);
    return false;
}

static bool
ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), k = strlen(end);

    return n >= k && strcmp(name + n - k, end) == 0;
}

/* A name that a run may want to write: which ones, only its results tell. */
static bool
is_ours(const char *name)
{
    return strcmp(name, PAGE_NAME) == 0 || strncmp(name, "receiver-", 9) == 0 ||
           strncmp(name, "sender-", 7) == 0 ||
           (strncmp(name, "request-", 8) == 0 && ends_with(name, ".inf")) ||
           (strncmp(name, "optout-", 7) == 0 &&
            (ends_with(name, ".reg") || ends_with(name, ".ps1")));
}

static bool
check_directory(const struct advice_remedy_files *f, char why[OUTPUT_WHY_MAX])
{
    struct os_dir *dir = os_dir_open(f->directory);
    struct os_entry entry;
    bool ok = true;
    int err;

    if (dir == NULL)
        return say(why, f->directory, NULL, os_error_text(errno));
    while (ok && !f->force && os_dir_next(dir, &entry))
        if (is_ours(entry.name))
            ok = say(why, f->directory, entry.name,
                     "already exists: name another directory, or overwrite with --force");
    os_dir_close(dir);
    if (ok && (err = os_dir_may_write(f->directory)) != 0)
        ok = say(why, f->directory, NULL, os_error_text(err));
    return ok;
}

struct advice_remedy_files *
advice_remedy_files_open(const char *directory, bool force, char why[OUTPUT_WHY_MAX])
{
    struct advice_remedy_files *f = calloc(1, sizeof *f);
    int err;

    if (f == NULL || (f->directory = strdup(directory)) == NULL) {
        (void)say(why, directory, NULL, os_error_text(ENOMEM));
        free(f);
        return NULL;
    }
    f->force = force;
    err = os_dir_make(directory);
    f->made = err == 0;
    if (!f->made && err != EEXIST)
        (void)say(why, directory, NULL, os_error_text(err));
    else if (check_directory(f, why))
        return f;
    advice_remedy_files_free(f);
    return NULL;
}

/* The letters of a name that are safe in a file name everywhere. */
static void
add_slug(struct base_text *t, struct base_slice subject)
{
    char name[256];
    struct base_text s;
    size_t n = 0;

    base_text_init(&s, name, sizeof name);
    certcheck_name_short(subject, &s);
    for (size_t i = 0; i < s.len && n < 48; i++) {
        char c = name[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        else if (!plain)
            c = '-';
        if (c == '-' && t->buf[t->len - 1] == '-')
            continue;
        base_text_byte(t, c);
        n++;
    }
    if (t->buf[t->len - 1] != '-')
        base_text_byte(t, '-');
}

static bool
new_request(struct advice_remedy_files *f, const struct assess_result *r)
{
    const struct assess_certificate *leaf = &r->certificates[0];
    struct request *q;
    struct base_text t;

    if (f->requests_n == f->requests_cap) {
        size_t cap = f->requests_cap == 0 ? 16 : f->requests_cap * 2;
        struct request *grown = realloc(f->requests, cap * sizeof *grown);

        if (grown == NULL) {
            f->no_memory = true;
            return false;
        }
        f->requests = grown;
        f->requests_cap = cap;
    }
    q = &f->requests[f->requests_n++];
    *q = (struct request){ .client = remedy_is_for_client(r) };
    memcpy(q->sha256, leaf->sha256, sizeof q->sha256);
    base_text_init(&t, q->name, sizeof q->name);
    base_text_str(&t, "request-");
    add_slug(&t, leaf->facts.subject);
    base_text_hex(&t, (struct base_slice){ leaf->sha1, sizeof leaf->sha1 });
    base_text_str(&t, ".inf");
    remedy_request(&q->body, r, &leaf->facts);
    return true;
}

static void
add_request(struct advice_remedy_files *f, const struct assess_result *r)
{
    struct output_bytes label = { 0 };
    struct request *q;
    size_t number;
    bool fresh = false;

    output_add(&f->hashes.text, r->certificates[0].sha256, CERTCHECK_SHA256_LEN);
    number = output_intern_end(&f->hashes, &fresh);
    f->no_memory = f->no_memory || f->hashes.no_memory || f->hashes.text.no_memory;
    if (f->no_memory || (fresh && !new_request(f, r)))
        return;
    q = &f->requests[number];
    if (q->shown_n++ < SHOWN_MAX) {
        advice_label(&label, r);
        output_add_str(&q->shown, ";   ");
        output_add_safe(&q->shown, output_bytes_since(&label, 0));
        output_add_char(&q->shown, '\n');
    }
    f->no_memory = f->no_memory || label.no_memory || q->shown.no_memory || q->body.no_memory;
    output_bytes_free(&label);
}

/* The name by which event 41025 knows the peer; several ports of one are one. */
static void
add_peer(struct advice_remedy_files *f, const struct assess_result *r)
{
    struct output_bytes quoted = { 0 };
    struct base_slice one, all = output_bytes_since(&f->peers, 0);
    bool known = false;

    if (r->host == NULL || f->peers_n == SHOWN_MAX)
        return;
    output_add_powershell(&quoted, base_slice_str(r->host));
    one = output_bytes_since(&quoted, 0);
    for (size_t i = 0; !known && i + one.len <= all.len; i++)
        known = memcmp(all.ptr + i, one.ptr, one.len) == 0 && (i == 0 || all.ptr[i - 1] == ' ');
    if (!known) {
        output_add_str(&f->peers, f->peers_n++ == 0 ? "" : ",\n    ");
        output_add_slice(&f->peers, one);
    }
    f->no_memory = f->no_memory || quoted.no_memory || f->peers.no_memory;
    output_bytes_free(&quoted);
}

static void
add_opt_outs(struct advice_remedy_files *f, const struct assess_result *r)
{
    const struct base_product *p;
    bool any = false;

    for (size_t i = 0; (p = base_product_at(i)) != NULL && i < PRODUCTS_MAX; i++) {
        bool helps = remedy_opts_out(r, p);

        f->products[i] = f->products[i] || helps;
        any = any || helps;
    }
    if (any)
        add_peer(f, r);
}

static void
add_receivers(struct advice_remedy_files *f, const struct assess_result *r)
{
    const struct advice_receiver *row;

    for (size_t i = 0; (row = advice_receiver_get(i)) != NULL && i < RECEIVERS_MAX; i++)
        if (*row->file != '\0' && advice_receiver_helps(row, r))
            f->receivers[i] = true;
}

/* A template or a request is not in use yet: nothing to opt out for. What is
 * known of a certificate from a dump is not enough to ask for another. */
void
advice_remedy_files_add(struct advice_remedy_files *f, const struct assess_result *r)
{
    const struct certcheck_facts *leaf = assess_leaf(r);

    if (r->verdict != CERTCHECK_BREAKS || leaf == NULL)
        return;
    f->any = true;
    f->both = f->both || !remedy_is_for_client(r);
    add_receivers(f, r);
    if (!leaf->ca &&
        (leaf->kind == CERTCHECK_KIND_CERTIFICATE || leaf->kind == CERTCHECK_KIND_REQUEST))
        add_request(f, r);
    if (leaf->kind == CERTCHECK_KIND_CERTIFICATE || leaf->kind == CERTCHECK_KIND_FIELDS)
        add_opt_outs(f, r);
}

typedef void encode_fn(struct output_bytes *out, struct base_slice text);

/* Into a temporary file beside the final one. text is freed. */
static bool
write_file(struct advice_remedy_files *f, const char *name, struct output_bytes *text,
           encode_fn *encode, char why[OUTPUT_WHY_MAX])
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
    return err == 0 || say(why, f->directory, name, os_error_text(err));
}

static bool
write_request(struct advice_remedy_files *f, const struct request *q, char why[OUTPUT_WHY_MAX])
{
    struct output_bytes text = { 0 };

    output_add_str(&text, q->client ? "; A request to a private CA for a certificate of the "
                                      "client's role alone, beside SHA-256\n; "
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
write_opt_out(struct advice_remedy_files *f, const struct base_product *p, char why[OUTPUT_WHY_MAX])
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
               char why[OUTPUT_WHY_MAX])
{
    struct output_bytes text = { 0 };

    output_add_str(&text, row->lines);
    return write_file(f, row->file, &text, output_add_slice, why);
}

static bool
write_page(struct advice_remedy_files *f, char why[OUTPUT_WHY_MAX])
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
write_all(struct advice_remedy_files *f, char why[OUTPUT_WHY_MAX])
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
advice_remedy_files_write(struct advice_remedy_files *f, size_t *written, char why[OUTPUT_WHY_MAX])
{
    *written = 0;
    if (f->no_memory)
        return say(why, f->directory, NULL, os_error_text(ENOMEM));
    if (!f->any)
        return true;
    f->files = calloc(f->requests_n + 3 * PRODUCTS_MAX + RECEIVERS_MAX + 1, sizeof *f->files);
    if (f->files == NULL)
        return say(why, f->directory, NULL, os_error_text(ENOMEM));
    if (!write_all(f, why))
        return false; /* nothing is in place yet */
    for (; *written < f->files_n; ++*written) {
        struct file *file = &f->files[*written];
        int err = output_sink_commit(&file->sink);

        if (err != 0) {
            take_back(f, *written);
            *written = 0;
            return say(why, f->directory, file->name, os_error_text(err));
        }
    }
    return true;
}

void
advice_remedy_files_free(struct advice_remedy_files *f)
{
    if (f == NULL)
        return;
    for (size_t i = 0; i < f->files_n; i++)
        output_sink_free(&f->files[i].sink);
    for (size_t i = 0; i < f->requests_n; i++) {
        output_bytes_free(&f->requests[i].shown);
        output_bytes_free(&f->requests[i].body);
    }
    if (f->made)
        (void)os_dir_remove(f->directory); /* fails, as it should, where files are */
    output_bytes_free(&f->peers);
    output_intern_free(&f->hashes);
    free(f->files);
    free(f->requests);
    free(f->directory);
    free(f);
}
