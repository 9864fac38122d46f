/* SPDX-License-Identifier: MIT */
#include "mentions.h"

#include <stdlib.h>
#include <string.h>

static const char *
own_name(struct cli_mentions *all, const char *file)
{
    char **files = realloc(all->files, (all->files_n + 1) * sizeof *files);

    if (files == NULL)
        return NULL;
    all->files = files;
    files[all->files_n] = strdup(file);
    return files[all->files_n] == NULL ? NULL : files[all->files_n++];
}

bool
cli_mentions_add(struct cli_mentions *all, const struct certcheck_bundle *b, const char *file)
{
    struct cli_mention *at;
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
            (struct cli_mention){ .m = b->mentions[i], .file = name, .index = (unsigned)i };
    return true;
}

/* By thumbprint; those of one certificate in the order they were listed. */
static int
by_thumbprint(const void *a, const void *b)
{
    const struct cli_mention *x = a, *y = b;
    int order = memcmp(x->m.thumbprint, y->m.thumbprint, CERTCHECK_THUMBPRINT_LEN);

    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

static size_t
first_of(const struct cli_mentions *all, const uint8_t *thumbprint)
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
cli_mentions_find(struct cli_mentions *all, const uint8_t thumbprint[CERTCHECK_THUMBPRINT_LEN],
                  char use[CLI_USE_MAX])
{
    struct base_text t;
    size_t first;

    base_text_init(&t, use, CLI_USE_MAX);
    if (all->n == 0)
        return false;
    if (!all->sorted)
        qsort(all->at, all->n, sizeof *all->at, by_thumbprint);
    all->sorted = true;
    first = first_of(all, thumbprint);
    for (size_t i = first; i < all->n; i++) {
        struct cli_mention *m = &all->at[i];

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
cli_mentions_clear(struct cli_mentions *all)
{
    for (size_t i = 0; i < all->files_n; i++)
        free(all->files[i]);
    free(all->files);
    free(all->at);
    *all = (struct cli_mentions){ 0 };
}
