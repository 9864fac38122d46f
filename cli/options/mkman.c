/* SPDX-License-Identifier: MIT */
/*
 * Makes a manual page at build time: the page's own text from standard input,
 * its lists from the tables the programs run by, in the language of the
 * environment. A comment of mdoc(7), '.\" @NAME', is replaced.
 */
#include "language.h"
#include "options.h"

#include <advice/event.h>
#include <advice/reference.h>
#include <certcheck/change.h>
#include <output/translate.h>
#include <probe/result.h>
#include <report/report.h>

#include <string.h>

/* mdoc(7): a leading dot or quote is a request, a backslash an escape. */
static void
put_text(const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", stdout);
    for (; *text != '\0'; text++) {
        bool sentence_ends = strncmp(text, ". ", 2) == 0;

        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            putchar(*text);
        if (sentence_ends) { /* a new sentence begins a new line */
            putchar('\n');
            text++;
        }
    }
}

static void
put_line(const char *text)
{
    put_text(text);
    putchar('\n');
}

/* English of a table, in the page's language. */
static void
put_words(const char *english)
{
    put_text(output_translate(english));
}

/* Ended as a sentence is. */
static void
put_sentence(const char *english)
{
    const char *text = output_translate(english), *stop = output_translate(N_("."));
    size_t n = strlen(text), end = strlen(stop);

    put_text(text);
    puts(n >= end && strcmp(text + n - end, stop) == 0 ? "" : stop);
}

static void
put_paragraph(const char *english)
{
    put_words(english);
    putchar('\n');
}

static void
put_item(const char *macro, const char *name)
{
    printf(".It %s ", macro);
    put_line(name);
}

/* ": text, json, ...", where the argument does not list them. */
static void
put_values(const struct cli_option_row *row)
{
    char word[CLI_WORD_MAX];
    const char *before = ": ";

    if (row->argument == NULL || strchr(row->argument, '|') != NULL)
        return;
    for (size_t i = 0; cli_option_word(row, i, word) != NULL; i++) {
        fputs(before, stdout);
        put_text(word);
        before = ", ";
    }
}

static void
put_options(enum cli_program program)
{
    const struct cli_option_row *row;
    bool open = false;

    for (size_t i = 0; (row = cli_option_at(i)) != NULL; i++) {
        if ((row->programs & (unsigned)program) == 0)
            continue;
        if (row->kind == CLI_GROUP_KIND) {
            printf("%s.Ss %s\n.Bl -tag -width Ds\n", open ? ".El\n" : "",
                   output_translate(row->name));
            open = true;
            continue;
        }
        if (row->letter != 0)
            printf(".It Fl %c , Fl \\-%s", row->letter, row->name);
        else
            printf(".It Fl \\-%s", row->name);
        if (row->argument != NULL) {
            fputs(" Ar ", stdout);
            put_text(row->argument);
        }
        putchar('\n');
        if (row->kind == CLI_ALIAS_KIND) {
            printf("%s\n.Fl \\-%s .\n", output_translate(N_("The same as")), row->help);
            continue;
        }
        put_words(row->help);
        put_values(row);
        puts(output_translate(N_(".")));
    }
    puts(".El");
}

static void
put_usages(const char *what, unsigned usages)
{
    if (usages == 0)
        return;
    fputs(output_translate(what), stdout);
    for (unsigned u = 0; u < BASE_USAGES; u++)
        if ((usages & 1u << u) != 0)
            printf(" %s", base_usage_name(1u << u));
    puts(output_translate(N_(".")));
}

static void
put_numbers(const char *what, const uint16_t *numbers, size_t n)
{
    if (numbers[0] == 0)
        return;
    printf("%s %u", output_translate(what), numbers[0]);
    for (size_t i = 1; i < n && numbers[i] != 0; i++)
        printf(", %u", numbers[i]);
    puts(output_translate(N_(".")));
}

static void
put_profiles(void)
{
    puts(".Bl -tag -width Ds");
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        const struct base_profile *p = base_profile_get((enum base_profile_id)i);

        put_item("Cm", p->name);
        put_sentence(p->about);
        put_usages(N_("Required:"), p->required);
        put_usages(N_("Advised:"), p->advised);
        put_numbers(N_("Default port"), p->ports, BASE_PROFILE_PORTS);
        put_numbers(N_("Events:"), p->events, sizeof p->events / sizeof p->events[0]);
    }
    puts(".El");
}

static void
put_findings(void)
{
    puts(".Bl -tag -width Ds");
    for (unsigned i = 0; i < CERTCHECK_CODES; i++) {
        const struct certcheck_rule *r = certcheck_rule_get((enum certcheck_code)i);

        put_item("Dv", r->code);
        printf("(%s%s%s)\n", certcheck_severity_name(r->severity), r->rule[0] != '\0' ? ", " : "",
               r->rule);
        put_paragraph(r->text);
    }
    puts(".El");
}

static void
put_verifiers(void)
{
    puts(".Bl -tag -width Ds");
    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++) {
        const struct certcheck_verifier *v = certcheck_verifier_get((enum certcheck_verifier_id)i);

        put_item("Cm", v->name);
        put_words(v->title);
        puts(":");
        put_sentence(v->used_by);
    }
    puts(".El");
}

static void
put_changes(void)
{
    puts(".Bl -tag -width Ds");
    for (unsigned i = 0; i < CERTCHECK_CHANGES; i++) {
        const struct certcheck_change *c = certcheck_change_get((enum certcheck_change_id)i);

        put_item("Cm", c->name);
        put_sentence(c->title);
        put_sentence(c->when);
    }
    puts(".El");
}

static void
put_errors(void)
{
    puts(".Bl -tag -width Ds");
    for (unsigned c = PROBE_OK + 1; c < PROBE_CLASSES; c++) {
        put_item("Cm", probe_class_name((enum probe_class)c));
        put_sentence(probe_class_about((enum probe_class)c));
    }
    puts(".El");
}

static void
put_labelled(const char *label, const char *text)
{
    if (*text == '\0')
        return;
    printf(".br\n%s ", output_translate(label));
    put_sentence(text);
}

static void
put_events(void)
{
    const struct advice_event *e;

    puts(".Bl -tag -width Ds");
    for (size_t i = 0; (e = advice_event_at(i)) != NULL; i++) {
        printf(".It %u\n(%s%s%s)\n", e->number, e->source, *e->level == '\0' ? "" : ", ",
               output_translate(e->level));
        put_sentence(e->meaning);
        put_labelled(N_("Sourced:"), e->sourced);
        put_labelled(N_("Inferred:"), e->inferred);
    }
    puts(".El");
}

static void
put_kbs(void)
{
    const struct advice_kb *kb;

    puts(".Bl -tag -width Ds");
    for (size_t i = 0; (kb = advice_kb_at(i)) != NULL; i++) {
        printf(".It KB%u\n", kb->number);
        put_sentence(kb->about);
        put_labelled("Windows:", kb->windows);
        put_labelled("\\&.NET Framework:", kb->dotnet);
        put_labelled(N_("Evidence:"), kb->evidence);
    }
    puts(".El");
}

static void
put_rules(void)
{
    const struct advice_rule_line *r;

    puts(".Bl -tag -width Ds");
    for (size_t i = 0; (r = advice_rule_line_at(i)) != NULL; i++) {
        printf(".It %s\n", r->name);
        put_paragraph(r->line);
    }
    puts(".El");
}

static void
put_formats(void)
{
    puts(".Bl -tag -width Ds");
    for (const char *const *name = report_formats(); *name != NULL; name++) {
        put_item("Cm", *name);
        put_sentence(report_format_about(*name));
    }
    puts(".El");
}

static void
put_columns(void)
{
    const char *name;

    for (size_t i = 0; (name = report_csv_column(i)) != NULL; i++)
        printf("%s%s", i == 0 ? "" : ",\n", name);
    puts(".");
}

static void
put_metrics(void)
{
    const char *name, *help;

    puts(".Bl -tag -width Ds");
    for (size_t i = 0; (name = report_metric(i, &help)) != NULL; i++) {
        put_item("Li", name);
        put_paragraph(help);
    }
    puts(".El");
}

/* The commands that --help begins with. */
static void
put_examples(enum cli_program program)
{
    const char *command, *what;

    for (size_t i = 0; (command = cli_example(program, i, &what)) != NULL; i++) {
        const char *text = output_translate(what);
        bool small = text[0] >= 'a' && text[0] <= 'z';

        putchar(small ? text[0] - 'a' + 'A' : text[0]);
        put_text(text + 1);
        puts(":\n.Pp");
        fputs(".Dl $ ", stdout);
        put_line(command);
        puts(".Pp");
    }
}

/* A row that forgot a text is named here: the programs would print it, or fall over it. */
static int
has(const char *table, const char *row, const char *member, const char *value)
{
    if (value != NULL && value[0] != '\0')
        return true;
    fprintf(stderr, "%s: %s has no .%s\n", table, row == NULL ? "a row" : row, member);
    return false;
}

static bool
profiles_are_whole(void)
{
    static const char table[] = "base/include/base/profile.def";
    bool whole = true;

    for (int i = 0; i < BASE_PROFILE_COUNT; i++) {
        const struct base_profile *p = base_profile_get((enum base_profile_id)i);

        whole &= has(table, p->name, "judge", p->judge) & has(table, p->name, "about", p->about) &
                 has(table, p->name, "users", p->users) &
                 has(table, p->name, "sourced", p->sourced) &
                 has(table, p->name, "verifiers", p->verifiers) &
                 has(table, p->name, "changes", p->changes);
    }
    return whole;
}

static bool
forecasts_are_whole(void)
{
    static const char verifiers[] = "certcheck/include/certcheck/verifiers.def";
    static const char changes[] = "certcheck/include/certcheck/changes.def";
    bool whole = true;

    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++) {
        const struct certcheck_verifier *v = certcheck_verifier_get((enum certcheck_verifier_id)i);

        whole &= has(verifiers, v->name, "title", v->title) &
                 has(verifiers, v->name, "used_by", v->used_by) &
                 has(verifiers, v->name, "failure", v->failure) &
                 has(verifiers, v->name, "source", v->source);
    }
    for (unsigned i = 0; i < CERTCHECK_CHANGES; i++) {
        const struct certcheck_change *c = certcheck_change_get((enum certcheck_change_id)i);

        whole &= has(changes, c->name, "title", c->title) & has(changes, c->name, "when", c->when) &
                 has(changes, c->name, "switch_back", c->switch_back) &
                 has(changes, c->name, "source", c->source);
    }
    return whole;
}

static const struct {
    const char *name;
    void (*put)(void);
    void (*put_of)(enum cli_program program);
} lists[] = {
    { "OPTIONS", .put_of = put_options }, { "EXAMPLES", .put_of = put_examples },
    { "PROFILES", .put = put_profiles },  { "FORMATS", .put = put_formats },
    { "COLUMNS", .put = put_columns },    { "METRICS", .put = put_metrics },
    { "FINDINGS", .put = put_findings },  { "VERIFIERS", .put = put_verifiers },
    { "CHANGES", .put = put_changes },    { "ERRORS", .put = put_errors },
    { "EVENTS", .put = put_events },      { "KBS", .put = put_kbs },
    { "RULES", .put = put_rules },
};

static void
put_line_of_page(enum cli_program program, char *line)
{
    static const char mark[] = ".\\\" @";
    size_t n = strlen(mark);

    for (size_t i = 0; strncmp(line, mark, n) == 0 && i < sizeof lists / sizeof lists[0]; i++) {
        if (strncmp(line + n, lists[i].name, strcspn(line + n, "\n")) != 0)
            continue;
        if (lists[i].put != NULL)
            lists[i].put();
        else
            lists[i].put_of(program);
        return;
    }
    fputs(line, stdout);
}

int
main(int argc, char **argv)
{
    enum cli_program program =
        argc > 1 && strcmp(argv[1], "ekuprobe") == 0 ? CLI_EKUPROBE : CLI_CERTCHECK;
    char line[4096]; /* a paragraph, in another language */

    cli_language_open();
    if (!((int)profiles_are_whole() & (int)forecasts_are_whole()))
        return 1;
    while (fgets(line, sizeof line, stdin) != NULL)
        put_line_of_page(program, line);
    return fflush(stdout) != 0 || ferror(stdin) != 0;
}
