/* SPDX-License-Identifier: MIT */
/* Certificates that lists speak of by thumbprint, joined with those that are given. */
#ifndef ASSESS_THUMBPRINTS_H
#define ASSESS_THUMBPRINTS_H

#include <certcheck/bundle.h>

#define ASSESS_USE_MAX 256

struct assess_thumbprint {
    struct certcheck_mention m;
    const char *file; /* the list; owned by the mentions */
    unsigned index;   /* in it */
    bool given;       /* some file holds the certificate */
};

struct assess_thumbprints {
    struct assess_thumbprint *at;
    size_t n;
    bool sorted;
    char **files; /* of the lists */
    size_t files_n;
};

bool assess_thumbprints_add(struct assess_thumbprints *all, const struct certcheck_bundle *b,
                            const char *file);

/* The uses of a certificate, "Default, Internal"; false where no list names it. */
bool assess_thumbprints_find(struct assess_thumbprints *all,
                             const uint8_t thumbprint[CERTCHECK_THUMBPRINT_LEN],
                             char use[ASSESS_USE_MAX]);
void assess_thumbprints_clear(struct assess_thumbprints *all);

#endif
