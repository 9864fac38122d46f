/* SPDX-License-Identifier: MIT */
/*
 * html: one page, nothing fetched. Results are rendered as they come into
 * pieces kept in memory; the page is put together at the end, where counts,
 * groups and the map are known.
 */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include <output/intern.h>
#include <output/translate.h>

#include "format.h"
#include "parts/breaks.h"
#include "parts/templates.h"

#define HTML_NONE UINT32_MAX /* no number of a record, or of what output_intern has */
#define HTML_LARGE_OVER                                                                            \
    200u               /* results: so many are read by cause, and their rows a page at a time */
#define HTML_FEW 20u   /* results: on paper each certificate has a block of its own */
#define HTML_PAGE 100u /* rows that stand in the document all the same */
#define HTML_WHY_FROM sizeof(uint32_t)

/* Where a server stands in the estate; the first that is true of it counts. */
enum html_zone { HTML_ZONE_EDGE, HTML_ZONE_FRONT_END, HTML_ZONE_OTHER, HTML_ZONES };

/* What is kept of a result besides its table row. */
struct html_record {
    struct base_slice label;            /* set at the end, to sort by */
    size_t label_from, row_from;        /* in labels: HTML; in rows */
    const struct base_profile *profile; /* NULL: none */
    uint32_t label_len, row_len;
    uint32_t host;         /* in hosts */
    uint32_t certificate;  /* in certificates, or HTML_NONE */
    uint32_t group;        /* in groups, or HTML_NONE */
    uint32_t why;          /* in whys, or HTML_NONE */
    uint32_t pool, issuer; /* in pools and issuers, or HTML_NONE */
    uint32_t cause;        /* see html_causes.c */
    uint16_t port;
    uint8_t verdict; /* an enum certcheck_verdict */
};

/* When a certificate expires, and its place in certificates. */
struct html_expiry {
    int64_t at_s;
    size_t certificate;
    size_t name_from, name_len; /* in expiry_names: HTML */
};

struct report_html {
    int64_t now_s;                /* the time judged at */
    struct output_bytes expiries; /* struct html_expiry, of each certificate that can be read */
    struct output_bytes expiry_names;
    struct output_bytes records; /* struct html_record */
    struct output_bytes labels;
    struct output_bytes sentences;     /* the findings of the present result, as paragraphs */
    struct output_bytes rows;          /* of the table of results */
    struct output_bytes raw;           /* one text before it is escaped */
    struct output_intern hosts;        /* names, safe to show */
    struct output_intern certificates; /* cells of the table of certificates */
    struct output_intern groups;       /* a verdict as one byte, then the advice */
    struct output_intern whys;         /* a group's number as HTML_WHY_FROM bytes, then sentences */
    struct output_intern pools, issuers;                           /* names, safe to show */
    struct output_bytes templates[ASSESS_TEMPLATE_FITS], requests; /* rows of their tables */
    struct report_fits fits;
    size_t requests_n;
    unsigned template_verdicts[CERTCHECK_VERDICTS];
    struct report_breaks breaks;
    struct output_bytes zones;   /* of each host: an enum html_zone as one byte */
    bool codes[CERTCHECK_CODES]; /* findings that are mentioned */
    bool endpoints;              /* results are of ekuprobe */
    bool other_kinds;            /* some are no certificates */
    size_t left_out;             /* ready, and not asked for */
};

static inline const struct html_record *
html_record_at(const struct report_html *x, size_t i)
{
    return (const struct html_record *)(const void *)x->records.ptr + i;
}

static inline size_t
html_records_n(const struct report_html *x)
{
    return x->records.len / sizeof(struct html_record);
}

/* For each of n groups its first record, for each record the next of its group. */
struct html_links {
    uint32_t *first, *next;
    size_t n;
};

/* of: which group a record is in, or HTML_NONE. False: no memory. */
bool html_links_make(struct html_links *l, const struct report_html *x, size_t n,
                     uint32_t (*of)(const struct html_record *));
void html_links_free(struct html_links *l);

/* <span class="badge breaks">breaks</span> */
void html_add_badge(struct output_bytes *out, enum certcheck_verdict v);
void html_add_str(struct output_bytes *out, const char *s); /* escaped */
/* Translated, escaped. */
void html_add_words(struct output_bytes *out, const char *english);
/* A cell that says what it is where the headings are not above it. */
void html_open_cell(struct output_bytes *out, const char *kind, const char *label);
/* Likewise, --options as code. */
void html_add_prose(struct output_bytes *out, const char *english);
/* <h2 id="id">, within <section aria-labelledby="id">. */
void html_add_heading(struct output_bytes *out, const char *id, const char *english);
/* Likewise, with HTML in place of %a and %b. */
void html_add_sentence(struct output_bytes *out, const char *english, struct base_slice a,
                       struct base_slice b);
void html_add_label(const struct report_html *x, struct output_bytes *out,
                    const struct html_record *record);

/* Worse is greater: what sorts a table by verdict. */
unsigned html_rank(enum certcheck_verdict v);
extern const enum certcheck_verdict html_worst_first[CERTCHECK_VERDICTS];

enum html_noun { HTML_CONNECTION, HTML_CERTIFICATE, HTML_ENDPOINT, HTML_REQUEST, HTML_OBJECT };

/* A count and its noun: "3 endpoints". */
void html_add_count(struct output_bytes *out, size_t n, enum html_noun noun);

/* Pieces of a result (html_result.c). */
void html_add_row(struct report_context *c, const struct assess_result *r,
                  const struct html_record *record);
void html_add_sentences(struct report_context *c, struct output_bytes *out,
                        const struct assess_result *r);
void html_add_advice(struct output_bytes *out, const struct assess_result *r);
void html_add_certificate(struct report_context *c, struct output_bytes *out,
                          const struct assess_result *r);

/* A cell: for files, each required usage with its own verdict. */
void html_add_by_usage(struct output_bytes *out, const struct assess_result *r);

/* The changes and verifiers of one result. */
void html_add_forecast(struct report_context *c, struct output_bytes *out,
                       const struct assess_result *r);

/* A timeline of what breaks and expires, and a table by date; nothing where nothing does. */
void html_link_forecast(const struct report_html *x, struct output_bytes *out);
void html_write_forecast(const struct report_html *x, struct output_bytes *out);

/* html_templates.c: r is a template; a request, which has a record too. */
void html_add_template(struct report_context *c, const struct assess_result *r);
void html_add_request(struct report_context *c, const struct assess_result *r,
                      const struct html_record *record);
size_t html_templates_n(const struct report_html *x);
void html_add_fits(struct output_bytes *out, const struct report_html *x); /* "1 fits, ..." */
void html_write_templates(const struct report_html *x, struct output_bytes *out);
bool html_templates_no_memory(const struct report_html *x);
void html_templates_free(struct report_html *x);

/* html_timeline.c */
void html_sort_expiries(struct report_html *x);
bool html_has_expiries(const struct report_html *x); /* within three years */
void html_write_timeline(const struct report_html *x, struct output_bytes *out);

/* html_date.c: "14 February 2027"; that, with the exact time in a title; "79 days left". */
void html_add_day(struct output_bytes *out, int64_t s);
void html_add_date(struct output_bytes *out, int64_t s);
void html_add_days_left(struct output_bytes *out, int64_t s, int64_t now_s);

/* Sections of the page. False: no memory. */
bool html_write_map(const struct report_html *x, struct output_bytes *out);
bool html_write_advice(const struct report_html *x, struct output_bytes *out);
/* At most `most` rows. */
bool html_write_certificates(const struct report_html *x, struct output_bytes *out, size_t most);
bool html_write_fix(const struct report_html *x, struct output_bytes *out);
void html_write_events(const struct report_html *x, struct output_bytes *out);
void html_write_findings(const struct report_html *x, struct output_bytes *out);
bool html_has_events(const struct report_html *x);
bool html_has_findings(const struct report_html *x);

/* The whole page (html_page.c). */
void html_write_page(struct report_context *c, const struct assess_run_info *run);

/* What to do, in bold, and what that rests on. */
void html_add_decision(struct output_bytes *out, const struct advice_decision *d,
                       const struct assess_run_info *run);

/* A line in bold where a signal ended the run. */
void html_add_interruption(struct output_bytes *out, const struct assess_run_info *run);

/* html_causes.c: a number for what caused a result, and what is said of all results it caused:
 * false where there are no words for them together. */
size_t html_cause(const struct assess_result *r);
size_t html_causes_n(void);
bool html_add_cause(struct output_bytes *out, size_t cause);
void html_link_cause(struct output_bytes *out, size_t cause); /* to what is said of a finding */

static inline bool
html_is_large(const struct report_html *x)
{
    return html_records_n(x) > HTML_LARGE_OVER;
}

/* html_sites.c: an estate of more servers than a map has room for, by pool, domain and issuing CA,
 * in place of a map; false: no memory. */
#define HTML_BOXES_MAX 30u
bool html_write_sites(const struct report_html *x, struct output_bytes *out);

/* html_pack.c: rows of a table, a line each, as data for script.js. */
void html_add_packed(struct output_bytes *out, struct base_slice rows);

/* html_method.c */
void html_add_method(struct output_bytes *out, const struct assess_run_info *run);
void html_add_left_out(const struct report_html *x, struct output_bytes *out); /* -q */

#endif
