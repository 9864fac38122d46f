/* SPDX-License-Identifier: MIT */
#include "run_progress.h"

#include <output/sentence.h>
#include <output/translate.h>
#include <output/width.h>

#include <string.h>

/* The worst first: what does not fit a narrow terminal is what matters least. */
static const enum certcheck_verdict worst_first[] = {
    CERTCHECK_BREAKS,         CERTCHECK_BROKEN,      CERTCHECK_INDETERMINATE,
    CERTCHECK_NO_CERTIFICATE, CERTCHECK_UNREACHABLE, CERTCHECK_READY,
};
_Static_assert(sizeof worst_first / sizeof worst_first[0] == CERTCHECK_VERDICTS, "one is missing");

#define CUT ", ..."

static size_t
width_of(const struct base_text *t)
{
    return output_width((struct base_slice){ (const uint8_t *)t->buf, t->len });
}

/* As many as leave room for what comes behind. */
static void
add_counts(struct base_text *out, const unsigned counts[CERTCHECK_VERDICTS], size_t room)
{
    unsigned left = 0;

    for (size_t i = 0; i < CERTCHECK_VERDICTS; i++)
        left += counts[i] > 0;
    for (size_t i = 0; left > 0; i++) {
        char text[48];
        struct base_text t;

        if (counts[worst_first[i]] == 0)
            continue;
        left--;
        base_text_init(&t, text, sizeof text);
        base_text_str(&t, ", ");
        base_text_u64(&t, counts[worst_first[i]]);
        base_text_byte(&t, ' ');
        base_text_str(&t, output_translate(certcheck_verdict_name(worst_first[i])));
        if (width_of(out) + width_of(&t) + (left > 0 ? strlen(CUT) : 0) >= room) {
            base_text_str(out, CUT);
            return;
        }
        base_text_bytes(out, text, t.len);
    }
}

/* 42s, 3m05s, 2h07m */
static void
add_duration(struct base_text *out, uint64_t s)
{
    uint64_t large = s >= 3600 ? s / 3600 : s / 60, small = s >= 3600 ? s / 60 % 60 : s % 60;

    if (s >= 60) {
        base_text_u64(out, large);
        base_text_byte(out, s >= 3600 ? 'h' : 'm');
        base_text_str(out, small < 10 ? "0" : "");
    }
    base_text_u64(out, small);
    base_text_byte(out, s >= 3600 ? 'm' : 's');
}

static void
add_speed(struct base_text *out, size_t done, size_t targets, uint64_t elapsed_ms)
{
    if (done == 0 || elapsed_ms == 0)
        return;
    base_text_str(out, "; ");
    base_text_u64(out, (uint64_t)done * 1000 / elapsed_ms);
    base_text_str(out, "/s");
    if (done < targets) {
        base_text_str(out, ", ");
        add_duration(out, (uint64_t)(targets - done) * elapsed_ms / done / 1000);
        base_text_str(out, " left");
    }
}

/* "; waiting for edge01:5061 (connecting) and 3 more", or nothing. */
static void
add_waiting(struct base_text *out, const struct probe_waiting *w, size_t columns)
{
    char text[256], local[512];
    struct base_text t, own;

    base_text_init(&t, text, sizeof text);
    base_text_init(&own, local, sizeof local);
    base_text_str(&t, "; waiting for ");
    base_text_safe(&t, base_slice_str(w->host));
    base_text_byte(&t, ':');
    base_text_u64(&t, w->port);
    base_text_str(&t, " (");
    base_text_str(&t, w->doing);
    base_text_byte(&t, ')');
    if (w->others > 0) {
        base_text_str(&t, " and ");
        base_text_u64(&t, w->others);
        base_text_str(&t, " more");
    }
    output_sentence_translate(text, &own);
    if (!t.cut && width_of(out) + width_of(&own) < columns)
        base_text_bytes(out, local, own.len);
}

void
cli_run_progress_text(struct base_text *out, const unsigned counts[CERTCHECK_VERDICTS], size_t done,
                      size_t targets, uint64_t elapsed_ms, const struct probe_waiting *waiting,
                      size_t columns)
{
    char english[64] = "", speed[128];
    struct base_text t;
    size_t width;

    add_speed(BASE_TEXT_IN(english), done, targets, elapsed_ms);
    base_text_init(&t, speed, sizeof speed);
    output_sentence_translate(english, &t);
    base_text_u64(out, done);
    if (targets > 0) {
        base_text_byte(out, '/');
        base_text_u64(out, targets);
    } else {
        base_text_str(out, output_translate_n(" connection", " connections", done));
    }
    width = width_of(&t);
    add_counts(out, counts, columns > width ? columns - width : 0);
    base_text_str(out, speed);
    if (waiting != NULL)
        add_waiting(out, waiting, columns);
}
