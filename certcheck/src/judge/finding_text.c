/* SPDX-License-Identifier: MIT */
/* A finding as a sentence: the rule's, with its placeholders filled in. */
#include <certcheck/judge.h>
#include <certcheck/names.h>

#include <base/time.h>

#include <string.h>

static void
put_subject(struct base_text *out, int element, const struct certcheck_path *path,
            const struct certcheck_words *words)
{
    struct base_slice subject;

    if (path == NULL || element < 0 || (size_t)element >= path->n) {
        base_text_str(out, words->certificate);
        return;
    }
    subject = path->at[element].facts->subject;
    if (subject.len <= 2) /* an empty Name */
        base_text_str(out, words->nameless);
    else
        certcheck_name_short(subject, out);
}

static void
put_date(struct base_text *out, int64_t s, bool machine)
{
    char date[BASE_TIME_TEXT];

    base_time_format(s, date);
    if (machine || strlen(date) < 16) {
        base_text_str(out, date);
        return;
    }
    base_text_bytes(out, date, 10);
    base_text_byte(out, ' ');
    base_text_bytes(out, date + 11, 5);
    base_text_str(out, " UTC");
}

static void
put_placeholder(struct base_text *out, char which, const struct certcheck_finding *f,
                const struct certcheck_path *path, const struct certcheck_words *words)
{
    switch (which) {
    case 's':
        put_subject(out, f->element, path, words);
        break;
    case 'o':
        certcheck_oid_text(f->arg, out);
        break;
    case 't':
        base_text_safe(out, f->arg);
        break;
    case 'd':
        put_date(out, f->number, words->machine);
        break;
    case 'n':
        base_text_u64(out, f->number < 0 ? 0 : (uint64_t)f->number);
        break;
    default:
        base_text_byte(out, which);
        break;
    }
}

void
certcheck_finding_text(const struct certcheck_finding *f, const struct certcheck_path *path,
                       const struct certcheck_words *words, struct base_text *out)
{
    const struct certcheck_words english = { certcheck_rule_get(f->code)->sentence,
                                             "the certificate", "the certificate without a subject",
                                             true };
    const char *sentence = words == NULL ? english.sentence : words->sentence;

    while (*sentence != '\0') {
        size_t plain = strcspn(sentence, "%");

        if (plain > 0 || sentence[1] == '\0') {
            plain = plain > 0 ? plain : 1;
            base_text_bytes(out, sentence, plain);
            sentence += plain;
        } else {
            put_placeholder(out, sentence[1], f, path, words == NULL ? &english : words);
            sentence += 2;
        }
    }
}
