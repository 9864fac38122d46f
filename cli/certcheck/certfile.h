/* SPDX-License-Identifier: MIT */
/* One file of certcheck: read, judged, reported. */
#ifndef CLI_CERTFILE_H
#define CLI_CERTFILE_H

#include "files.h"
#include "mentions.h"
#include "output.h"
#include "password.h"
#include "progress.h"
#include "stamp.h"

/* What a template lacks to be a server's: bits, and a list of names for each mix of them. */
enum cli_lack { CLI_LACKS_CLIENT = 1, CLI_LACKS_SUBJECT = 2, CLI_LACKS_ALL = 4 };

struct cli_advice {
    size_t templates; /* looked at */
    struct base_text lists[CLI_LACKS_ALL];
    char names[CLI_LACKS_ALL][4096];
    char text[2][20480]; /* in English, and in the user's language */
};

struct cli_certrun {
    const struct cli_options *options;
    struct assess_store store;
    struct cli_output output;
    struct cli_password password;
    struct cli_mentions mentions;
    struct cli_buffer file, standard; /* standard input is read once */
    bool standard_read;
    bool in_directory; /* what cannot be read is a warning */
    unsigned warnings;
    unsigned lists; /* files that name certificates by thumbprint */
    struct cli_progress progress;
    size_t judged;                    /* files that were read to their end */
    bool cut;                         /* an interrupt left something undone: told */
    struct assess_policy policy;      /* what all is judged under */
    struct assess_certificate *certs; /* of the present file */
    size_t certs_cap;
    struct certcheck_judgement judgement;

    struct cli_stamps stamps;
    struct cli_stamp stamp; /* of the present request */
    struct assess_certificate sketch, stamped;
    struct cli_advice advice; /* of --template-for */
};

/* Judge every object of a file; what cannot be read is told and counted. */
void cli_certrun_file(struct cli_certrun *run, const char *path);

/* The bytes of a file, till the next one is read; of standard input, again and again. */
bool cli_certrun_input(struct cli_certrun *run, const char *path, struct base_slice *out,
                       struct base_text *why);

/* Is the run to end? Then the first call tells, as a result of its own, that object i of path
 * and all behind it were not judged. */
bool cli_certrun_cut(struct cli_certrun *run, const char *path, size_t i);

/* Report what lists name and no file holds. */
void cli_certrun_missing(struct cli_certrun *run);

/* Say what is wrong with path: an error, or a warning inside a directory. */
void cli_certrun_fault(struct cli_certrun *run, const char *path, const char *text);

/* ... and never a mere warning, wherever the file was found. */
void cli_certrun_out_of_memory(struct cli_certrun *run, const char *path);

void cli_certrun_clear(struct cli_certrun *run);

#endif
