/* SPDX-License-Identifier: MIT */
/* What the files of --remedy hold. All of it is UTF-8 with LF; the caller encodes. */
#ifndef ADVICE_REMEDY_PARTS_H
#define ADVICE_REMEDY_PARTS_H

#include <assess/result.h>
#include <output/bytes.h>

struct remedy_product {
    const char *name; /* "sfb2015" */
    const char *title;
    const char *runtime; /* "v4.0.30319" */
    const char *root;
    const char *module;
    unsigned major;
};

const struct remedy_product *remedy_product_get(size_t n); /* NULL at the end */

/* Does opting the Data MCU of the product out change the verdict of r? */
bool remedy_opts_out(const struct assess_result *r, const struct remedy_product *p);

/* The certreq INF for a new certificate with the names of f: all but its heading. */
void remedy_request(struct output_bytes *out, const struct assess_result *r,
                    const struct certcheck_facts *f);

void remedy_reg(struct output_bytes *out, const struct remedy_product *p);
void remedy_reg_rollback(struct output_bytes *out, const struct remedy_product *p);

/* peers: names, each as a quoted string of PowerShell, separated by commas. */
void remedy_script(struct output_bytes *out, const struct remedy_product *p,
                   struct base_slice peers);

/* The steps for a new template; requests is the list of INF files, a line each. */
void remedy_template_page(struct output_bytes *out, struct base_slice requests);

#endif
