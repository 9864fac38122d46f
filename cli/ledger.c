/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK 262144

/* ---- what a line is about ---- */

/* What 8057 of a host is depends on its other ports (an Edge, or a Front End's own): one and
 * the same target all the same. */
static const char *
key_profile(const struct base_profile *p)
{
    if (p == NULL)
        return "";
    return p->id == BASE_PROFILE_FE_CLIENT ? base_profile_get(BASE_PROFILE_EDGE_PSOM)->name
                                           : p->name;
}

static uint64_t
hash_of(const char *text)
{
    return base_slice_hash(base_slice_str(text == NULL ? "" : text));
}

static uint64_t
key_of(const char *target, unsigned index, const struct base_profile *profile)
{
    char text[4608];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    base_text_str(&t, target);
    base_text_byte(&t, '/');
    base_text_str(&t, key_profile(profile));
    base_text_byte(&t, '/');
    base_text_u64(&t, index);
    return hash_of(text);
}

static bool
settles_host(const struct report_result *r)
{
    if (r->error != NULL && r->error->class == PROBE_RESOLVE)
        return true;
    for (size_t i = 0; i < r->findings_n; i++)
        if (r->findings[i].code == CERTCHECK_DEFAULT_PORTS_SILENT)
            return true;
    return false;
}

static bool
is_default_port(const struct report_result *r)
{
    return r->profile != NULL && r->port != 0 &&
           (r->profile->ports[0] == r->port || r->profile->ports[1] == r->port);
}

static struct cli_ledger_entry
entry_of(const struct report_result *r)
{
    const char *target = r->target != NULL ? r->target : r->file;

    return (struct cli_ledger_entry){ .key = key_of(target, r->index, r->profile),
                                      .target = hash_of(target),
                                      .host = hash_of(r->host),
                                      .final = report_is_final(r),
                                      .default_port = is_default_port(r),
                                      .whole_host = settles_host(r) };
}

/* ---- reading ---- */

static bool
grow_line(struct cli_ledger *l, size_t n)
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
complain_line(struct base_text *why, const char *path, uint64_t line, const char *text)
{
    base_text_safe(why, base_slice_str(path));
    base_text_byte(why, ':');
    base_text_u64(why, line);
    base_text_str(why, ": ");
    base_text_str(why, text);
    return false;
}

static bool
add_line(struct cli_ledger *l, struct base_slice line, uint64_t at, char why[REPORT_WHY_MAX])
{
    const struct report_result *r = report_read(l->reader, line, why);
    struct cli_ledger_entry *grown = l->at;
    size_t cap = l->cap == 0 ? 256 : l->cap * 2;

    if (r == NULL)
        return false;
    if (l->n == l->cap) {
        grown = realloc(l->at, cap * sizeof *grown);
        if (grown == NULL) {
            memcpy(why, "out of memory", sizeof "out of memory");
            return false;
        }
        l->at = grown;
        l->cap = cap;
    }
    l->at[l->n] = entry_of(r);
    l->at[l->n].at = at;
    l->at[l->n].len = (uint32_t)line.len;
    l->at[l->n++].file = (uint16_t)(l->files - 1);
    return true;
}

struct scan {
    const char *path;
    uint64_t offset, line; /* of the bytes in the buffer; lines seen */
    size_t len;
};

/* All whole lines of the buffer; what is left moves to its front. */
static bool
scan_lines(struct cli_ledger *l, struct scan *s, struct base_text *why)
{
    char reason[REPORT_WHY_MAX] = "", *end;
    size_t from = 0;

    while ((end = memchr(l->line + from, '\n', s->len - from)) != NULL) {
        struct base_slice line = { (const uint8_t *)l->line + from, 0 };

        line.len = (size_t)(end - l->line) - from;
        s->line++;
        if (line.len > 0 && !add_line(l, line, s->offset + from, reason))
            return complain_line(why, s->path, s->line, reason);
        from += line.len + 1;
    }
    memmove(l->line, l->line + from, s->len - from);
    s->len -= from;
    s->offset += from;
    return true;
}

static bool
scan(struct cli_ledger *l, int fd, struct scan *s, struct base_text *why)
{
    for (;;) {
        ssize_t n;

        if (s->len > REPORT_LINE_MAX)
            return complain_line(why, s->path, s->line + 1, "the line is too long");
        if (!grow_line(l, s->len + CHUNK))
            return cli_complain(why, s->path, "out of memory");
        n = read(fd, l->line + s->len, CHUNK);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return cli_complain(why, s->path, strerror(errno));
        if (n == 0)
            return true;
        s->len += (size_t)n;
        if (!scan_lines(l, s, why))
            return false;
    }
}

bool
cli_ledger_add(struct cli_ledger *l, const char *path, uint64_t *end, bool *torn,
               struct base_text *why)
{
    struct scan s = { .path = path };
    int *fds = realloc(l->fds, (l->files + 1) * sizeof *fds), fd;

    if (fds != NULL)
        l->fds = fds;
    if (l->reader == NULL)
        l->reader = report_reader_new();
    if (fds == NULL || l->reader == NULL)
        return cli_complain(why, path, "out of memory");
    if (l->files == UINT16_MAX)
        return cli_complain(why, path, "too many files");
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cli_complain(why, path, strerror(errno));
    l->fds[l->files++] = fd;
    if (lseek(fd, 0, SEEK_SET) < 0) /* lines are read again later */
        return cli_complain(why, path, "not a regular file");
    if (!scan(l, fd, &s, why))
        return false;
    *end = s.offset;
    *torn = s.len > 0;
    return true;
}

const struct report_result *
cli_ledger_read(struct cli_ledger *l, const struct cli_ledger_entry *e, struct base_text *why)
{
    const struct report_result *r;
    char reason[REPORT_WHY_MAX] = "out of memory";
    size_t len = 0;

    if (grow_line(l, (size_t)e->len + 1)) {
        while (len < e->len) {
            ssize_t n = pread(l->fds[e->file], l->line + len, e->len - len, (off_t)(e->at + len));

            if (n <= 0 && !(n < 0 && errno == EINTR))
                break;
            len += n > 0 ? (size_t)n : 0;
        }
        r = report_read(l->reader, (struct base_slice){ (const uint8_t *)l->line, len }, reason);
        if (r != NULL)
            return r;
    }
    base_text_str(why, "a result cannot be read again: ");
    base_text_str(why, reason);
    return NULL;
}

void
cli_ledger_clear(struct cli_ledger *l)
{
    for (size_t i = 0; i < l->files; i++)
        (void)close(l->fds[i]);
    report_reader_free(l->reader);
    free(l->fds);
    free(l->at);
    free(l->line);
    *l = (struct cli_ledger){ 0 };
}

/* ---- what counts ---- */

struct cli_lookup {
    struct cli_ledger_entry **by_key; /* all, by key, in their order within one */
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
    const struct cli_ledger_entry *x = *(struct cli_ledger_entry *const *)a,
                                  *y = *(struct cli_ledger_entry *const *)b;

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

struct cli_lookup *
cli_lookup_new(const struct cli_ledger *l)
{
    struct cli_lookup *k = calloc(1, sizeof *k);

    if (k == NULL)
        return NULL;
    k->by_key = calloc(l->n + 1, sizeof(struct cli_ledger_entry *));
    k->targets = calloc(l->n + 1, sizeof *k->targets);
    k->hosts = calloc(l->n + 1, sizeof *k->hosts);
    if (k->by_key == NULL || k->targets == NULL || k->hosts == NULL) {
        cli_lookup_free(k);
        return NULL;
    }
    for (size_t i = 0; i < l->n; i++) {
        k->by_key[k->n++] = &l->at[i];
        if (l->at[i].final)
            k->targets[k->targets_n++] = l->at[i].target;
        if (l->at[i].final && l->at[i].whole_host)
            k->hosts[k->hosts_n++] = l->at[i].host;
    }
    qsort(k->by_key, k->n, sizeof(struct cli_ledger_entry *), by_key);
    qsort(k->targets, k->targets_n, sizeof *k->targets, by_hash);
    qsort(k->hosts, k->hosts_n, sizeof *k->hosts, by_hash);
    return k;
}

void
cli_lookup_free(struct cli_lookup *k)
{
    if (k == NULL)
        return;
    free(k->by_key);
    free(k->targets);
    free(k->hosts);
    free(k);
}

/* Of the entries of one key, the last final one, else the last. */
static struct cli_ledger_entry *
best_of(struct cli_ledger_entry *const *at, size_t n)
{
    for (size_t i = n; i > 0; i--)
        if (at[i - 1]->final)
            return at[i - 1];
    return at[n - 1];
}

static size_t
run_of(const struct cli_lookup *k, size_t from)
{
    size_t n = 1;

    while (from + n < k->n && k->by_key[from + n]->key == k->by_key[from]->key)
        n++;
    return n;
}

bool
cli_ledger_choose(struct cli_ledger *l)
{
    struct cli_lookup *k = cli_lookup_new(l);

    for (size_t i = 0, n; k != NULL && i < k->n; i += n) {
        struct cli_ledger_entry *best;

        n = run_of(k, i);
        best = best_of(&k->by_key[i], n);
        best->chosen =
            best->final || (!has(k->targets, k->targets_n, best->target) &&
                            !(best->default_port && has(k->hosts, k->hosts_n, best->host)));
    }
    cli_lookup_free(k);
    return k != NULL;
}

struct cli_ledger_entry *
cli_lookup_final(const struct cli_lookup *k, const struct inventory_target *t)
{
    char text[INVENTORY_TEXT_MAX];
    struct base_text out;
    uint64_t key;
    size_t low = 0, high = k->n;

    base_text_init(&out, text, sizeof text);
    inventory_target_text(t, &out);
    key = key_of(text, 0, t->profile);
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (k->by_key[middle]->key < key)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == k->n || k->by_key[low]->key != key)
        return NULL;
    high = run_of(k, low);
    return best_of(&k->by_key[low], high)->final ? best_of(&k->by_key[low], high) : NULL;
}

bool
cli_lookup_whole_host(const struct cli_lookup *k, const struct inventory_target *t)
{
    return has(k->hosts, k->hosts_n, hash_of(t->host));
}
