/* SPDX-License-Identifier: MIT */
/*
 * Texts that people hand over (dumps of certutil, LDIF, lists of servers), edited line by
 * line and read by each reader of texts. Encodings and line ends do not change what is read,
 * nor does the language of labels that no reader goes by; and no reader finds more
 * certificates, templates or servers than are written there.
 *
 * The first octet chooses the text; then an edit for each three octets: operation, line,
 * value.
 */
#include "fuzz.h"
#include "text_edit.h"

#include <certcheck/bundle.h>
#include <certcheck/template.h>
#include <inventory/inventory.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EDITS_MAX 8
#define TEXTS_MAX 64
#define TEXT_MAX 65536u
#define TARGETS_MAX 512

static struct {
    struct base_slice at[TEXTS_MAX];
    size_t n;
} texts;

static struct base_slice edited; /* what is being read, to be shown */

static void
must_hold(bool promise, const char *text)
{
    if (promise)
        return;
    (void)fprintf(stderr, "broken: %s\n%.*s\n", text, (int)edited.len, edited.ptr);
    abort();
}
#define must(promise) must_hold(promise, #promise)

/* ---- the texts ---- */

static bool
is_utf8_text(struct base_slice s)
{
    bool valid = true;

    for (size_t at = 0; valid && at < s.len;) {
        uint32_t rune = base_utf8_next(s, &at, &valid);

        valid = valid && (rune >= ' ' || rune == '\n' || rune == '\t');
    }
    return valid;
}

static void
load(const char *path)
{
    static uint8_t buf[TEXT_MAX];
    struct base_slice s = { buf, 0 };
    FILE *f = fopen(path, "rb");
    uint8_t *copy;

    must(f != NULL);
    for (int c; s.len < sizeof buf && (c = getc(f)) != EOF;)
        if (c != '\r')
            buf[s.len++] = (uint8_t)c;
    (void)fclose(f);
    if (s.len >= 3 && memcmp(buf, "\xef\xbb\xbf", 3) == 0)
        s = (struct base_slice){ buf + 3, s.len - 3 };
    if (!is_utf8_text(s))
        return; /* another encoding: the corpora of the readers have it */
    copy = malloc(s.len);
    must(copy != NULL && texts.n < TEXTS_MAX);
    memcpy(copy, s.ptr, s.len);
    texts.at[texts.n++] = (struct base_slice){ copy, s.len };
}

static int
is_file(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

static void
load_all(const char *dir)
{
    struct dirent **names;
    char path[1024];
    int n = scandir(dir, &names, is_file, alphasort);

    must(n > 0);
    for (int i = 0; i < n; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", dir, names[i]->d_name);
        load(path);
        free(names[i]);
    }
    free(names);
}

/* ---- what is written ---- */

static size_t
count(struct base_slice in, const char *word, size_t len)
{
    size_t n = 0;
    const uint8_t *p;

    while (len > 0 && (p = memmem(in.ptr, in.len, word, len)) != NULL) {
        n++;
        in.len -= (size_t)(p + 1 - in.ptr);
        in.ptr = p + 1;
    }
    return n;
}

/* The text in small letters: without blanks and ends of lines, so that what a console broke
 * is whole in it; and its letters and digits alone, as thumbprints are read. */
struct written {
    struct writer squeezed, alnum;
};

static bool
is_blank(uint32_t rune)
{
    return rune <= ' ' || rune == 0x85 || rune == 0xa0 || rune == 0xad || rune == 0x3000 ||
           rune == 0xfeff || (rune >= 0x2000 && rune <= 0x200f) ||
           (rune >= 0x2028 && rune <= 0x202f) || (rune >= 0x205f && rune <= 0x2069);
}

static void
squeeze(struct written *w, struct base_slice s)
{
    bool valid;

    for (size_t at = 0, from = 0; at < s.len; from = at) {
        uint32_t rune = base_utf8_next(s, &at, &valid);
        uint8_t c = s.ptr[from];

        if (is_blank(rune))
            continue;
        c = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
        writer_bytes(&w->squeezed, (struct base_slice){ &c, 1 });
        writer_bytes(&w->squeezed, (struct base_slice){ s.ptr + from + 1, at - from - 1 });
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            writer_bytes(&w->alnum, (struct base_slice){ &c, 1 });
    }
}

static void
written_free(struct written *w)
{
    writer_free(&w->squeezed);
    writer_free(&w->alnum);
}

/* ---- readers: what each makes of a text, in words ---- */

typedef void read_fn(struct writer *out, struct base_slice text, const struct written *written);

static void
say(struct writer *out, struct base_slice s)
{
    char head[32];

    (void)snprintf(head, sizeof head, " %zu:", s.len);
    writer_bytes(out, base_slice_str(head));
    writer_bytes(out, s);
}

static void
say_text(struct writer *out, const char *text)
{
    say(out, base_slice_str(text));
}

static void
say_number(struct writer *out, uint64_t n)
{
    char text[32];

    (void)snprintf(text, sizeof text, " %llu", (unsigned long long)n);
    writer_bytes(out, base_slice_str(text));
}

static void
check_thumbprint(const uint8_t thumbprint[CERTCHECK_THUMBPRINT_LEN], const struct written *written)
{
    char hex[2 * CERTCHECK_THUMBPRINT_LEN + 1];

    for (size_t i = 0; i < CERTCHECK_THUMBPRINT_LEN; i++)
        (void)snprintf(hex + 2 * i, 3, "%02x", thumbprint[i]);
    must(written == NULL || count(writer_slice(&written->alnum), hex, strlen(hex)) > 0);
}

static bool
is_readable_certificate(const struct certcheck_object *o)
{
    struct certcheck_facts facts;

    return o->kind != CERTCHECK_KIND_FIELDS && o->kind != CERTCHECK_KIND_REQUEST_FIELDS &&
           certcheck_read_as(o->kind, o->der, &facts) == CERTCHECK_OK;
}

/* Objects stand in the order of their lines, and what they are made of is there. */
static void
check_objects(const struct certcheck_bundle *b, const struct written *written)
{
    size_t certificates = 0;

    for (size_t i = 0; i < b->n; i++) {
        must(i == 0 || b->at[i].line >= b->at[i - 1].line); /* one block may hold several */
        if (b->at[i].has_thumbprint)
            check_thumbprint(b->at[i].thumbprint, written);
        certificates += is_readable_certificate(&b->at[i]);
    }
    must(written == NULL ||
         certificates <= count(writer_slice(&written->squeezed), "-----begin", 10) +
                             count(writer_slice(&written->squeezed), "000030", 6) +
                             count(writer_slice(&written->squeezed), "mi", 2));
    for (size_t i = 0; i < b->mentions_n; i++)
        check_thumbprint(b->mentions[i].thumbprint, written);
}

static void
read_bundle(struct writer *out, struct base_slice text, const struct written *written)
{
    struct certcheck_bundle b;
    char why[BASE_WHY_MAX];
    enum certcheck_status status = certcheck_bundle_read(text, &b, BASE_TEXT_IN(why));

    say_number(out, status);
    if (status != CERTCHECK_OK) /* what the file seems to be is guessed from so many octets of it */
        return;
    say_text(out, why);
    check_objects(&b, written);
    for (size_t i = 0; i < b.n; i++) {
        say_number(out, b.at[i].kind);
        say_number(out, b.at[i].line);
        say(out, b.at[i].der);
        if (b.at[i].has_thumbprint)
            say(out, (struct base_slice){ b.at[i].thumbprint, CERTCHECK_THUMBPRINT_LEN });
    }
    for (size_t i = 0; i < b.mentions_n; i++) {
        say_number(out, b.mentions[i].line);
        say_text(out, b.mentions[i].use);
        say(out, (struct base_slice){ b.mentions[i].thumbprint, CERTCHECK_THUMBPRINT_LEN });
    }
    say_number(out, b.damaged);
    certcheck_bundle_clear(&b);
}

/* A template's name is in the text, or written in base64 or with escapes. */
static void
check_template(const struct certcheck_template *t, const struct written *written)
{
    struct written name = { 0 };

    squeeze(&name, base_slice_str(t->name));
    must(written == NULL || count(writer_slice(&written->squeezed), "::", 2) > 0 ||
         count(writer_slice(&written->squeezed), "\\", 1) > 0 ||
         count(writer_slice(&written->squeezed), (const char *)name.squeezed.at,
               name.squeezed.len) > 0);
    written_free(&name);
}

static void
read_templates(struct writer *out, struct base_slice text, const struct written *written)
{
    struct certcheck_templates set;
    char why[BASE_WHY_MAX];
    enum certcheck_status status = certcheck_templates_read(text, &set, BASE_TEXT_IN(why));

    say_number(out, certcheck_is_templates(text));
    say_number(out, status);
    say_text(out, why);
    if (status != CERTCHECK_OK)
        return;
    for (size_t i = 0; i < set.n; i++) {
        const struct certcheck_template *t = &set.at[i];

        must(i == 0 || t->line > set.at[i - 1].line);
        check_template(t, written);
        say_number(out, t->line);
        say_text(out, t->name);
        say_text(out, t->display);
        say_text(out, t->oid);
        say_number(out, t->governs);
        say_number(out, (uint64_t)(t->supplies_subject + 2 * t->ca + 4 * t->shows_subject));
        say(out, t->der);
    }
    certcheck_templates_clear(&set);
}

/* A name is written somewhere; addresses may be of a network or a range. */
static void
check_host(const char *host, const struct written *written)
{
    const size_t len = strlen(host);

    if (written == NULL || strspn(host, "0123456789.") == len || strchr(host, ':') != NULL ||
        strstr(host, "xn--") != NULL)
        return;
    must(count(writer_slice(&written->squeezed), host, len) > 0);
}

/* "list:3": the words of a fault show octets, ends of lines among them. */
static void
keep_fault(void *ctx, const char *why)
{
    say(ctx, (struct base_slice){ (const uint8_t *)why, strcspn(why, " ") });
}

static void
read_list(struct writer *out, struct base_slice text, const struct written *written)
{
    struct inventory *inv = inventory_new(&(struct inventory_options){
        .max_targets = TARGETS_MAX, .fault = keep_fault, .fault_ctx = out });
    char why[BASE_WHY_MAX] = "", key[INVENTORY_TEXT_MAX];
    struct base_text t;

    must(inv != NULL);
    if (!inventory_add_list(inv, text, "list", BASE_TEXT_IN(why)))
        keep_fault(out, why);
    for (size_t i = 0; i < inventory_count(inv); i++) {
        const struct inventory_target *target = inventory_at(inv, i);

        check_host(target->host, written);
        base_text_init(&t, key, sizeof key);
        inventory_target_key(target, &t);
        say_text(out, key);
        say_number(out, target->line);
        say_text(out, target->pool != NULL ? target->pool : "");
    }
    for (size_t i = 0; i < inventory_notes(inv); i++)
        say_text(out, inventory_note(inv, i));
    inventory_free(inv);
}

/* ---- the same text in other octets ---- */

static void
put_unit(struct writer *w, uint32_t unit, bool big)
{
    const uint8_t octets[] = { (uint8_t)(big ? unit >> 8 : unit),
                               (uint8_t)(big ? unit : unit >> 8) };

    writer_bytes(w, (struct base_slice){ octets, sizeof octets });
}

static void
put_utf16(struct writer *w, struct base_slice text, bool big)
{
    bool valid;

    put_unit(w, 0xfeff, big);
    for (size_t at = 0; at < text.len;) {
        uint32_t rune = base_utf8_next(text, &at, &valid);

        if (rune >= 0x10000) {
            put_unit(w, 0xd800 + ((rune - 0x10000) >> 10), big);
            rune = 0xdc00 + (rune & 0x3ff);
        }
        put_unit(w, rune, big);
    }
}

static void
put_line_ends(struct writer *w, struct base_slice text, const char *end)
{
    for (size_t i = 0; i < text.len; i++)
        writer_bytes(w, text.ptr[i] == '\n' ? base_slice_str(end)
                                            : (struct base_slice){ text.ptr + i, 1 });
}

enum octets { BOM, UTF16_LE, UTF16_BE, CRLF, CR, FORMS };

static void
put_form(struct writer *w, struct base_slice text, enum octets form)
{
    if (form == BOM) {
        writer_hex(w, "efbbbf");
        writer_bytes(w, text);
    } else if (form == CRLF || form == CR) {
        put_line_ends(w, text, form == CR ? "\r" : "\r\n");
    } else {
        put_utf16(w, text, form == UTF16_BE);
    }
}

static void
must_equal(struct base_slice due, struct base_slice got, enum octets form)
{
    if (base_slice_eq(due, got))
        return;
    (void)fprintf(stderr, "in form %d: %.*s\nnot: %.*s\n", (int)form, (int)got.len, got.ptr,
                  (int)due.len, due.ptr);
    must_hold(false, "the same in other octets");
}

static void
check(read_fn *read, struct base_slice text, enum octets forms)
{
    struct writer due = { 0 }, got = { 0 }, other = { 0 };
    struct written written = { 0 };

    squeeze(&written, text);
    read(&due, text, &written);
    for (enum octets form = BOM; form < forms; form++) {
        other.len = got.len = 0;
        put_form(&other, text, form);
        read(&got, writer_slice(&other), NULL);
        must_equal(writer_slice(&due), writer_slice(&got), form);
    }
    writer_free(&due);
    writer_free(&got);
    writer_free(&other);
    written_free(&written);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct writer now = { 0 };

    if (size < 1 || size > 1 + 3 * EDITS_MAX)
        return 0;
    if (texts.n == 0) {
        load_all(FUZZ_DUMPS);
        load_all(FUZZ_LISTS);
    }
    writer_bytes(&now, texts.at[data[0] % texts.n]);
    for (size_t at = 1; at + 3 <= size && now.len < TEXT_MAX; at += 3) {
        struct text_edit e = { .op = (enum text_edit_op)(data[at] % TEXT_OPS),
                               .line = data[at + 1],
                               .value = data[at + 2] };
        struct writer next = { 0 };

        text_edit_apply(&next, writer_slice(&now), &e);
        writer_free(&now);
        now = next;
    }
    edited = writer_slice(&now);
    if (now.len > 0 && now.at[0] != '0') { /* which is how DER begins */
        check(read_bundle, writer_slice(&now), CR);
        check(read_templates, writer_slice(&now), CR);
        check(read_list, writer_slice(&now), FORMS);
    }
    writer_free(&now);
    return 0;
}
