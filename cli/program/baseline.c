/* SPDX-License-Identifier: MIT */
#include "baseline.h"

#include <advice/sentences.h>
#include <record/read.h>

#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "say.h"
#include "suppress.h"

#define FILE_MAX (1u << 30)
#define CODE_BYTES ((CERTCHECK_CODES + 7) / 8)

struct entry {
    uint64_t key;
    size_t number;             /* of its line */
    uint64_t change, verifier; /* marks of what its run asked (assess_policy.settings) */
    enum certcheck_verdict verdict;
    uint8_t errors[CODE_BYTES]; /* bits by certcheck_code */
};

struct cli_baseline {
    struct cli_suppressions suppressions;
    struct entry *at; /* by key */
    size_t n, cap;
    const uint64_t *settings; /* of this run; borrowed */
    bool compared;            /* --baseline is given */
};

static uint64_t
mix(uint64_t h, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        h = (h ^ ((const uint8_t *)bytes)[i]) * 1099511628211u;
    return (h ^ 0xff) * 1099511628211u; /* a field ends */
}

/* FNV-1a of what stays from run to run. leaf: the SHA-256 in hex of what a peer that connected to
 * us presented, for its address tells nothing; else empty. */
static uint64_t
key_of(struct base_slice target, struct base_slice seen_from, struct base_slice leaf,
       uint32_t index, const struct base_profile *profile)
{
    uint64_t h = mix(14695981039346656037u, target.ptr, target.len);

    if (leaf.len > 0)
        h = mix(h, leaf.ptr, leaf.len);
    if (seen_from.len > 0)
        h = mix(h, seen_from.ptr, seen_from.len);
    h = mix(h, &index, sizeof index);
    return profile == NULL ? h : mix(h, profile->name, strlen(profile->name));
}

/* Worse is greater. */
static unsigned
rank(enum certcheck_verdict v)
{
    static const unsigned ranks[CERTCHECK_VERDICTS] = {
        [CERTCHECK_READY] = 0,         [CERTCHECK_UNREACHABLE] = 1, [CERTCHECK_NO_CERTIFICATE] = 2,
        [CERTCHECK_INDETERMINATE] = 3, [CERTCHECK_BROKEN] = 4,      [CERTCHECK_BREAKS] = 5,
    };

    return ranks[v];
}

static bool
add(struct cli_baseline *b, const struct record_summary *line)
{
    struct entry *e;

    if (b->n == b->cap) {
        size_t cap = b->cap == 0 ? 64 : 2 * b->cap;
        struct entry *grown = realloc(b->at, cap * sizeof *grown);

        if (grown == NULL)
            return false;
        b->at = grown;
        b->cap = cap;
    }
    e = &b->at[b->n];
    *e = (struct entry){ .key = key_of(line->target, line->seen_from, line->leaf, line->index,
                                       line->profile),
                         .number = b->n++,
                         .change = record_summary_setting(line, ASSESS_SETTING_CHANGE),
                         .verifier = record_summary_setting(line, ASSESS_SETTING_VERIFIER),
                         .verdict = line->verdict };
    for (unsigned c = 0; c < CERTCHECK_CODES; c++)
        if (certcheck_rule_get((enum certcheck_code)c)->severity == CERTCHECK_ERROR &&
            record_summary_has(line, (enum certcheck_code)c))
            e->errors[c / 8] |= (uint8_t)(1u << c % 8);
    return true;
}

/* What was interrupted, or is cut off as --merge would find it, is not known: it counts as new. */
static bool
read_lines(struct cli_baseline *b, const struct cli_options *o, struct base_slice rest,
           struct base_text *why)
{
    for (size_t number = 1; rest.len > 0; number++) {
        const uint8_t *end = memchr(rest.ptr, '\n', rest.len);
        struct base_slice text = { rest.ptr, end == NULL ? rest.len : (size_t)(end - rest.ptr) };
        struct record_summary line;
        char reason[256];
        bool read = text.len == 0 || record_summary_read(text, &line, BASE_TEXT_IN(reason));

        if (!read && (end != NULL || !record_is_beginning(text))) {
            base_text_str(why, "--baseline ");
            return base_complain_line(why, o->baseline, number, reason);
        }
        if (!read)
            cli_say_torn(o, o->baseline);
        else if (text.len > 0 && line.error != PROBE_INTERRUPTED && !add(b, &line))
            return base_complain(why, "--baseline", "out of memory");
        rest.ptr += text.len + (end != NULL);
        rest.len -= text.len + (end != NULL);
    }
    return true;
}

static int
compare_keys(const void *pa, const void *pb)
{
    const struct entry *a = pa, *b = pb;

    return (a->key > b->key) - (a->key < b->key);
}

static int
compare_entries(const void *pa, const void *pb)
{
    const struct entry *a = pa, *b = pb;
    int by_key = compare_keys(pa, pb);

    return by_key != 0 ? by_key : (a->number > b->number) - (a->number < b->number);
}

/* Of several results of one target the last counts, as with --merge. */
static void
keep_last(struct cli_baseline *b)
{
    size_t n = 0;

    if (b->n > 1)
        qsort(b->at, b->n, sizeof *b->at, compare_entries);
    for (size_t i = 0; i < b->n; i++)
        if (i + 1 == b->n || b->at[i + 1].key != b->at[i].key)
            b->at[n++] = b->at[i];
    b->n = n;
}

bool
cli_baseline_load(struct cli_baseline **out, const struct cli_options *o, int64_t now_s,
                  struct base_text *why)
{
    struct cli_buffer file = { 0 };
    struct cli_baseline *b;
    bool ok;

    *out = NULL;
    if (o->baseline == NULL && o->suppress == NULL)
        return true;
    *out = b = calloc(1, sizeof *b);
    if (b == NULL)
        return base_complain(why, "--baseline", "out of memory");
    b->compared = o->baseline != NULL;
    b->settings = o->settings;
    if (!cli_suppressions_load(&b->suppressions, o, now_s, why))
        return false;
    if (o->baseline == NULL)
        return true;
    ok = cli_read_file(o->baseline, FILE_MAX, &file, why) &&
         read_lines(b, o, (struct base_slice){ file.at, file.len }, why);
    cli_buffer_free(&file);
    if (ok)
        keep_last(b);
    return ok;
}

void
cli_baseline_free(struct cli_baseline *b)
{
    if (b == NULL)
        return;
    cli_suppressions_clear(&b->suppressions);
    free(b->at);
    free(b);
}

static bool
has_new_error(const struct entry *e, const struct assess_result *r)
{
    for (size_t i = 0; i < r->findings_n; i++) {
        unsigned code = r->findings[i].code;

        if (advice_rule(&r->findings[i])->severity == CERTCHECK_ERROR &&
            (e->errors[code / 8] & 1u << code % 8) == 0)
            return true;
    }
    return false;
}

static enum assess_standing
standing_of(const struct cli_baseline *b, const struct assess_result *r)
{
    const char *name = r->target != NULL ? r->target : r->file;
    struct base_slice from = base_slice_str(r->seen_from != NULL ? r->seen_from : "");
    char hex[2 * CERTCHECK_SHA256_LEN + 1];
    struct base_text leaf;
    struct entry key;
    const struct entry *e;

    base_text_init(&leaf, hex, sizeof hex);
    if (r->inbound != NULL && r->certificates_n > 0)
        base_text_hex(&leaf,
                      (struct base_slice){ r->certificates[0].sha256, CERTCHECK_SHA256_LEN });
    key.key = key_of(base_slice_str(name), from, base_slice_str(hex), r->index, r->profile);
    e = b->n == 0 ? NULL : bsearch(&key, b->at, b->n, sizeof *b->at, compare_keys);
    /* What another change or verifier made of it does not answer for this one. */
    if (e == NULL || e->change != b->settings[ASSESS_SETTING_CHANGE] ||
        e->verifier != b->settings[ASSESS_SETTING_VERIFIER])
        return ASSESS_NEW;
    return rank(r->verdict) > rank(e->verdict) || has_new_error(e, r) ? ASSESS_WORSE : ASSESS_KNOWN;
}

void
cli_baseline_compare(const struct cli_baseline *b, struct assess_result *r)
{
    if (b == NULL || assess_is_cut_short(r))
        return;
    r->excuse = cli_suppressed(&b->suppressions, r);
    if (r->excuse != NULL) {
        r->standing = ASSESS_SUPPRESSED;
    } else if (b->compared) {
        r->standing = standing_of(b, r);
        r->excuse = r->standing == ASSESS_KNOWN ? "known from the baseline" : NULL;
    }
}

void
cli_baseline_sum(const struct cli_baseline *b, const struct assess_run_info *run, char out[200])
{
    const char *before = "compared: ";
    struct base_text t;

    base_text_init(&t, out, 200);
    if (!b->compared) {
        base_text_str(&t, "suppressed: ");
        base_text_u64(&t, run->standings[ASSESS_SUPPRESSED]);
        base_text_str(&t, "; only what is not suppressed fails");
        return;
    }
    for (unsigned s = ASSESS_NEW; s < ASSESS_STANDINGS; s++) {
        base_text_str(&t, before);
        base_text_u64(&t, run->standings[s]);
        base_text_byte(&t, ' ');
        base_text_str(&t, assess_standing_name((enum assess_standing)s));
        before = ", ";
    }
    base_text_str(&t, "; only what is new or worse fails");
}
