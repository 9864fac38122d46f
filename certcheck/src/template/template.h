/* SPDX-License-Identifier: MIT */
/* The builder that the readers of templates share: attributes in, templates out. */
#ifndef CERTCHECK_TEMPLATE_INTERNAL_H
#define CERTCHECK_TEMPLATE_INTERNAL_H

#include "facts/synthetic.h"

#include <base/text.h>
#include <certcheck/template.h>

struct builder {
    struct certcheck_templates *out;
    struct base_text *why;
    struct certcheck_template t; /* being built */
    struct synthetic_oids eku, policies;
    uint8_t key_usage[2];
    bool open;       /* something was said of it */
    bool template;   /* and it is a template */
    bool fresh;      /* just begun: nothing to reset */
    const char *bad; /* why it cannot be read, or NULL */
    unsigned bad_line;
    enum certcheck_status status;
    unsigned superseded_n;
};

/* Begin the next entry; line is where it stands, or 0. */
void builder_begin(struct builder *b, unsigned line);

/* Attributes of a template entry (MS-CRTD 2); others are passed over. */
const char *builder_attribute_name(size_t i); /* NULL: no more */
bool builder_knows(struct base_slice name);
void builder_attribute(struct builder *b, struct base_slice name, struct base_slice value);

void builder_oid(struct builder *b, struct base_slice dotted, bool policies);
void builder_key_usage(struct builder *b, const uint8_t *octets, size_t len);
void builder_supersedes(struct builder *b, struct base_slice name);

enum builder_flag { BUILDER_GENERAL, BUILDER_NAME };
void builder_flags(struct builder *b, enum builder_flag which, uint32_t flags);

/* The entry cannot be read, for a static reason; line is where, or 0. The first one stays. */
void builder_bad(struct builder *b, unsigned line, const char *text);

/* The entry is complete; a bad one is dropped and said. False: no memory or too many. */
bool builder_end(struct builder *b);

/* All entries are read: who supersedes whom. False: there is none, and said. */
bool builder_finish(struct builder *b);

/* Nothing can be read at all. False; the first cause stays. */
bool builder_fail(struct builder *b, enum certcheck_status status, const char *text);

/* "66113", "-1509949440", "0x10241" or quoted; bits as they are. False: no number. */
bool builder_number(struct base_slice text, uint32_t *out);
bool builder_hex(struct base_slice text, uint32_t *out);

bool template_ldif(struct builder *b, char *text); /* NUL-terminated; spoilt */
bool template_dump(struct builder *b, struct base_slice text);
bool template_ds(struct builder *b, struct base_slice text);

bool template_is_ldif(struct base_slice text);
bool template_is_dump(struct base_slice text);
bool template_is_ds(struct base_slice text);

#endif
