/* SPDX-License-Identifier: MIT */
/* Within the decision: what a sentence is written from, and the pieces it is made of. */
#ifndef ADVICE_DECISION_PIECES_H
#define ADVICE_DECISION_PIECES_H

#include <advice/decision.h>

enum question {
    UPDATE,
    OPTED_OUT,
    CHANGE,
    RENEWAL,
    RENEWED,
    PARTLY_RENEWED,
    APPLICATION,
    USAGE,
    USAGE_OPTED_OUT,
    PROFILE,
    PROFILE_OPTED_OUT,
    FILE_CHANGE,
    FILE_RENEWAL,
    FILE_RENEWED,
    FILE_PARTLY_RENEWED,
    REQUEST,
    REQUEST_OPTED_OUT,
    REQUEST_UNNAMED,
    REQUEST_SOME_UNNAMED,
    TEMPLATE,
    QUESTIONS
};

enum state { NOTHING, BREAKS, OPEN, BROKEN, READY, STATES };

enum part {
    REISSUE,
    REISSUE_OR,
    OTHER_CA,
    OTHER_CA_OR,
    SOME_CA,
    SOME_CA_OR,
    CLIENT_ROLE,
    WHERE_OPTED_OUT,
    UNKNOWN_YET,
    BROKEN_TOO,
    REJECTED_TOO,
    OTHER_STAYS_UP,
    OTHERS_STAY_UP,
    OTHER_IS_FIT,
    OTHERS_ARE_FIT,
    GUESSED,
    EXPIRING,
    EXPIRING_OF,
    ON_SERVERS,
    SERVERS,
    PORTS,
    SILENT,
    UNCLEAR,
    INTERRUPTED,
    CUT_SHORT,
    UNREAD,
    MISSING,
    SHARE,
    WHOLE_BUT,
    FIT,
    FIXABLE,
    UNFIT,
    DOUBTFUL,
    ONE_OF,
    ALL_OF,
    PARTS
};

struct words {
    const char *one, *many;
};

struct writer {
    const struct advice_decision *d;
    const struct assess_run_info *run;
    struct output_bytes *out;
    struct advice_tally tally;
    enum advice_subject subject;
    enum question question;
    unsigned change;
    bool local;
};

/* What a piece is filled with. */
struct filling {
    size_t n, m;
    const struct output_bytes *list; /* names, a newline behind each */
};

/* English, or the user's language. */
const char *decision_say(const struct writer *w, const char *english);
const char *decision_choose(const struct writer *w, struct words words, size_t n);

/* Between two sentences: a space, but behind a full stop that is as wide as one. */
void decision_add_gap(const struct writer *w);
void decision_add_count(const struct writer *w, enum advice_subject subject, size_t n);
void decision_add_part(const struct writer *w, enum part part, struct filling with);
/* "3 of 8 connections", "all 8 connections", "both connections", "the connection" */
void decision_add_share(const struct writer *w, size_t n);
/* "2 servers were not reached (edge03, fe02), 1 connection could not be judged" */
void decision_add_open(const struct writer *w);
/* "1 fits (WebServerBoth), 30 are not for servers" */
void decision_add_fits(const struct writer *w);

/* Was anything not learnt? */
bool decision_is_open(const struct writer *w);

#endif
