/* SPDX-License-Identifier: MIT */
#include <output/catalogue.h>

#include <string.h>

#define MAGIC 0x950412deu
#define HEADER_LEN 20u

/* The byte order of the machine that makes the file; ours are little-endian. */
static uint32_t
number_at(struct base_slice s, size_t at)
{
    return (uint32_t)s.ptr[at] | (uint32_t)s.ptr[at + 1] << 8 | (uint32_t)s.ptr[at + 2] << 16 |
           (uint32_t)s.ptr[at + 3] << 24;
}

/* String number i of a table; NULL: it is not within the file, or not NUL-terminated. */
static const char *
string_at(const struct output_catalogue *c, uint32_t table, uint32_t i)
{
    uint32_t len = number_at(c->file, table + 8 * (size_t)i);
    uint32_t at = number_at(c->file, table + 8 * (size_t)i + 4);

    if (at >= c->file.len || len >= c->file.len - at || c->file.ptr[at + len] != '\0')
        return NULL;
    return (const char *)c->file.ptr + at;
}

static bool
has_table(const struct output_catalogue *c, uint32_t table)
{
    return table <= c->file.len && c->n <= (c->file.len - table) / 8;
}

bool
output_catalogue_open(struct output_catalogue *c, struct base_slice file)
{
    const char *header;

    *c = (struct output_catalogue){ .file = file };
    if (file.len >= HEADER_LEN && number_at(file, 0) == MAGIC && number_at(file, 4) >> 16 == 0) {
        c->n = number_at(file, 8);
        c->originals = number_at(file, 12);
        c->translations = number_at(file, 16);
        header = has_table(c, c->originals) && has_table(c, c->translations)
                     ? output_catalogue_find(c, "")
                     : NULL;
        if (header != NULL && strstr(header, "nplurals=1;") != NULL)
            return true;
    }
    *c = (struct output_catalogue){ .n = 0 };
    return false;
}

/* Originals are sorted; of a plural, the singular stands first and ends in a NUL. */
const char *
output_catalogue_find(const struct output_catalogue *c, const char *english)
{
    uint32_t low = 0, high = c->n;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const char *found = string_at(c, c->originals, middle);
        int order;

        if (found == NULL)
            return NULL;
        order = strcmp(english, found);
        if (order == 0)
            return string_at(c, c->translations, middle);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
