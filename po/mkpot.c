/* SPDX-License-Identifier: MIT */
/*
 * Makes entries for po/ekuprobe.pot of what stands in tables and in the page of
 * the html report, as the programs see it; xgettext reads the rest out of the
 * sources. The same text may come twice: msguniq makes one of it.
 */
#include <advice/cause.h>
#include <advice/event.h>
#include <advice/reference.h>
#include <advice/remedy.h>
#include <certcheck/judge.h>
#include <probe/result.h>
#include <report/report.h>

#include <html_parts.h>
#include <stdio.h>
#include <string.h>

static void
put_bytes(const char *p, size_t n)
{
    fputs("msgid \"", stdout);
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '"' || p[i] == '\\')
            putchar('\\');
        putchar(p[i]);
    }
    fputs("\"\nmsgstr \"\"\n\n", stdout);
}

/* where: for the translator. */
static void
put(const char *where, const char *text)
{
    if (text == NULL || *text == '\0') /* mkman names it */
        return;
    printf("#. %s\n", where);
    put_bytes(text, base_slice_str(text).len);
}

/* Citations name what they cite: they stay as they are. */
static bool
is_citation(const char *source)
{
    return source == NULL || *source == '[' || strncmp(source, "RFC ", 4) == 0 ||
           strncmp(source, "SP ", 3) == 0;
}

static void
put_cause(enum certcheck_code code)
{
    const char *words = advice_cause_words(code);

    if (words != NULL)
        put("a cause, with the number of what it decided", words);
}

static void
put_findings(void)
{
    for (unsigned i = 0; i < CERTCHECK_CODES; i++) {
        const struct certcheck_rule *r = certcheck_rule_get((enum certcheck_code)i);

        put(r->code, r->sentence);
        put(r->code, r->text);
        put_cause((enum certcheck_code)i);
        if (!is_citation(r->source))
            put(r->code, r->source);
    }
}

static void
put_profiles(void)
{
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        const struct base_profile *p = base_profile_get((enum base_profile_id)i);

        put(p->name, p->about);
        put(p->name, p->judge);
        put(p->name, p->users);
        put(p->name, p->sourced);
        put(p->name, p->inferred == NULL ? "" : p->inferred);
    }
}

static void
put_changes(void)
{
    for (unsigned i = 0; i < CERTCHECK_CHANGES; i++) {
        const struct certcheck_change *c = certcheck_change_get((enum certcheck_change_id)i);

        put(c->name, c->title);
        put(c->name, c->when);
    }
}

static void
put_verifiers(void)
{
    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++) {
        const struct certcheck_verifier *v = certcheck_verifier_get((enum certcheck_verifier_id)i);

        put(v->name, v->title);
        put(v->name, v->used_by);
        put(v->name, v->versions);
        put(v->name, v->text);
    }
    for (unsigned i = 0; i < CERTCHECK_BASES; i++)
        put("basis", certcheck_basis_name((enum certcheck_basis)i));
}

static void
put_formats(void)
{
    const char *name, *help;

    for (const char *const *format = report_formats(); *format != NULL; format++)
        put(*format, report_format_about(*format));
    for (size_t i = 0; (name = report_metric(i, &help)) != NULL; i++)
        put(name, help);
}

static void
put_reference(void)
{
    const struct advice_term *term;
    const struct advice_remedy *remedy;
    const struct advice_event *event;
    const struct advice_kb *kb;
    const struct advice_rule_line *rule;

    for (size_t i = 0; (remedy = advice_remedy_get(i)) != NULL; i++)
        put(remedy->id, remedy->what);
    for (size_t i = 0; (event = advice_event_at(i)) != NULL; i++) {
        put("event", event->level);
        put("event", event->meaning);
        put("event", event->sourced);
        put("event", event->inferred);
    }
    for (size_t i = 0; (kb = advice_kb_at(i)) != NULL; i++) {
        put("article", kb->about);
        put("article", kb->evidence);
    }
    for (size_t i = 0; (rule = advice_rule_line_at(i)) != NULL; i++) {
        put(rule->name, rule->title);
        put(rule->name, rule->line);
    }
    for (size_t i = 0; (term = advice_term_at(i)) != NULL; i++) {
        put(term->word, term->title);
        put(term->word, term->text);
    }
    for (unsigned i = PROBE_OK + 1; i < PROBE_CLASSES; i++)
        put(probe_class_name((enum probe_class)i), probe_class_about((enum probe_class)i));
    for (unsigned i = 0; i < PROBE_TRIEDS; i++)
        put("tried", probe_tried_words((enum probe_tried)i));
}

/* --help */
static void
put_options(void)
{
#define CLI_GROUP(heading, programs) put("--help", heading);
#define CLI_ALIAS(name, of, programs)
#define CLI_OPTION(name, letter, argument, programs, kind, field, min, max, help)                  \
    put("--" name, help);
#include <options.def>
#undef CLI_GROUP
#undef CLI_ALIAS
#undef CLI_OPTION
}

/* {{=WORDS}} of page.html. */
static void
put_page(void)
{
    const char *p = (const char *)report_part_page.ptr;
    size_t n = report_part_page.len;

    for (size_t i = 0; i + 2 < n; i++) {
        size_t from = i + 3;

        if (p[i] != '{' || p[i + 1] != '{' || p[i + 2] != '=')
            continue;
        for (i = from; i < n && p[i] != '}';)
            i++;
        puts("#. page.html");
        put_bytes(p + from, i - from);
    }
}

int
main(void)
{
    puts("msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n");
    put_findings();
    put_profiles();
    put_changes();
    put_verifiers();
    put_formats();
    put_reference();
    put_options();
    put_page();
    return fflush(stdout) != 0;
}
