/* SPDX-License-Identifier: MIT */
/* The page: page.html with its {{placeholders}} filled in. */

#include "html_page.h"
#include "html_parts.h"

static void
add(const struct page *p, const char *html)
{
    output_add_str(p->out, html);
}

/* sorted: the one whose rows go from high to low, the worst first. */
static void
add_heads(const struct page *p, const char *const *names, size_t n, size_t sorted)
{
    for (size_t i = 0; i < n; i++) {
        add(p, "<th scope=\"col\"");
        add(p, i == sorted ? " aria-sort=\"descending\">" : ">");
        html_add_words(p->out, names[i]);
        add(p, "</th>");
    }
}

static void
fill_results_head(const struct page *p)
{
    const char *endpoints[] = { N_("Endpoint"),    N_("Verdict"), N_("Profile"),
                                N_("Certificate"), N_("Expires"), N_("Why") };
    const char *files[] = { N_("File"),    N_("Verdict"),  N_("Kind"), N_("Certificate"),
                            N_("Expires"), N_("By usage"), N_("Why") };

    add_heads(p, p->html->endpoints ? endpoints : files, p->html->endpoints ? 6 : 7, 1);
}

static void
fill_certificates_head(const struct page *p)
{
    const char *names[] = { N_("Certificate"),
                            N_("Issuer"),
                            N_("Expires"),
                            "EKU",
                            N_("Application Policies"),
                            N_("Worst verdict"),
                            p->html->endpoints ? N_("Presented by") : N_("In") };

    add_heads(p, names, 7, 5);
}

static void
fill_method(const struct page *p)
{
    html_add_method(p->out, p->run);
}

static void
fill_map(const struct page *p)
{
    if (!p->html->endpoints)
        return;
    if (!(p->html->hosts.n > HTML_BOXES_MAX ? html_write_sites : html_write_map)(p->html, p->out))
        p->out->no_memory = true;
}

static void
fill_advice(const struct page *p)
{
    if (!html_write_advice(p->html, p->out))
        p->out->no_memory = true;
}

static void
fill_fix(const struct page *p)
{
    if (!html_write_fix(p->html, p->out))
        p->out->no_memory = true;
}

static void
fill_events(const struct page *p)
{
    html_write_events(p->html, p->out);
    html_write_forecast(p->html, p->out);
}

static void
fill_findings(const struct page *p)
{
    html_write_findings(p->html, p->out);
}

static void
fill_left_out(const struct page *p)
{
    html_add_left_out(p->html, p->out);
}

static void
add_link(const struct page *p, const char *id, const char *english)
{
    add(p, "<li><a href=\"#");
    add(p, id);
    add(p, "\">");
    html_add_words(p->out, english);
    add(p, "</a></li>\n");
}

/* Whatever is no template and no request; a page of nothing says so in an empty table. */
static bool
has_results(const struct report_html *x)
{
    return html_records_n(x) > x->requests_n || html_templates_n(x) + x->requests_n == 0;
}

static void
fill_no_results(const struct page *p)
{
    add(p, has_results(p->html) ? "" : " hidden");
}

static void
fill_no_certificates(const struct page *p)
{
    add(p, p->html->certificates.n > 0 || has_results(p->html) ? "" : " hidden");
}

static void
fill_first(const struct page *p)
{
    add(p, has_results(p->html) ? "results" : p->html->requests_n > 0 ? "requests" : "templates");
}

static void
fill_templates(const struct page *p)
{
    html_write_templates(p->html, p->out);
}

static void
fill_contents(const struct page *p)
{
    const struct report_html *x = p->html;

    if (x->endpoints)
        add_link(p, "estate", N_("The estate"));
    if (x->groups.n > 0)
        add_link(p, "advice", N_("Why, and what to do"));
    if (html_has_events(x))
        add_link(p, "events", N_("What the event log will say"));
    html_link_forecast(x, p->out);
    if (x->requests_n > 0)
        add_link(p, "requests", N_("Requests"));
    if (html_templates_n(x) > 0)
        add_link(p, "templates", N_("Templates"));
    if (has_results(x))
        add_link(p, "results", x->endpoints ? N_("By endpoint") : N_("By file"));
    if (x->certificates.n > 0)
        add_link(p, "certificates", N_("By certificate"));
    if (html_has_findings(x))
        add_link(p, "findings", N_("What the findings mean"));
    add_link(p, "method", N_("What was judged, and what was not"));
}

static void
fill_certificates(const struct page *p)
{
    if (!html_write_certificates(p->html, p->out, html_is_large(p->html) ? HTML_PAGE : SIZE_MAX))
        p->out->no_memory = true;
}

static void
fill_title(const struct page *p)
{
    html_fill_headline(p);
    add(p, " &#183; ");
    html_add_str(p->out, p->run->tool);
}

static void
fill_generator(const struct page *p)
{
    html_add_str(p->out, p->run->tool);
    add(p, " ");
    html_add_str(p->out, p->run->version);
}

static void
fill_results_title(const struct page *p)
{
    html_add_words(p->out, p->html->endpoints ? N_("By endpoint") : N_("By file"));
}

/* The worst first: a page of a large table begins with what has to be done. */
static void
add_rows(const struct page *p, struct output_bytes *out, size_t most)
{
    const struct report_html *x = p->html;

    for (size_t v = 0; v < CERTCHECK_VERDICTS; v++)
        for (size_t i = 0; i < html_records_n(x) && most > 0; i++) {
            const struct html_record *r = html_record_at(x, i);

            if (r->verdict != html_worst_first[v] || r->row_len == 0) /* requests have none */
                continue;
            output_add(out, x->rows.ptr + r->row_from, r->row_len);
            most--;
        }
}

static void
fill_rows(const struct page *p)
{
    add_rows(p, p->out, html_is_large(p->html) ? HTML_PAGE : SIZE_MAX);
}

/* %a: how many rows stand in the document; %b: n. */
static void
add_counted(const struct page *p, const char *english, size_t n)
{
    struct output_bytes first = { 0 }, all = { 0 };

    output_add_u64(&first, n < HTML_PAGE ? n : HTML_PAGE);
    output_add_u64(&all, n);
    html_add_sentence(p->out, english, output_bytes_since(&first, 0), output_bytes_since(&all, 0));
    output_bytes_done(&first, p->out);
    output_bytes_done(&all, p->out);
}

/* Many rows are data that the script makes rows of, a page at a time: a browser need not lay them
 * out to open the page. */
static void
add_all(const struct page *p, const char *table, struct output_bytes *rows, size_t n)
{
    add(p, "<noscript><p class=\"quiet\">");
    add_counted(p, N_("The first %a of %b rows; the page needs JavaScript to show the others."), n);
    add(p, "</p></noscript>\n<script type=\"application/json\" id=\"");
    add(p, table);
    add(p, "-all\" data-rows=\"");
    output_add_u64(p->out, n);
    add(p, "\">");
    html_add_packed(p->out, output_bytes_since(rows, 0));
    add(p, "</script>");
    output_bytes_done(rows, p->out);
}

static void
fill_results_all(const struct page *p)
{
    struct output_bytes rows = { 0 };

    if (!html_is_large(p->html))
        return;
    add_rows(p, &rows, SIZE_MAX);
    add_all(p, "results-table", &rows, html_records_n(p->html) - p->html->requests_n);
}

static void
fill_certificates_all(const struct page *p)
{
    struct output_bytes rows = { 0 };

    if (p->html->certificates.n <= HTML_PAGE || !html_is_large(p->html))
        return;
    if (!html_write_certificates(p->html, &rows, SIZE_MAX))
        p->out->no_memory = true;
    add_all(p, "certificates-table", &rows, p->html->certificates.n);
}

static void
fill_size(const struct page *p)
{
    size_t n = html_records_n(p->html);

    add(p, html_is_large(p->html) ? "large" : n > HTML_FEW ? "small" : "small few");
}

static void
fill_language(const struct page *p)
{
    html_add_str(p->out, output_translate_language());
}

static void
fill_style(const struct page *p)
{
    output_add_slice(p->out, report_part_style);
}

static void
fill_style_hash(const struct page *p)
{
    add(p, report_part_style_hash);
}

static void
fill_script(const struct page *p)
{
    output_add_slice(p->out, report_part_script);
}

static void
fill_script_hash(const struct page *p)
{
    add(p, report_part_script_hash);
}

/* {{=English}}: words of the page itself. */
static void
add_page_words(const struct page *p, struct base_slice english)
{
    char words[80];
    struct base_text t;

    base_text_init(&t, words, sizeof words);
    base_text_bytes(&t, english.ptr, english.len);
    html_add_words(p->out, words);
}

static void
fill(const struct page *p, struct base_slice name)
{
    static const struct {
        const char *name;
        void (*fill)(const struct page *p);
    } fillers[] = {
        { "advice", fill_advice },
        { "bar", html_fill_bar },
        { "certificates_all", fill_certificates_all },
        { "certificates_head", fill_certificates_head },
        { "certificates_rows", fill_certificates },
        { "contents", fill_contents },
        { "decision", html_fill_decision },
        { "events", fill_events },
        { "findings", fill_findings },
        { "first", fill_first },
        { "fix", fill_fix },
        { "generator", fill_generator },
        { "impacts", html_fill_impacts },
        { "kicker", html_fill_kicker },
        { "language", fill_language },
        { "left_out", fill_left_out },
        { "map", fill_map },
        { "method", fill_method },
        { "no_certificates", fill_no_certificates },
        { "no_results", fill_no_results },
        { "results_all", fill_results_all },
        { "results_head", fill_results_head },
        { "results_rows", fill_rows },
        { "results_title", fill_results_title },
        { "script", fill_script },
        { "script_hash", fill_script_hash },
        { "size", fill_size },
        { "style", fill_style },
        { "style_hash", fill_style_hash },
        { "templates", fill_templates },
        { "title", fill_title },
        { "toggles", html_fill_toggles },
    };

    if (name.len > 1 && *name.ptr == '=') {
        add_page_words(p, (struct base_slice){ name.ptr + 1, name.len - 1 });
        return;
    }
    for (size_t i = 0; i < sizeof fillers / sizeof fillers[0]; i++)
        if (base_slice_eq_str(name, fillers[i].name))
            fillers[i].fill(p);
}

/* The next {{name}} of rest: what stands before it, and the name; false: none. */
static bool
next_placeholder(struct base_slice *rest, struct base_slice *before, struct base_slice *name)
{
    size_t end;

    for (size_t i = 0; i + 1 < rest->len; i++) {
        if (rest->ptr[i] != '{' || rest->ptr[i + 1] != '{')
            continue;
        for (end = i + 2; end + 1 < rest->len && rest->ptr[end] != '}';)
            end++;
        *before = (struct base_slice){ rest->ptr, i };
        *name = (struct base_slice){ rest->ptr + i + 2, end - i - 2 };
        rest->ptr += end + 2;
        rest->len -= end + 2;
        return true;
    }
    return false;
}

void
html_write_page(struct report_context *c, const struct assess_run_info *run)
{
    struct assess_run_info rest_run = *run; /* what is no template */
    const struct page p = {
        .html = c->state, .whole = run, .run = &rest_run, .decision = &c->decision, .out = &c->out
    };
    struct base_slice rest = report_part_page, before, name;

    rest_run.results -= html_templates_n(p.html);
    for (size_t v = 0; v < CERTCHECK_VERDICTS; v++)
        rest_run.summary[v] -= p.html->template_verdicts[v];
    while (next_placeholder(&rest, &before, &name)) {
        output_add_slice(&c->out, before);
        fill(&p, name);
    }
    output_add_slice(&c->out, rest);
}
