/* SPDX-License-Identifier: MIT */
/* What a script is made of; for the files of this folder. */
#ifndef DIALOGUE_SCRIPT_H
#define DIALOGUE_SCRIPT_H

#include "dialogue/dialogue.h"

enum dialogue_verdict {
    DIALOGUE_WAIT,    /* the answer is not whole yet */
    DIALOGUE_YES,     /* *used bytes were the answer */
    DIALOGUE_PASS,    /* skip *used bytes, and go on waiting */
    DIALOGUE_NO,      /* refused: the error is set */
    DIALOGUE_STRANGE, /* not the protocol of the script */
};

struct dialogue_step;
typedef enum dialogue_verdict dialogue_expect_fn(struct dialogue *d, const struct dialogue_step *s,
                                                 size_t *used);
typedef void dialogue_compose_fn(struct dialogue *d);

/*
 * One step: say, then wait. say is a text with %h host, %a host of an authority, %b the header of a
 * proxy's user, %d domain, %u our name, %p port;
 * bytes are octets as they are; compose writes what depends on the last answer.
 */
struct dialogue_step {
    const char *say;
    struct base_slice bytes;
    dialogue_compose_fn *compose;
    dialogue_expect_fn *expect; /* NULL: go on at once */
    const char *want;           /* what the answer begins with; see the function */
    const char *capability;     /* ... and has to offer */
    const char *otherwise; /* said to a command that is passed over, or once when ours is unknown */
};

struct dialogue_script {
    const char *title; /* "SMTP" */
    const struct dialogue_step *steps;
    unsigned steps_n;
    const char *goodbye; /* said after a refusal; NULL: nothing */
    bool framed;
    bool flows; /* the other side begins TLS without a go-ahead: what is left over is its TLS */
};

/* lines.c */
dialogue_expect_fn expect_reply;   /* "220", RFC 5321 4.2: lines with a code, the last "220 " */
dialogue_expect_fn expect_tagged;  /* a line that begins with want; untagged ones are passed over */
dialogue_expect_fn expect_status;  /* a line that begins with want; any other refuses */
dialogue_expect_fn expect_numeric; /* IRC: a numeric, others are passed over */
dialogue_expect_fn expect_features, expect_proceed; /* XMPP */
dialogue_expect_fn expect_command;                  /* as a server: a command of the client */
dialogue_expect_fn expect_stream, expect_starttls;  /* as a server: XMPP */
dialogue_expect_fn expect_http;                     /* a proxy's answer to CONNECT */

/* packets.c */
dialogue_expect_fn expect_ldap, expect_postgres, expect_mysql, expect_rdp, expect_tds;
dialogue_expect_fn expect_socks_method, expect_socks_reply;
dialogue_expect_fn expect_ldap_request, expect_postgres_request,
    expect_mysql_request; /* as a server */
dialogue_compose_fn compose_mysql, compose_socks, compose_ldap_answer;

/* dialogue.c */
void dialogue_say(struct dialogue *d, const void *bytes, size_t n);
/* The error: "SMTP: " and the peer's own words, made safe. */
void dialogue_refuse(struct dialogue *d, enum probe_class kind, struct base_slice words);
void dialogue_refuse_text(struct dialogue *d, enum probe_class kind, const char *text);
struct base_slice dialogue_input(const struct dialogue *d);

#endif
