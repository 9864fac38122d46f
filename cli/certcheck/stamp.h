/* SPDX-License-Identifier: MIT */
/* The templates a run knows, and which of them will issue a request. */
#ifndef CLI_STAMP_H
#define CLI_STAMP_H

#include <assess/result.h>
#include <certcheck/template.h>

#include "options.h"

#define CLI_ASKED_MAX 1024

struct cli_known {
    struct certcheck_templates set;
    char *from; /* the file, or the URI; owned */
};

struct cli_stamps {
    struct cli_known *at; /* of --template, --ldap, or found among the operands */
    size_t n;
    const struct certcheck_template *fixed; /* the one of --template, or NULL: the request tells */
    bool demanded;                          /* --template: no request is judged without one */
    bool partly;                            /* the directory holds what cannot be read: told */
};

/* What is to become of a request. */
struct cli_stamp {
    const struct certcheck_template *template; /* NULL: not known, the request is a wish */
    char asked[CLI_ASKED_MAX];                 /* the template it names, for people; or "" */
    enum certcheck_code asked_code;            /* the finding about it */
};

/* Ask the directory of --ldap and read --template. False: why. */
bool cli_stamps_load(struct cli_stamps *s, const struct cli_options *o, const char *password,
                     struct base_text *why);

/* Templates among the operands: requests may name them. False: no memory; what
 * cannot be read is left to whoever judges the file. */
bool cli_stamps_offer(struct cli_stamps *s, const char *from, struct base_slice bytes);

/* False: --template does not settle it; why says what to do. */
bool cli_stamp_find(const struct cli_stamps *s, const struct certcheck_facts *request,
                    struct cli_stamp *out, struct base_text *why);

/* The usages that from, the sketch of a template, stamps in place of the request's own. */
void cli_stamp_apply(const struct certcheck_facts *from, struct certcheck_facts *request);

void cli_stamps_clear(struct cli_stamps *s);

#endif
