/* SPDX-License-Identifier: MIT */
#include <record/index.h>

#include <base/error.h>

#include <os/error.h>
#include <os/file.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "index_runs.h"

#define CHUNK 262144

/* ---- what a line is about ---- */

/* The profile of a host's 8057 depends on its other ports (Edge Server or Front End): it is the
 * same target all the same. */
static const char *
key_profile(const struct base_profile *p)
{
    return p == NULL ? "" : base_profile_before(p)->name;
}

/* The same target seen from another machine is another one (--seen-from). */
static uint64_t
hash_of(struct base_slice name, struct base_slice seen_from)
{
    uint64_t hash = base_slice_hash(name);

    return seen_from.len == 0 ? hash : hash * 31 + base_slice_hash(seen_from);
}

static uint64_t
key_of(struct base_slice target, struct base_slice seen_from, uint32_t index,
       const struct base_profile *profile)
{
    char text[4608];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    base_text_bytes(&t, target.ptr, target.len);
    base_text_byte(&t, '/');
    base_text_str(&t, key_profile(profile));
    base_text_byte(&t, '/');
    base_text_u64(&t, index);
    return hash_of(base_slice_str(text), seen_from);
}

/* A peer that connects counts once for each certificate that it presents, and once for each reason
 * not to. */
static uint64_t
key_of_peer(uint64_t key, const struct record_summary *b)
{
    char text[512];
    struct base_text t;

    if (b->peer.len == 0)
        return key;
    base_text_init(&t, text, sizeof text);
    base_text_u64(&t, key);
    base_text_byte(&t, '/');
    base_text_bytes(&t, b->peer.ptr, b->peer.len);
    base_text_byte(&t, '/');
    base_text_bytes(&t, b->leaf.ptr, b->leaf.len);
    base_text_str(&t, b->leaf.len > 0 ? "" : probe_class_name(b->error));
    return base_slice_hash(base_slice_str(text));
}

static bool
is_default_port(const struct record_summary *b)
{
    return b->profile != NULL && base_profile_has_port(b->profile, b->port);
}

static uint32_t
hour_of(int64_t s)
{
    if (s < 0)
        return 0;
    return s / 3600 < UINT32_MAX ? (uint32_t)(s / 3600) : UINT32_MAX;
}

static struct record_index_entry
entry_of(const struct record_summary *b)
{
    return (struct record_index_entry){
        .key = key_of_peer(key_of(b->target, b->seen_from, b->index, b->profile), b),
        .target = hash_of(b->target, b->seen_from),
        .host = hash_of(b->host, b->seen_from),
        .until_h = hour_of(b->until_s),
        .of_file = b->of_file,
        .final = b->error != PROBE_INTERRUPTED,
        .default_port = is_default_port(b),
        .whole_host =
            b->error == PROBE_RESOLVE || record_summary_has(b, CERTCHECK_F_DEFAULT_PORTS_SILENT),
    };
}

/* ---- reading ---- */

static bool
grow_line(struct record_index *l, size_t n)
{
    char *grown = n <= l->line_cap ? l->line : realloc(l->line, n);

    if (grown == NULL)
        return false;
    l->line = grown;
    if (n > l->line_cap)
        l->line_cap = n;
    return true;
}

static bool
refuse_line(struct base_text *why, const char *text)
{
    base_text_str(why, text);
    return false;
}

/* Runs are few and their lines stand together, so the last one is tried first. */
static bool
run_of(struct record_index *l, struct base_slice policy, uint16_t *out, struct base_text *why)
{
    uint64_t hash = base_slice_hash(policy), *grown;
    size_t i = l->n > 0 ? l->at[l->n - 1].run : 0;

    if (i >= l->runs_n || l->runs[i] != hash)
        for (i = 0; i < l->runs_n && l->runs[i] != hash; i++)
            ;
    *out = (uint16_t)i;
    if (i < l->runs_n)
        return true;
    if (i == RECORD_INDEX_RUNS_MAX)
        return refuse_line(why, "results of too many runs; merge fewer at once");
    grown = realloc(l->runs, (i + 1) * sizeof *grown);
    if (grown == NULL)
        return refuse_line(why, "out of memory");
    l->runs = grown;
    l->runs[l->runs_n++] = hash;
    return true;
}

static bool
add_line(struct record_index *l, struct base_slice line, uint64_t at, struct base_text *why)
{
    size_t cap = l->cap == 0 ? 256 : l->cap * 2;
    struct record_index_entry *grown, entry;
    struct record_summary summary;

    if (!record_summary_read(line, &summary, why))
        return false;
    entry = entry_of(&summary);
    if (!run_of(l, summary.policy, &entry.run, why))
        return false;
    if (l->n == l->cap) {
        grown = realloc(l->at, cap * sizeof *grown);
        if (grown == NULL)
            return refuse_line(why, "out of memory");
        l->at = grown;
        l->cap = cap;
    }
    entry.at = at;
    entry.len = (uint32_t)line.len;
    entry.file = (uint16_t)(l->files_n - 1);
    l->at[l->n++] = entry;
    l->files[entry.file].of_files = summary.of_file;
    return record_runs_add(l, entry.file, entry.run, &summary.rest) ||
           refuse_line(why, "out of memory");
}

struct scan {
    const char *path;
    uint64_t offset, line; /* of the bytes in the buffer; lines seen */
    size_t len;
};

/* Take all whole lines of the buffer; move the rest to its front. */
static bool
scan_lines(struct record_index *l, struct scan *s, struct base_text *why)
{
    char text[BASE_WHY_MAX], *end;
    struct base_text reason;
    size_t from = 0;

    base_text_init(&reason, text, sizeof text);
    while ((end = memchr(l->line + from, '\n', s->len - from)) != NULL) {
        struct base_slice line = { (const uint8_t *)l->line + from, 0 };

        line.len = (size_t)(end - l->line) - from;
        s->line++;
        if (line.len > 0 && !add_line(l, line, s->offset + from, &reason))
            return base_complain_line(why, s->path, s->line, text);
        from += line.len + 1;
    }
    memmove(l->line, l->line + from, s->len - from);
    s->len -= from;
    s->offset += from;
    return true;
}

static bool
scan(struct record_index *l, int fd, struct scan *s, struct base_text *why)
{
    for (;;) {
        ptrdiff_t n;

        if (s->len > RECORD_LINE_MAX)
            return base_complain_line(why, s->path, s->line + 1, "the line is too long");
        if (!grow_line(l, s->len + CHUNK))
            return base_complain(why, s->path, "out of memory");
        n = os_read(fd, l->line + s->len, CHUNK);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return base_complain(why, s->path, os_error_text(errno));
        if (n == 0)
            return true;
        s->len += (size_t)n;
        if (!scan_lines(l, s, why))
            return false;
    }
}

bool
record_index_add(struct record_index *l, const char *path, uint64_t *end, bool *torn,
                 struct base_text *why)
{
    struct scan s = { .path = path };
    size_t before = l->n;
    struct record_index_file *files = realloc(l->files, (l->files_n + 1) * sizeof *files);
    int fd;

    if (files != NULL)
        l->files = files;
    if (l->reader == NULL)
        l->reader = record_reader_new();
    if (files == NULL || l->reader == NULL)
        return base_complain(why, path, "out of memory");
    if (l->files_n == UINT16_MAX)
        return base_complain(why, path, "too many files");
    fd = os_open(path, OS_OPEN_READ);
    if (fd < 0)
        return base_complain(why, path, os_error_text(errno));
    l->files[l->files_n++] = (struct record_index_file){ .path = path, .fd = fd };
    if (!os_rewind(fd)) /* lines are read again later */
        return base_complain(why, path, "not a regular file");
    if (!scan(l, fd, &s, why))
        return false;
    l->files[l->files_n - 1].empty = l->n == before;
    *end = s.offset;
    *torn = s.len > 0;
    return !*torn || record_is_beginning((struct base_slice){ (uint8_t *)l->line, s.len }) ||
           base_complain_line(why, path, s.line + 1,
                              "not the beginning of a result: is the file NDJSON of ekuprobe?");
}

/* Read n bytes at that place; fewer at the end of the file, or where it cannot be read. */
static size_t
read_at(int fd, uint64_t at, char *out, size_t n)
{
    size_t len = 0;
    ptrdiff_t got = 1;

    while (len < n && got != 0) {
        got = os_read_at(fd, out + len, n - len, at + len);
        if (got < 0 && errno != EINTR)
            break;
        len += got > 0 ? (size_t)got : 0;
    }
    return len;
}

/* The number of an entry's line, counted only when an error needs it. */
static uint64_t
line_of(const struct record_index *l, const struct record_index_entry *e)
{
    uint64_t line = 1;
    char piece[4096];

    for (uint64_t at = 0; at < e->at;) {
        size_t n = e->at - at < sizeof piece ? (size_t)(e->at - at) : sizeof piece;

        n = read_at(l->files[e->file].fd, at, piece, n);
        if (n == 0)
            break;
        for (size_t i = 0; i < n; i++)
            line += piece[i] == '\n';
        at += n;
    }
    return line;
}

bool
record_index_complain(const struct record_index *l, const struct record_index_entry *e,
                      struct base_text *why, const char *text)
{
    return base_complain_line(why, l->files[e->file].path, line_of(l, e), text);
}

const struct assess_result *
record_index_read(struct record_index *l, const struct record_index_entry *e, struct base_text *why)
{
    const struct assess_result *r = NULL;
    char text[BASE_WHY_MAX];
    struct base_text reason;

    base_text_init(&reason, text, sizeof text);
    if (!grow_line(l, (size_t)e->len + 1)) {
        base_text_str(&reason, "out of memory");
    } else {
        size_t len = read_at(l->files[e->file].fd, e->at, l->line, e->len);

        r = record_read(l->reader, (struct base_slice){ (const uint8_t *)l->line, len }, &reason);
    }
    if (r == NULL)
        (void)record_index_complain(l, e, why, text);
    return r;
}

void
record_index_clear(struct record_index *l)
{
    for (size_t i = 0; i < l->files_n; i++)
        (void)os_close(l->files[i].fd);
    record_reader_free(l->reader);
    free(l->files);
    free(l->runs);
    free(l->rests.shares);
    free(l->at);
    free(l->line);
    *l = (struct record_index){ 0 };
}

/* ---- what counts ---- */

struct record_lookup {
    struct record_index_entry **by_key; /* all entries by key, in file order within a key */
    size_t n;
    uint64_t *targets, *hosts; /* of final results; of those that settle a host; sorted */
    size_t targets_n, hosts_n;
};

static int
compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int
by_key(const void *a, const void *b)
{
    const struct record_index_entry *x = *(struct record_index_entry *const *)a,
                                    *y = *(struct record_index_entry *const *)b;

    return x->key != y->key ? compare(x->key, y->key) : (x > y) - (x < y);
}

static int
by_hash(const void *a, const void *b)
{
    return compare(*(const uint64_t *)a, *(const uint64_t *)b);
}

static bool
has(const uint64_t *sorted, size_t n, uint64_t hash)
{
    return n > 0 && bsearch(&hash, sorted, n, sizeof hash, by_hash) != NULL;
}

struct record_lookup *
record_lookup_new(const struct record_index *l)
{
    struct record_lookup *k = calloc(1, sizeof *k);

    if (k == NULL)
        return NULL;
    k->by_key = calloc(l->n + 1, sizeof(struct record_index_entry *));
    k->targets = calloc(l->n + 1, sizeof *k->targets);
    k->hosts = calloc(l->n + 1, sizeof *k->hosts);
    if (k->by_key == NULL || k->targets == NULL || k->hosts == NULL) {
        record_lookup_free(k);
        return NULL;
    }
    for (size_t i = 0; i < l->n; i++) {
        k->by_key[k->n++] = &l->at[i];
        if (l->at[i].final)
            k->targets[k->targets_n++] = l->at[i].target;
        if (l->at[i].final && l->at[i].whole_host)
            k->hosts[k->hosts_n++] = l->at[i].host;
    }
    qsort(k->by_key, k->n, sizeof(struct record_index_entry *), by_key);
    qsort(k->targets, k->targets_n, sizeof *k->targets, by_hash);
    qsort(k->hosts, k->hosts_n, sizeof *k->hosts, by_hash);
    return k;
}

void
record_lookup_free(struct record_lookup *k)
{
    if (k == NULL)
        return;
    free(k->by_key);
    free(k->targets);
    free(k->hosts);
    free(k);
}

/* Of the entries with one key choose the last final one, else the last. */
static struct record_index_entry *
best_of(struct record_index_entry *const *at, size_t n)
{
    for (size_t i = n; i > 0; i--)
        if (at[i - 1]->final)
            return at[i - 1];
    return at[n - 1];
}

static size_t
equals_of(const struct record_lookup *k, size_t from)
{
    size_t n = 1;

    while (from + n < k->n && k->by_key[from + n]->key == k->by_key[from]->key)
        n++;
    return n;
}

bool
record_index_choose(struct record_index *l)
{
    struct record_lookup *k = record_lookup_new(l);

    for (size_t i = 0, n; k != NULL && i < k->n; i += n) {
        struct record_index_entry *best;

        n = equals_of(k, i);
        best = best_of(&k->by_key[i], n);
        for (size_t j = i; j < i + n; j++)
            k->by_key[j]->best = (uint32_t)(best - l->at);
        best->chosen =
            best->final || (!has(k->targets, k->targets_n, best->target) &&
                            !(best->default_port && has(k->hosts, k->hosts_n, best->host)));
    }
    record_lookup_free(k);
    return k != NULL;
}

struct record_index_entry *
record_lookup_final(const struct record_lookup *k, struct base_slice target,
                    struct base_slice seen_from, const struct base_profile *profile)
{
    uint64_t key = key_of(target, seen_from, 0, profile);
    size_t low = 0, high = k->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (k->by_key[middle]->key < key)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == k->n || k->by_key[low]->key != key)
        return NULL;
    high = equals_of(k, low);
    return best_of(&k->by_key[low], high)->final ? best_of(&k->by_key[low], high) : NULL;
}

bool
record_lookup_whole_host(const struct record_lookup *k, struct base_slice host,
                         struct base_slice seen_from)
{
    return has(k->hosts, k->hosts_n, hash_of(host, seen_from));
}
