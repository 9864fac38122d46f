/* SPDX-License-Identifier: MIT */
#include "windows_cases.h"

#include <base/base64.h>
#include <base/text.h>
#include <base/time.h>
#include <certcheck/names.h>

#include <stdlib.h>
#include <string.h>

#define CERTIFICATES_MAX 512u

struct cli_cases {
    struct base_slice rest;
    int64_t at_s;
    struct base_slice certificates[CERTIFICATES_MAX]; /* owned */
    size_t n;
};

/* The next word of a line, taken off it. */
static struct base_slice
word(struct base_slice *line, char separator)
{
    const uint8_t *end = line->len == 0 ? NULL : memchr(line->ptr, separator, line->len);
    struct base_slice w = { line->ptr, end == NULL ? line->len : (size_t)(end - line->ptr) };

    line->ptr += w.len + (end != NULL);
    line->len -= w.len + (end != NULL);
    return w;
}

static bool
number(struct base_slice w, size_t max, size_t *out)
{
    char text[24];
    struct base_text t;
    uint64_t n;

    base_text_init(&t, text, sizeof text);
    base_text_bytes(&t, w.ptr, w.len);
    if (t.cut || max == 0 || !base_parse_u64(text, 0, max - 1, &n))
        return false;
    *out = (size_t)n;
    return true;
}

static bool
add_certificate(struct cli_cases *t, struct base_slice base64)
{
    uint8_t *der = t->n == CERTIFICATES_MAX ? NULL : malloc(base64.len / 4 * 3 + 4);
    size_t len;

    if (der == NULL || !base_base64_read(base64, der, &len)) {
        free(der);
        return false;
    }
    t->certificates[t->n++] = (struct base_slice){ der, len };
    return true;
}

/* Everything but the rows, which stand behind what they name. */
static bool
read_line(struct cli_cases *t, struct base_slice line)
{
    struct base_slice kind = word(&line, ' ');
    char time[32];
    struct base_text text;
    size_t n;

    if (base_slice_eq_str(kind, "certificate"))
        return number(word(&line, ' '), t->n + 1, &n) && add_certificate(t, line);
    if (!base_slice_eq_str(kind, "at"))
        return true;
    base_text_init(&text, time, sizeof time);
    base_text_bytes(&text, line.ptr, line.len);
    return base_time_parse(time, &t->at_s);
}

struct cli_cases *
cli_cases_open(struct base_slice file)
{
    struct cli_cases *t = calloc(1, sizeof *t);
    struct base_slice rest = file;
    bool ok = t != NULL;

    while (ok && rest.len > 0)
        ok = read_line(t, word(&rest, '\n'));
    if (!ok) {
        cli_cases_free(t);
        return NULL;
    }
    t->rest = file;
    return t;
}

void
cli_cases_free(struct cli_cases *t)
{
    for (size_t i = 0; t != NULL && i < t->n; i++)
        free((void *)(uintptr_t)t->certificates[i].ptr);
    free(t);
}

int64_t
cli_cases_time(const struct cli_cases *t)
{
    return t->at_s;
}

/* A SEQUENCE of OBJECT IDENTIFIER, short enough for lengths of one byte. 0: too long. */
static size_t
encode_usages(struct base_slice list, uint8_t out[CLI_CASE_USAGES_MAX])
{
    size_t n = 2;

    while (list.len > 0) {
        struct base_slice w = word(&list, ',');
        char dotted[64];
        struct base_text t;
        size_t len;

        base_text_init(&t, dotted, sizeof dotted);
        base_text_bytes(&t, w.ptr, w.len);
        if (n > 100 || !certcheck_oid_parse(dotted, out + n + 2, 24, &len))
            return 0;
        out[n] = 6;
        out[n + 1] = (uint8_t)len;
        n += 2 + len;
    }
    out[0] = 0x30;
    out[1] = (uint8_t)(n - 2);
    return n;
}

static bool
take(const struct cli_cases *t, struct base_slice w, struct os_chain_certificate *out)
{
    size_t n;

    if (!number(w, t->n, &n))
        return false;
    *out = (struct os_chain_certificate){ .der = t->certificates[n].ptr,
                                          .len = t->certificates[n].len };
    return true;
}

static bool
take_all(const struct cli_cases *t, struct base_slice list, struct os_chain_certificate *out,
         size_t *n)
{
    for (*n = 0; list.len > 0 && !base_slice_eq_str(list, "-"); ++*n)
        if (*n == CLI_CASE_CERTS_MAX || !take(t, word(&list, ','), &out[*n]))
            return false;
    return true;
}

static void
give(struct os_chain_certificate *c, const struct base_slice *der, const uint8_t *usages,
     size_t len)
{
    if (c->der == der->ptr) {
        c->usages = usages;
        c->usages_len = len;
    }
}

/* NUMBER:OID,OID of the row's certificate that has a property in its store (R18). */
static bool
give_property(const struct cli_cases *t, struct base_slice w, struct cli_case *row)
{
    size_t n, len;

    if (base_slice_eq_str(w, "-"))
        return true;
    if (!number(word(&w, ':'), t->n, &n) || (len = encode_usages(w, row->usages)) == 0)
        return false;
    give(&row->leaf, &t->certificates[n], row->usages, len);
    for (size_t i = 0; i < row->issuers_n; i++)
        give(&row->issuers[i], &t->certificates[n], row->usages, len);
    for (size_t i = 0; i < row->roots_n; i++)
        give(&row->roots[i], &t->certificates[n], row->usages, len);
    return true;
}

static bool
read_row(const struct cli_cases *t, struct base_slice line, struct cli_case *out)
{
    struct base_slice truth, leaf, issuers, roots, property;

    out->name = word(&line, ' ');
    out->usage = word(&line, ' ');
    truth = word(&line, ' ');
    leaf = word(&line, ' ');
    issuers = word(&line, ' ');
    roots = word(&line, ' ');
    property = word(&line, ' ');
    out->title = line;
    out->truth = base_slice_eq_str(truth, "accepted")   ? CLI_CASE_ACCEPTED
                 : base_slice_eq_str(truth, "rejected") ? CLI_CASE_REJECTED
                                                        : CLI_CASE_UNSETTLED;
    return take(t, leaf, &out->leaf) && take_all(t, issuers, out->issuers, &out->issuers_n) &&
           take_all(t, roots, out->roots, &out->roots_n) && give_property(t, property, out);
}

bool
cli_cases_next(struct cli_cases *t, struct cli_case *out)
{
    while (t->rest.len > 0) {
        struct base_slice line = word(&t->rest, '\n');

        if (base_slice_eq_str(word(&line, ' '), "row"))
            return read_row(t, line, out);
    }
    return false;
}
