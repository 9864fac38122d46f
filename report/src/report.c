/* SPDX-License-Identifier: MIT */
/*
 * Opening, feeding and closing a report. A format is a struct report_format (format.h): begin,
 * result, end, writing into output_bytes; here are its file, its errors and the table of formats.
 * Formats that must know the end before the beginning (JSON's summary, HTML's map) keep what they
 * need in a spool (output/spool.h), not in memory. What to say comes from advice/, how JSON looks
 * from record/; each format escapes for its own place and nothing else.
 */
#define _POSIX_C_SOURCE 200809L
#include <report/report.h>

#include <base/nearest.h>
#include <output/charset.h>
#include <output/sink.h>
#include <output/spool.h>

#include <os/error.h>
#include <os/file.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"

/* Written out beyond this, so that a run of any length needs no more memory. */
#define FLUSH_AT 65536
#define WRITE_PIECE (1u << 20)

static const struct report_format *const formats[] = {
    &report_format_text,   &report_format_json,  &report_format_ndjson,
    &report_format_csv,    &report_format_junit, &report_format_prometheus,
    &report_format_nagios, &report_format_sarif, &report_format_html,
};
#define ERROR_MAX 256 /* a line that says what is wrong */
#define FORMATS (sizeof formats / sizeof formats[0])

struct report {
    const struct report_format *format;
    struct output_sink sink;
    struct report_context context;
    bool in_memory; /* no file: text is what it would hold */
    struct output_bytes text;
    bool to_people; /* a terminal, or what stands for one: in its charset */
    char error[ERROR_MAX];
};

const char *const *
report_formats(void)
{
    static const char *names[FORMATS + 1];

    for (size_t i = 0; i < FORMATS; i++)
        names[i] = formats[i]->name;
    return names;
}

static const struct report_format *
format_named(const char *name)
{
    for (size_t i = 0; i < FORMATS; i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}

const char *
report_format_about(const char *name)
{
    const struct report_format *f = format_named(name);

    return f == NULL ? "" : f->about;
}

static void
say(struct base_text *why, const char *name, const char *what)
{
    base_text_str(why, "cannot write ");
    base_text_safe(why, base_slice_str(name));
    base_text_str(why, ": ");
    base_text_str(why, what);
}

static const char *
format_name(const void *ctx, size_t i)
{
    (void)ctx;
    return i < FORMATS ? formats[i]->name : NULL;
}

static void
say_unknown(struct base_text *why, const char *name)
{
    base_text_str(why, "unknown format \"");
    base_text_safe(why, base_slice_str(name));
    base_text_str(why, "\"");
    base_suggest(why, base_slice_str(name), format_name, NULL);
    base_text_str(why, why->len > 0 && why->buf[why->len - 1] == '?' ? " Known:" : "; known:");
    for (size_t i = 0; i < FORMATS; i++) {
        base_text_byte(why, ' ');
        base_text_str(why, formats[i]->name);
    }
}

/* path NULL: into memory. */
static struct report *
open_report(const struct report_format *f, const char *path, enum output_sink_mode mode,
            const struct report_style *style, struct base_text *why)
{
    struct report *r;
    int err;

    r = calloc(1, sizeof *r);
    if (r == NULL) {
        say(why, path == NULL ? f->name : path, os_error_text(ENOMEM));
        return NULL;
    }
    r->format = f;
    r->in_memory = path == NULL;
    r->to_people = f == &report_format_text && path != NULL && strcmp(path, "-") == 0;
    r->context.style = *style;
    r->context.first = true;
    if (r->context.style.fail_on == 0)
        r->context.style.fail_on = REPORT_FAIL_ON;
    err = r->in_memory ? 0 : output_sink_open(&r->sink, path, mode);
    if (err == 0 && f->state_size > 0 && (r->context.state = calloc(1, f->state_size)) == NULL)
        err = ENOMEM;
    if (err != 0) {
        say(why, path == NULL ? f->name : path, os_error_text(err));
        report_free(r);
        return NULL;
    }
    return r;
}

struct report *
report_open(const char *format, const char *path, const struct report_style *style,
            struct base_text *why)
{
    const struct report_format *f = format_named(format);

    if (f == NULL) {
        say_unknown(why, format);
        return NULL;
    }
    return open_report(
        f, path, f->streams && !style->held ? OUTPUT_SINK_STREAM : OUTPUT_SINK_REPLACE, style, why);
}

struct report *
report_open_memory(const char *format, const struct report_style *style, struct base_text *why)
{
    const struct report_format *f = format_named(format);

    if (f != NULL)
        return open_report(f, NULL, OUTPUT_SINK_REPLACE, style, why);
    say_unknown(why, format);
    return NULL;
}

struct base_slice
report_text(const struct report *r)
{
    return (struct base_slice){ (const uint8_t *)r->text.ptr, r->text.len };
}

struct report *
report_open_append(const char *path, const struct report_style *style, struct base_text *why)
{
    return open_report(&report_format_ndjson, path, OUTPUT_SINK_APPEND, style, why);
}

const char *
report_error(const struct report *r)
{
    return r->error;
}

/* The first cause wins. */
static bool
fail(struct report *r, int err)
{
    struct base_text t;

    if (r->error[0] != '\0')
        return false;
    base_text_init(&t, r->error, sizeof r->error);
    say(&t, r->in_memory ? r->format->name : r->sink.path, os_error_text(err));
    return false;
}

/* What streams is one write(2); what is large may be on disk, and stays there. */
static int
write_out(struct report *r, const struct output_bytes *out)
{
    size_t piece = r->format->streams ? out->len : WRITE_PIECE;
    int err = 0;

    if (r->in_memory) {
        output_add(&r->text, out->ptr, out->len);
        return r->text.no_memory ? ENOMEM : 0;
    }
    for (size_t at = 0; err == 0 && at < out->len; at += piece) {
        err = output_sink_write(&r->sink, out->ptr + at,
                                out->len - at < piece ? out->len - at : piece);
        if (out->len > piece)
            output_spool_let_go();
    }
    return err;
}

static bool
flush(struct report *r, bool all)
{
    struct output_bytes *out = &r->context.out;
    int err;

    if (out->no_memory || r->context.decision.no_memory ||
        (r->format->no_memory != NULL && r->format->no_memory(&r->context)))
        return fail(r, ENOMEM);
    if (!all && (r->context.style.held || (!r->format->streams && out->len < FLUSH_AT)))
        return true;
    if (r->to_people)
        output_charset_apply(out);
    err = out->no_memory ? ENOMEM : write_out(r, out);
    out->len = 0;
    return err == 0 || fail(r, err);
}

bool
report_begin(struct report *r, const struct assess_run_info *run)
{
    if (r->format->begin != NULL)
        r->format->begin(&r->context, run);
    return flush(r, false);
}

bool
report_result(struct report *r, const struct assess_result *result)
{
    if (r->error[0] != '\0')
        return false;
    if (r->format->decides)
        advice_decision_add(&r->context.decision, result);
    r->format->result(&r->context, result);
    r->context.first = false;
    return flush(r, false);
}

bool
report_settle(struct report *r)
{
    if (r->error[0] != '\0')
        return false;
    if (r->format->settle != NULL)
        r->format->settle(&r->context);
    return flush(r, false);
}

/* A report that has ended takes no memory while others are finished. */
static void
release(struct report *r)
{
    if (r->format->free != NULL && r->context.state != NULL)
        r->format->free(&r->context);
    free(r->context.state);
    r->context.state = NULL;
    advice_decision_free(&r->context.decision);
    output_bytes_free(&r->context.out);
    output_spool_let_go();
}

bool
report_end(struct report *r, const struct assess_run_info *run, struct base_text *why)
{
    bool ok = r->error[0] == '\0';
    int err;

    if (ok && r->format->end != NULL)
        r->format->end(&r->context, run);
    ok = ok && flush(r, true);
    if (ok && !r->in_memory && (err = output_sink_commit(&r->sink)) != 0)
        ok = fail(r, err);
    release(r);
    if (!ok)
        base_text_str(why, r->error);
    return ok;
}

bool
report_is_standard(const struct report *r)
{
    return !r->in_memory && r->sink.fd == OS_STDOUT;
}

void
report_free(struct report *r)
{
    if (r == NULL)
        return;
    release(r);
    output_bytes_free(&r->text);
    if (!r->in_memory)
        output_sink_free(&r->sink);
    free(r);
}
