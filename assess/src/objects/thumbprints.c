/* SPDX-License-Identifier: MIT */
#include "thumbprints.h"

#include <stdlib.h>
#include <string.h>

static const char *
own_name(struct assess_thumbprints *all, const char *file)
{
    char **files = realloc(all->files, (all->files_n + 1) * sizeof *files);

    if (files == NULL)
        return NULL;
    all->files = files;
    files[all->files_n] = strdup(file);
    return files[all->files_n] == NULL ? NULL : files[all->files_n++];
}

bool
assess_thumbprints_add(struct assess_thumbprints *all, const struct certcheck_bundle *b,
                       const char *file)
{
    struct assess_thumbprint *at;
    const char *name;

    if (b->mentions_n == 0)
        return true;
    name = own_name(all, file);
    if (name == NULL)
        return false;
    at = realloc(all->at, (all->n + b->mentions_n) * sizeof *at);
    if (at == NULL)
        return false;
    all->at = at;
    all->sorted = false;
    for (size_t i = 0; i < b->mentions_n; i++)
        all->at[all->n++] =
            (struct assess_thumbprint){ .m = b->mentions[i], .file = name, .index = (unsigned)i };
    return true;
}

/* By thumbprint; those of one certificate in the order they were listed. */
static int
by_thumbprint(const void *a, const void *b)
{
    const struct assess_thumbprint *x = a, *y = b;
    int order = memcmp(x->m.thumbprint, y->m.thumbprint, CERTCHECK_THUMBPRINT_LEN);

    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

static size_t
first_of(const struct assess_thumbprints *all, const uint8_t *thumbprint)
{
    size_t low = 0, high = all->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (memcmp(all->at[middle].m.thumbprint, thumbprint, CERTCHECK_THUMBPRINT_LEN) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool
assess_thumbprints_find(struct assess_thumbprints *all,
                        const uint8_t thumbprint[CERTCHECK_THUMBPRINT_LEN],
                        char use[ASSESS_USE_MAX])
{
    struct base_text t;
    size_t first;

    base_text_init(&t, use, ASSESS_USE_MAX);
    if (all->n == 0)
        return false;
    if (!all->sorted)
        qsort(all->at, all->n, sizeof *all->at, by_thumbprint);
    all->sorted = true;
    first = first_of(all, thumbprint);
    for (size_t i = first; i < all->n; i++) {
        struct assess_thumbprint *m = &all->at[i];

        if (memcmp(m->m.thumbprint, thumbprint, CERTCHECK_THUMBPRINT_LEN) != 0)
            break;
        m->given = true;
        if (t.len > 0 && m->m.use[0] != '\0')
            base_text_str(&t, ", ");
        base_text_str(&t, m->m.use);
    }
    return t.len > 0;
}

void
assess_thumbprints_clear(struct assess_thumbprints *all)
{
    for (size_t i = 0; i < all->files_n; i++)
        free(all->files[i]);
    free(all->files);
    free(all->at);
    *all = (struct assess_thumbprints){ 0 };
}
