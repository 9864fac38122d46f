/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* strdup */
#include <advice/remedy_files.h>

#include <advice/sentences.h>
#include <base/text.h>
#include <certcheck/names.h>
#include <output/escape.h>
#include <output/intern.h>
#include <output/quote.h>

#include <os/dir.h>
#include <os/error.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "receivers.h"
#include "remedy_files.h"
#include "remedy_parts.h"

static bool
ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), k = strlen(end);

    return n >= k && strcmp(name + n - k, end) == 0;
}

/* Is it the name of a file that a run may write? Which it writes, only its results show. */
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
check_directory(const struct advice_remedy_files *f, struct base_text *why)
{
    struct os_dir *dir = os_dir_open(f->directory);
    struct os_entry entry;
    bool ok = true;
    int err;

    if (dir == NULL)
        return remedy_say(why, f->directory, NULL, os_error_text(errno));
    while (ok && !f->force && os_dir_next(dir, &entry))
        if (is_ours(entry.name))
            ok = remedy_say(why, f->directory, entry.name,
                            "already exists: name another directory, or overwrite with --force");
    os_dir_close(dir);
    if (ok && (err = os_dir_may_write(f->directory)) != 0)
        ok = remedy_say(why, f->directory, NULL, os_error_text(err));
    return ok;
}

struct advice_remedy_files *
advice_remedy_files_open(const char *directory, bool force, struct base_text *why)
{
    struct advice_remedy_files *f = calloc(1, sizeof *f);
    int err;

    if (f == NULL || (f->directory = strdup(directory)) == NULL) {
        (void)remedy_say(why, directory, NULL, os_error_text(ENOMEM));
        free(f);
        return NULL;
    }
    f->force = force;
    err = os_dir_make(directory);
    f->made = err == 0;
    if (!f->made && err != EEXIST)
        (void)remedy_say(why, directory, NULL, os_error_text(err));
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

/* A template or a request is not in use yet, so there is nothing to opt out for. The fields of a
 * dump are too little to request a new certificate with. */
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
        (void)os_dir_remove(
            f->directory); /* fails, as it should, where the directory holds files */
    output_bytes_free(&f->peers);
    output_intern_free(&f->hashes);
    free(f->files);
    free(f->requests);
    free(f->directory);
    free(f);
}
