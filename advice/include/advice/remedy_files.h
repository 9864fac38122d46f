/* SPDX-License-Identifier: MIT */
/*
 * The files of --remedy: for what breaks, what an administrator can use as it is.
 *
 *   request-NAME-SHA1.inf        certreq: the judged certificate's names, both usages
 *   optout-PRODUCT.reg           the registry opt-out of the Data MCU
 *   optout-PRODUCT-rollback.reg  and back
 *   optout-PRODUCT.ps1           both, for wherever the program is installed
 *   new-template.txt             the steps for a certificate template with both usages
 *   receiver-PRODUCT.*           lines that relax or drop what a receiver requires
 *   sender-PRODUCT.*             lines that give the client's role a certificate of its own
 *
 * What a renewal breaks gets the latter two, and a request for Client Authentication alone.
 *
 * All are written at the end, as a whole each, and none when nothing breaks.
 * Not thread-safe.
 */
#ifndef ADVICE_REMEDY_FILES_H
#define ADVICE_REMEDY_FILES_H

#include <base/declare.h>
#include <assess/result.h>
#include <base/text.h>

BASE_BEGIN_DECLS

struct advice_remedy_files;

/*
 * Make the directory if it is not there. Unless force, refuse one that holds a
 * file with such a name already. NULL: why names the file and what is wrong.
 */
struct advice_remedy_files *advice_remedy_files_open(const char *directory, bool force,
                                                     struct base_text *why);

/* Take what the files need from a result that breaks; others change nothing.
 * Errors are kept for the end. */
void advice_remedy_files_add(struct advice_remedy_files *f, const struct assess_result *r);

/*
 * Write the files, all or none but for those that replace one (force). Without force a file that
 * has appeared meanwhile is left alone and an error. *written is how many there are. False: why.
 */
bool advice_remedy_files_write(struct advice_remedy_files *f, size_t *written,
                               struct base_text *why);

/* NULL is fine. A directory that was made and stayed empty is removed. */
void advice_remedy_files_free(struct advice_remedy_files *f);

BASE_END_DECLS

#endif
