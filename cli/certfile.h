/* SPDX-License-Identifier: MIT */
/* One file of certcheck: read, judged, reported. */
#ifndef CLI_CERTFILE_H
#define CLI_CERTFILE_H

#include "files.h"
#include "mentions.h"
#include "output.h"
#include "password.h"
#include "progress.h"

#include <certcheck/template.h>

struct cli_certrun {
    const struct cli_options *options;
    struct cli_store store;
    struct cli_output output;
    struct cli_password password;
    struct cli_mentions mentions;
    struct cli_buffer file, standard; /* standard input is read once */
    bool standard_read;
    bool in_directory; /* what cannot be read is a warning */
    unsigned warnings;
    struct cli_progress progress;
    int64_t at_s;
    struct report_certificate *certs; /* of the present file */
    size_t certs_cap;
    struct certcheck_judgement judgement;

    struct certcheck_templates templates;   /* of --ldap or --template */
    const struct certcheck_template *stamp; /* the one of --template, or NULL */
    struct report_certificate stamp_facts, stamped;
    struct base_text fitting, to_change, advice; /* for --template-for */
    char fitting_text[2048], to_change_text[8192], advice_text[12288];
};

/* Read the lists among the operands, before anything is judged. */
void cli_certrun_lists(struct cli_certrun *run);

/* Judge every object of a file; what cannot be read is told and counted. */
void cli_certrun_file(struct cli_certrun *run, const char *path);

/* Report what lists name and no file holds. */
void cli_certrun_missing(struct cli_certrun *run);

/* Say what is wrong with path: an error, or a warning inside a directory. */
void cli_certrun_fault(struct cli_certrun *run, const char *path, const char *text);

void cli_certrun_clear(struct cli_certrun *run);

#endif
