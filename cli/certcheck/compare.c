/* SPDX-License-Identifier: MIT */
#include "compare.h"

#include <base/error.h>
#include <base/version.h>
#include <os/error.h>
#include <os/registry.h>
#include <output/charset.h>
#include <output/escape.h>
#include <output/json_writer.h>

#include <errno.h>
#include <string.h>
#include <time.h>

#include "main.h"
#include "output.h"
#include "windows_cases.h"

enum standing { AGREES, DIFFERS, SETTLES, NOT_ASKED, STANDINGS };

static const char *const standing_words[STANDINGS] = { "agrees", "differs", "settles",
                                                       "not-asked" };

struct comparison {
    bool json;
    bool roots_compared;
    char windows[128]; /* "Windows Server 2019 Standard 17763" */
    size_t counts[STANDINGS];
    struct output_bytes out;
};

/* ---- the machine ---- */

struct naming {
    char product[80], build[24];
};

static void
take_text(const struct os_registry_value *v, char *out, size_t cap)
{
    struct base_text t;

    base_text_init(&t, out, cap);
    for (size_t i = 0; v->len != SIZE_MAX && i + 1 < v->len && v->data[i] != 0; i += 2)
        base_text_byte(&t, v->data[i + 1] == 0 && v->data[i] < 0x7f ? (char)v->data[i] : '?');
}

static void
take_name(void *ctx, const struct os_registry_value *v)
{
    struct naming *n = ctx;

    if (strcmp(v->name, "ProductName") == 0)
        take_text(v, n->product, sizeof n->product);
    if (strcmp(v->name, "CurrentBuild") == 0)
        take_text(v, n->build, sizeof n->build);
}

static void
name_windows(struct comparison *c)
{
    struct os_registry *r = os_registry_open("");
    struct naming n = { "", "" };
    struct base_text t;

    base_text_init(&t, c->windows, sizeof c->windows);
    if (r != NULL)
        (void)os_registry_values(r, "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", take_name,
                                 &n);
    os_registry_close(r);
    base_text_safe(&t, base_slice_str(n.product));
    base_text_str(&t, n.build[0] != '\0' ? " " : "");
    base_text_safe(&t, base_slice_str(n.build));
}

/* ---- rows ---- */

/* How the rows of the table require a usage; NULL: the opt-out requires none. */
static const char *
oid_of(struct base_slice usage)
{
    if (base_slice_eq_str(usage, "server"))
        return "1.3.6.1.5.5.7.3.1";
    return base_slice_eq_str(usage, "client") ? "1.3.6.1.5.5.7.3.2" : NULL;
}

static void
add_status(struct output_bytes *out, uint32_t status)
{
    const char *name;
    bool first = true;

    while ((name = os_chain_status_name(&status)) != NULL) {
        output_add_str(out, first ? "" : "+");
        output_add_str(out, name);
        first = false;
    }
    if (first)
        output_add_char(out, '-');
}

static void
add_padded(struct output_bytes *out, struct base_slice text, size_t width)
{
    output_add_slice(out, text);
    output_add_repeat(out, ' ', text.len < width ? width - text.len : 1);
}

static const char *
truth_word(enum cli_case_truth truth)
{
    return truth == CLI_CASE_ACCEPTED ? "accepted" : truth == CLI_CASE_REJECTED ? "rejected" : "?";
}

static void
put_text(struct comparison *c, const struct cli_case *row, int error, uint32_t status,
         enum standing s)
{
    struct output_bytes *out = &c->out;

    add_padded(out, row->name, 10);
    add_padded(out, row->usage, 8);
    add_padded(out, base_slice_str(truth_word(row->truth)), 10);
    add_padded(out, base_slice_str(error != 0 ? "-" : status == 0 ? "accepted" : "rejected"), 10);
    add_padded(out, base_slice_str(standing_words[s]), 10);
    output_add_safe(out, row->title);
    if (error == 0 && status != 0) {
        output_add_str(out, " (");
        add_status(out, status);
        output_add_char(out, ')');
    }
    output_add_char(out, '\n');
}

static void
put_key(struct output_json *j, const char *key, struct base_slice value)
{
    output_json_key(j, key);
    output_json_slice(j, value);
}

static void
put_json(struct comparison *c, const struct cli_case *row, int error, uint32_t status,
         enum standing s)
{
    struct output_json j = { .out = &c->out };
    uint32_t left = status;
    const char *name;

    output_json_open(&j, '{');
    put_key(&j, "row", row->name);
    put_key(&j, "usage", row->usage);
    output_json_key(&j, "expected");
    if (row->truth == CLI_CASE_UNSETTLED)
        output_json_null(&j);
    else
        output_json_bool(&j, row->truth == CLI_CASE_ACCEPTED);
    output_json_key(&j, "platform");
    if (error != 0) {
        output_json_null(&j);
    } else {
        output_json_open(&j, '{');
        output_json_key(&j, "accepted");
        output_json_bool(&j, status == 0);
        output_json_key(&j, "status");
        output_json_open(&j, '[');
        while ((name = os_chain_status_name(&left)) != NULL)
            output_json_str(&j, name);
        output_json_close(&j, ']');
        output_json_close(&j, '}');
    }
    output_json_key(&j, "comparison");
    output_json_str(&j, standing_words[s]);
    put_key(&j, "title", row->title);
    output_json_close(&j, '}');
    output_add_char(&c->out, '\n');
}

static enum standing
standing_of(const struct cli_case *row, int error, uint32_t status)
{
    if (error != 0)
        return row->truth == CLI_CASE_REJECTED ? AGREES : NOT_ASKED;
    if (row->truth == CLI_CASE_UNSETTLED)
        return SETTLES;
    return (status == 0) == (row->truth == CLI_CASE_ACCEPTED) ? AGREES : DIFFERS;
}

/* False: not on this system. */
static bool
compare_row(struct comparison *c, const struct cli_case *row, int64_t at_s)
{
    const struct os_chain_question q = { .leaf = row->leaf,
                                         .others = row->issuers,
                                         .others_n = row->issuers_n,
                                         .roots = row->roots,
                                         .roots_n = row->roots_n,
                                         .usage = oid_of(row->usage),
                                         .at_s = at_s,
                                         .offline = true };
    struct os_chain_answer answer;
    int error = os_chain_ask(&q, &answer);
    enum standing s;

    if (error == ENOSYS)
        return false;
    s = standing_of(row, error, answer.status);
    c->roots_compared = c->roots_compared || answer.roots_compared;
    c->counts[s]++;
    (c->json ? put_json : put_text)(c, row, error, answer.status, s);
    return true;
}

/* ---- all of it ---- */

static void
put_summary(struct comparison *c)
{
    struct output_json j = { .out = &c->out };
    const char *roots = c->roots_compared ? "compared" : "exclusive";

    if (!c->json) {
        output_add_str(&c->out, "\n");
        output_add_str(&c->out, c->windows);
        for (size_t i = 0; i < STANDINGS; i++) {
            output_add_str(&c->out, i == 0 ? ": " : ", ");
            output_add_u64(&c->out, c->counts[i]);
            output_add_char(&c->out, ' ');
            output_add_str(&c->out, standing_words[i]);
        }
        output_add_str(&c->out, c->roots_compared
                                    ? "; this system takes no roots of its caller: whether each "
                                      "chain ends in the row's root was compared\n"
                                    : "\n");
        return;
    }
    output_json_open(&j, '{');
    output_json_key(&j, "tool");
    output_json_str(&j, "certcheck");
    output_json_key(&j, "version");
    output_json_str(&j, EKUPROBE_VERSION);
    output_json_key(&j, "time");
    output_json_time(&j, (int64_t)time(NULL));
    output_json_key(&j, "windows");
    output_json_str(&j, c->windows);
    output_json_key(&j, "roots");
    output_json_str(&j, roots);
    for (size_t i = 0; i < STANDINGS; i++) {
        output_json_key(&j, standing_words[i]);
        output_json_int(&j, (int64_t)c->counts[i]);
    }
    output_json_close(&j, '}');
    output_add_char(&c->out, '\n');
}

static bool
check(const struct cli_options *o, struct base_text *why)
{
    if (o->operands.n > 0 || o->reports.n > 0 || o->remedy != NULL)
        return base_complain(why, "--compare-with-windows",
                             "has its own certificates and writes to standard output: give no "
                             "files, --report or --remedy");
    if (strcmp(o->format, "text") != 0 && strcmp(o->format, "ndjson") != 0)
        return base_complain(why, "--compare-with-windows", "has the formats text and ndjson");
    return true;
}

static int
finish(const struct cli_options *o, struct comparison *c)
{
    put_summary(c);
    if (!c->json)
        output_charset_apply(&c->out);
    (void)fwrite(c->out.ptr, 1, c->out.len, stdout);
    return cli_flushed(o->program, c->counts[DIFFERS] > 0 ? CLI_EXIT_FAILED : CLI_EXIT_READY);
}

int
cli_compare(const struct cli_options *o, struct base_text *why)
{
    struct comparison c = { .json = strcmp(o->format, "ndjson") == 0 };
    struct cli_cases *table;
    struct cli_case row = { .truth = CLI_CASE_UNSETTLED };
    int status = CLI_EXIT_ERROR;
    bool asked = true;

    if (!check(o, why))
        return status;
    table = cli_cases_open(cli_embedded_windows_cases);
    name_windows(&c);
    while (table != NULL && asked && cli_cases_next(table, &row))
        asked = compare_row(&c, &row, cli_cases_time(table));
    if (table == NULL)
        base_text_str(why, "out of memory");
    else if (!asked)
        (void)base_complain(why, "--compare-with-windows",
                            "requires Windows: it asks the chain engine of the machine it runs on");
    else
        status = finish(o, &c);
    cli_cases_free(table);
    output_bytes_free(&c.out);
    return status;
}
