/* SPDX-License-Identifier: MIT */
/* Shared by the files of this module, by nobody else. */
#ifndef INVENTORY_INTERNAL_H
#define INVENTORY_INTERNAL_H

#include <base/tabular.h>
#include <inventory/inventory.h>

/* why becomes "'THING': ...", the thing made safe to show and cut to a line. Always false. */
bool inventory_fail(struct base_text *why, struct base_slice thing, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

bool inventory_no_memory(struct base_text *why); /* always false */

/* why becomes text, or "NAME:LINE: " and what it was. Always false. */
bool inventory_say(struct base_text *why, const char *text);
bool inventory_locate(struct base_text *why, const char *name, size_t line);

#define INVENTORY_NAME_SHOWN 96u /* a file name in messages and origins, with its NUL */
#define INVENTORY_LABEL_MAX (INVENTORY_NAME_SHOWN + 64u) /* with one of an entry inside */
void inventory_show_name(const char *name, char out[INVENTORY_NAME_SHOWN]);

/* Strings that live as long as the inventory. All return NULL where there is no memory. */
struct inventory_strings {
    struct inventory_chunk *chunk; /* newest first */
    const char **slots;            /* interned ones, open addressing */
    size_t slots_n, interned;
};
const char *inventory_strings_copy(struct inventory_strings *s, struct base_slice text);
const char *inventory_strings_intern(struct inventory_strings *s, struct base_slice text);
void inventory_strings_forget(struct inventory_strings *s); /* which there are; they stay */
void inventory_strings_clear(struct inventory_strings *s);

#define INVENTORY_NOTES_MAX 32
#define INVENTORY_FOLDED_MAX 100000000u /* a hostile list ends in seconds */
#define INVENTORY_CHUNK 1024u           /* targets allocated at once; they never move */

struct inventory {
    struct inventory_options options;
    struct inventory_strings strings;
    struct inventory_target **chunks;
    size_t chunks_n, chunks_cap;
    uint32_t *slots; /* index + 1 of a target by host, port and profile; 0: free */
    size_t slots_n;
    size_t count, folded;
    size_t unread;        /* parts of topologies that should be targets and are none */
    bool ended;           /* no more can be added: a limit, or no memory */
    uint32_t groups;      /* the highest number given */
    uint8_t *group_sizes; /* by number */
    size_t group_sizes_cap;
    uint32_t *order; /* of the first `ordered` targets; NULL: as added */
    size_t ordered;
    const char *notes[INVENTORY_NOTES_MAX];
    size_t notes_n;
};

/* Said once, however often it is added. False only where there is no memory. */
bool inventory_note_add(struct inventory *inv, struct base_text *why, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What all targets of one argument, line or pool have in common. */
struct inventory_source {
    const char *origin;  /* borrowed; copied once, when a target needs it */
    const char *kept;    /* that copy */
    uint32_t line;       /* of it; 0: none */
    const char *product; /* static */
    const char *pool;    /* the inventory's */
    uint16_t fallback_port;
};

enum inventory_put { INVENTORY_PUT, INVENTORY_FULL, INVENTORY_NO_MEMORY };

/* Is its port one of its profile's defaults? */
bool inventory_is_default_port(const struct inventory_target *t);

/* The group of the targets host has already on default ports, or a new one; 0: no memory. */
uint32_t inventory_group_of(struct inventory *inv, const char *host);

/* t->host is borrowed and canonical; origin, product and pool come from source. A duplicate is
 * folded: what it knows more is added to the first. */
enum inventory_put inventory_put(struct inventory *inv, const struct inventory_target *t,
                                 struct inventory_source *source);

/* Where a target is: one name (or an address with a zone), or addresses from first to last. */
struct inventory_host {
    char name[INVENTORY_HOST_MAX + 1];
    size_t address_len; /* 0: name; 4 or 16: addresses */
    uint8_t first[16], last[16];
};

/* bits is -1 without a "/BITS". False: why, naming `thing`, the whole target. */
bool inventory_host_parse(struct base_slice text, int bits, struct base_slice thing,
                          struct inventory_host *out, struct base_text *why);
uint64_t inventory_host_count(const struct inventory_host *h); /* saturates */
bool inventory_host_next(struct inventory_host *h);            /* first++; false past last */
void inventory_host_text(const struct inventory_host *h, char out[INVENTORY_HOST_MAX + 1]);

/* A target as parsed; port 0 and profile NULL where it names none. */
struct inventory_spec {
    struct inventory_host host;
    struct inventory_ports ports; /* n 0: none is named */
    const struct base_profile *profile;
};
bool inventory_spec_parse(struct base_slice text, struct inventory_spec *out,
                          struct base_text *why);
bool inventory_spec_add(struct inventory *inv, const struct inventory_spec *spec,
                        struct base_slice thing, struct inventory_source *source,
                        struct base_text *why);
/* Digits, at most five, and no more than max. */
bool inventory_decimal(struct base_slice s, unsigned max, unsigned *out);

bool inventory_port_parse(struct base_slice text, struct base_slice thing, uint16_t *out,
                          struct base_text *why);
const struct base_profile *inventory_profile_parse(struct base_slice text, struct base_slice thing,
                                                   struct base_text *why);

/* HOST PORTS [PROFILE], with blanks, commas, semicolons or tabs between them; HOST:PORT may begin
 * it. False: a line of another kind. */
bool inventory_line_split(struct base_slice line, struct base_slice *host, struct base_slice *ports,
                          struct base_slice *profile);

/* "sfb2015" for "sfb2015" or ServiceVersion "7"; NULL: none. */
const char *inventory_product_named(struct base_slice text);

static inline struct base_slice
inventory_part(struct base_slice s, size_t from, size_t to)
{
    return (struct base_slice){ s.ptr == NULL ? NULL : s.ptr + from, to - from };
}

/* Index of the first c at or after from, or s.len. */
static inline size_t
inventory_find(struct base_slice s, size_t from, uint8_t c)
{
    while (from < s.len && s.ptr[from] != c)
        from++;
    return from;
}

#endif
