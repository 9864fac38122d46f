/* SPDX-License-Identifier: MIT */
/* What --explain can explain: every word of every table. */
#include "explain.h"

#include <advice/event.h>
#include <advice/reference.h>
#include <advice/remedy.h>
#include <certcheck/change.h>
#include <output/bytes.h>
#include <output/translate.h>
#include <output/width.h>
#include <probe/result.h>
#include <report/report.h>

#include <strings.h>

#define _(text) output_translate(text)
#define WORD_ROOM 24

/* The n-th word of a kind, in room where it has to be made; NULL: no more. */
typedef const char *word_fn(size_t n, char room[WORD_ROOM]);

static const char *
term(enum advice_term_kind kind, size_t n)
{
    const struct advice_term *t;

    for (size_t i = 0; (t = advice_term_at(i)) != NULL; i++)
        if (t->kind == kind && n-- == 0)
            return t->word;
    return NULL;
}

static const char *
verdict(size_t n, char room[WORD_ROOM])
{
    (void)room;
    return term(ADVICE_VERDICT, n);
}

static const char *
port(size_t n, char room[WORD_ROOM])
{
    (void)room;
    return term(ADVICE_PORT, n);
}

static const char *
product(size_t n, char room[WORD_ROOM])
{
    (void)room;
    return term(ADVICE_PRODUCT_TERM, n);
}

static const char *
other(size_t n, char room[WORD_ROOM])
{
    (void)room;
    return term(ADVICE_OTHER_TERM, n);
}

static const char *
class_of(size_t n, char room[WORD_ROOM])
{
    (void)room;
    return n + PROBE_OK + 1 < PROBE_CLASSES ? probe_class_name((enum probe_class)(n + PROBE_OK + 1))
                                            : NULL;
}

static const char *
profile(size_t n, char room[WORD_ROOM])
{
    (void)room;
    return n < BASE_PROFILE_COUNT ? base_profile_get((enum base_profile_id)n)->name : NULL;
}

static const char *
event(size_t n, char room[WORD_ROOM])
{
    const struct advice_event *e = advice_event_at(n);

    if (e == NULL)
        return NULL;
    (void)snprintf(room, WORD_ROOM, "%u", e->number);
    return room;
}

static const char *
article(size_t n, char room[WORD_ROOM])
{
    const struct advice_kb *kb = advice_kb_at(n);

    if (kb == NULL)
        return NULL;
    (void)snprintf(room, WORD_ROOM, "KB%u", kb->number);
    return room;
}

static const char *
rule(size_t n, char room[WORD_ROOM])
{
    const struct advice_rule_line *r = advice_rule_line_at(n);

    (void)room;
    return r == NULL ? NULL : r->name;
}

static const char *
remedy(size_t n, char room[WORD_ROOM])
{
    const struct advice_remedy *r = advice_remedy_get(n);

    (void)room;
    return r == NULL ? NULL : r->id;
}

static const char *
change(size_t n, char room[WORD_ROOM])
{
    (void)room;
    return n < CERTCHECK_CHANGES ? certcheck_change_get((enum certcheck_change_id)n)->name : NULL;
}

static const char *
verifier(size_t n, char room[WORD_ROOM])
{
    (void)room;
    return n < CERTCHECK_VERIFIERS ? certcheck_verifier_get((enum certcheck_verifier_id)n)->name
                                   : NULL;
}

static const char *
code(size_t n, char room[WORD_ROOM])
{
    (void)room;
    return n < CERTCHECK_CODES ? certcheck_rule_get((enum certcheck_code)n)->code : NULL;
}

static const char *
format(size_t n, char room[WORD_ROOM])
{
    (void)room;
    return report_formats()[n]; /* NULL behind the last, at which callers stop */
}

static const char *
list(size_t n, char room[WORD_ROOM])
{
    static const char *const words[] = { "verifiers", "changes", "public-cas" };

    (void)room;
    return n < 3 ? words[n] : NULL;
}

static const char *kind_word(size_t n, char room[WORD_ROOM]);

static const struct {
    const char *name, *word_of_it;
    word_fn *word;
} kinds[] = {
    { N_("Verdicts"), "verdicts", verdict },
    { N_("Terms"), "terms", other },
    { N_("Products"), "products", product },
    { N_("Ports"), "ports", port },
    { N_("Profiles"), "profiles", profile },
    { N_("Events"), "events", event },
    { N_("Error classes"), "errors", class_of },
    { N_("Findings"), "findings", code },
    { N_("Remedies"), "remedies", remedy },
    { N_("KB articles"), "articles", article },
    { N_("Rules"), "rules", rule },
    { N_("Formats"), "formats", format },
    { N_("Changes"), NULL, change },
    { N_("Verifiers"), NULL, verifier },
    { N_("Lists of their own"), NULL, list },
    { N_("Kinds, to list one alone"), NULL, kind_word },
};
#define KINDS (sizeof kinds / sizeof kinds[0])
#define FEW 8 /* words that are explained at once */

static const char *
kind_word(size_t n, char room[WORD_ROOM])
{
    (void)room;
    for (size_t k = 0; k < KINDS; k++)
        if (kinds[k].word_of_it != NULL && n-- == 0)
            return kinds[k].word_of_it;
    return NULL;
}

const char *
cli_explain_word(const void *ctx, size_t i)
{
    static char room[WORD_ROOM];

    (void)ctx;
    for (size_t k = 0; k < KINDS; k++)
        for (size_t n = 0; kinds[k].word(n, room) != NULL; n++)
            if (i-- == 0)
                return kinds[k].word(n, room);
    return NULL;
}

/* "Verdicts:", and its words below. */
static void
list_kind(size_t k, FILE *out)
{
    char room[WORD_ROOM];
    const char *word;
    struct output_bytes words = { 0 };

    for (size_t n = 0; (word = kinds[k].word(n, room)) != NULL; n++) {
        output_add_str(&words, n > 0 ? ", " : "");
        output_add_str(&words, word);
    }
    output_add_char(&words, '\0');
    fprintf(out, "%s:\n", _(kinds[k].name));
    if (!words.no_memory)
        advice_print_wrapped(out, "  ", words.ptr);
    output_bytes_free(&words);
}

void
cli_explain_list(FILE *out)
{
    advice_print_wrapped(out, "", _(N_("--explain WORD explains one of these:")));
    for (size_t k = 0; k < KINDS; k++) {
        fputc('\n', out);
        list_kind(k, out);
    }
}

bool
cli_explain_kind(const char *kind, bool (*explain)(const char *word, FILE *out), FILE *out)
{
    char room[WORD_ROOM];
    size_t k = 0;

    while (k < KINDS && (kinds[k].word_of_it == NULL || strcasecmp(kinds[k].word_of_it, kind) != 0))
        k++;
    if (k == KINDS)
        return false;
    if (kinds[k].word(FEW, room) != NULL) {
        list_kind(k, out);
        return true;
    }
    for (size_t n = 0; kinds[k].word(n, room) != NULL; n++) {
        fputs(n > 0 ? "\n" : "", out);
        (void)explain(kinds[k].word(n, room), out);
    }
    return true;
}
