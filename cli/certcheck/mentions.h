/* SPDX-License-Identifier: MIT */
/* Certificates that lists speak of by thumbprint, joined with those that are given. */
#ifndef CLI_MENTIONS_H
#define CLI_MENTIONS_H

#include <certcheck/bundle.h>

#define CLI_USE_MAX 256

struct cli_mention {
    struct certcheck_mention m;
    const char *file; /* the list; owned by the mentions */
    unsigned index;   /* in it */
    bool given;       /* some file holds the certificate */
};

struct cli_mentions {
    struct cli_mention *at;
    size_t n;
    bool sorted;
    char **files; /* of the lists */
    size_t files_n;
};

bool cli_mentions_add(struct cli_mentions *all, const struct certcheck_bundle *b, const char *file);

/* The uses of a certificate, "Default, Internal"; false where no list names it. */
bool cli_mentions_find(struct cli_mentions *all, const uint8_t thumbprint[CERTCHECK_THUMBPRINT_LEN],
                       char use[CLI_USE_MAX]);
void cli_mentions_clear(struct cli_mentions *all);

#endif
