/* SPDX-License-Identifier: MIT */
/* What the files of --remedy hold. All of it is UTF-8 with LF; the caller encodes. */
#ifndef ADVICE_REMEDY_PARTS_H
#define ADVICE_REMEDY_PARTS_H

#include <assess/result.h>
#include <base/product.h>
#include <output/bytes.h>

/* Does opting the Data MCU of the product out change the verdict of r? */
bool remedy_opts_out(const struct assess_result *r, const struct base_product *p);

/* Is what it needs a certificate for the client's role alone, from a private CA? */
bool remedy_is_for_client(const struct assess_result *r);

/* The certreq INF for a new certificate with the names of f: all but its heading. */
void remedy_request(struct output_bytes *out, const struct assess_result *r,
                    const struct certcheck_facts *f);

void remedy_reg(struct output_bytes *out, const struct base_product *p);
void remedy_reg_rollback(struct output_bytes *out, const struct base_product *p);

/* peers: names, each as a quoted string of PowerShell, separated by commas. */
void remedy_script(struct output_bytes *out, const struct base_product *p, struct base_slice peers);

/* The steps for a new template; requests is the list of INF files, a line each. */
void remedy_template_page(struct output_bytes *out, struct base_slice requests);

#endif
