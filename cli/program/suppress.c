/* SPDX-License-Identifier: MIT */
#include "suppress.h"

#include <advice/sentences.h>
#include <base/time.h>
#include <output/bytes.h>

#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "output.h"

#define FILE_MAX (4u << 20)
#define DAY_S 86400

struct cli_suppression {
    const char *target; /* the name in reports, with * and ? */
    const char *what;   /* a verdict, or the code of a finding */
    const char *reason;
};

static bool
is_what(const char *word)
{
    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++)
        if (strcmp(word, certcheck_verdict_name((enum certcheck_verdict)v)) == 0)
            return true;
    for (unsigned c = 0; c < CERTCHECK_CODES; c++)
        if (strcmp(word, certcheck_rule_get((enum certcheck_code)c)->code) == 0)
            return true;
    return false;
}

/* Take the next word of a line, ended by a NUL; NULL: there is none. */
static char *
next_word(char **line)
{
    char *word = *line + strspn(*line, " \t");
    size_t n = strcspn(word, " \t");

    if (n == 0)
        return NULL;
    *line = word + n + (word[n] != '\0');
    word[n] = '\0';
    return word;
}

/* A target with blanks, such as a path of Windows, stands in quotation marks. */
static char *
next_target(char **line)
{
    char *target = *line + strspn(*line, " \t");
    size_t n;

    if (*target != '"')
        return next_word(line);
    n = strcspn(++target, "\"");
    if (target[n] == '\0')
        return NULL;
    *line = target + n + 1;
    target[n] = '\0';
    return target;
}

static void
say_over(const struct cli_options *o, const struct cli_suppression *s, const char *day)
{
    char line[512];
    struct base_text t;

    base_text_init(&t, line, sizeof line);
    base_text_str(&t, "--suppress: expired on ");
    base_text_safe(&t, base_slice_str(day));
    base_text_str(&t, ", and ignored now: ");
    base_text_safe(&t, base_slice_str(s->target));
    base_text_byte(&t, ' ');
    base_text_safe(&t, base_slice_str(s->what));
    cli_say(o, line);
}

/* What is wrong with a line; NULL: nothing. *over: its day is past. */
static const char *
read_line(char *line, int64_t now_s, struct cli_suppression *s, const char **day, bool *over)
{
    int64_t last_s;

    s->target = next_target(&line);
    s->what = next_word(&line);
    *day = next_word(&line);
    s->reason = line + strspn(line, " \t");
    if (s->target == NULL || s->what == NULL || *day == NULL || *s->reason == '\0')
        return "expected TARGET, a verdict or finding code, the last day, and the reason";
    if (!is_what(s->what))
        return "the second word is neither a verdict nor a finding code";
    if (!base_time_parse(*day, &last_s))
        return "the third word is not a day such as 2026-12-31";
    *over = now_s >= last_s + DAY_S;
    return NULL;
}

static bool
complain(const struct cli_options *o, size_t number, const char *text, struct base_text *why)
{
    base_text_str(why, "--suppress ");
    base_text_safe(why, base_slice_str(o->suppress));
    base_text_byte(why, ':');
    base_text_u64(why, number);
    base_text_str(why, ": ");
    base_text_str(why, text);
    return false;
}

static bool
read_all(struct cli_suppressions *s, const struct cli_options *o, int64_t now_s,
         struct base_text *why)
{
    char *rest = s->text, *line;

    for (size_t number = 1; *rest != '\0'; number++) {
        struct cli_suppression *one = &s->at[s->n];
        const char *day, *wrong;
        bool over = false;

        line = rest;
        rest += strcspn(rest, "\n");
        if (*rest != '\0')
            *rest++ = '\0';
        line[strcspn(line, "\r")] = '\0';
        line += strspn(line, " \t");
        if (*line == '\0' || *line == '#')
            continue;
        wrong = read_line(line, now_s, one, &day, &over);
        if (wrong != NULL)
            return complain(o, number, wrong, why);
        if (over)
            say_over(o, one, day);
        else
            s->n++;
    }
    return true;
}

bool
cli_suppressions_load(struct cli_suppressions *s, const struct cli_options *o, int64_t now_s,
                      struct base_text *why)
{
    struct cli_buffer file = { 0 };
    size_t lines = 1;

    *s = (struct cli_suppressions){ 0 };
    if (o->suppress == NULL)
        return true;
    if (!cli_read_file(o->suppress, FILE_MAX, &file, why))
        return false;
    for (size_t i = 0; i < file.len; i++)
        lines += file.at[i] == '\n';
    s->text = cli_copy(file.len == 0 ? "" : (const char *)file.at, file.len);
    s->at = calloc(lines, sizeof *s->at);
    cli_buffer_free(&file);
    if (s->text == NULL || s->at == NULL)
        return base_complain(why, "--suppress", "out of memory");
    return read_all(s, o, now_s, why);
}

void
cli_suppressions_clear(struct cli_suppressions *s)
{
    free(s->at);
    free(s->text);
    *s = (struct cli_suppressions){ 0 };
}

/* * is any number of characters, ? one. Goes back to the last * alone, so it takes no longer than
 * the product of the lengths. */
static bool
matches(const char *pattern, const char *text)
{
    const char *star = NULL, *from = text;

    while (*text != '\0') {
        if (*pattern == '*') {
            star = pattern++;
            from = text;
        } else if (*pattern == '?' || *pattern == *text) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star + 1;
            text = ++from;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

static const struct cli_suppression *
find(const struct cli_suppressions *s, const char *target, const char *what)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->at[i].what, what) == 0 && matches(s->at[i].target, target))
            return &s->at[i];
    return NULL;
}

/* Each error must be excused, and there must be one. */
static const char *
by_codes(const struct cli_suppressions *s, const char *target, const struct assess_result *r)
{
    const struct cli_suppression *found = NULL;

    for (size_t i = 0; i < r->findings_n; i++) {
        const struct certcheck_rule *rule = advice_rule(&r->findings[i]);

        if (rule->severity != CERTCHECK_ERROR)
            continue;
        found = find(s, target, rule->code);
        if (found == NULL)
            return NULL;
    }
    return found == NULL ? NULL : found->reason;
}

const char *
cli_suppressed(const struct cli_suppressions *s, const struct assess_result *r)
{
    struct output_bytes label = { 0 };
    struct assess_result plain = *r; /* whoever saw it: a line names the target */
    const struct cli_suppression *found;
    const char *reason = NULL;

    if (s->n == 0 || r->verdict == CERTCHECK_READY)
        return NULL;
    plain.seen_from = NULL;
    advice_label(&label, &plain);
    output_add_char(&label, '\0');
    if (!label.no_memory) {
        found = find(s, label.ptr, certcheck_verdict_name(r->verdict));
        reason = found != NULL ? found->reason : by_codes(s, label.ptr, r);
    }
    output_bytes_free(&label);
    return reason;
}
