/* SPDX-License-Identifier: MIT */
/* certcheck's run: files are read here, judged by assess/objects.h, and told into the reports. */
#ifndef CLI_CERTFILE_H
#define CLI_CERTFILE_H

#include <assess/objects.h>

#include "files.h"
#include "kept.h"
#include "output.h"
#include "password.h"
#include "progress.h"

struct cli_certrun {
    const struct cli_options *options;
    struct assess_store store;
    struct assess_objects *assess; /* owned */
    struct cli_output output;
    struct cli_password password;
    struct cli_buffer file, standard; /* standard input is read once */
    bool standard_read;
    struct cli_kept kept;
    bool in_directory; /* what cannot be read is a warning */
    unsigned warnings;
    size_t copies;         /* of certificates that were told before */
    unsigned lists;        /* files that name certificates by thumbprint */
    bool templates_partly; /* the directory holds what cannot be read: told */
    struct cli_progress progress;
    size_t judged;            /* files that were read to their end */
    bool cut;                 /* an interrupt left something undone: told */
    char copies_note[2][256]; /* in English and in the user's language */
    char advice[2][20480];    /* of --template-for, in English and in the user's language */
};

/* Once the store is loaded; what is told before cli_output_open has no results. False: why. */
bool cli_certrun_open(struct cli_certrun *run, const struct assess_policy *policy,
                      struct base_text *why);

/* Judge every object of a file; what cannot be read is told and counted. */
void cli_certrun_file(struct cli_certrun *run, const char *path);

/* The bytes of a file, till the next one is read; of standard input, again and again. */
bool cli_certrun_input(struct cli_certrun *run, const char *path, struct base_slice *out,
                       struct base_text *why);

/* Shall the run end? Then the first call reports, as a result of its own, that object i of path and
 * all after it were not judged. */
bool cli_certrun_cut(struct cli_certrun *run, const char *path, size_t i);

/* The last sentences: of copies that were left out, of --template-for. */
void cli_certrun_advise(struct cli_certrun *run);

/* Say what is wrong with path: an error, or a warning inside a directory. */
void cli_certrun_fault(struct cli_certrun *run, const char *path, const char *text);

/* ... and never a mere warning, wherever the file was found. */
void cli_certrun_out_of_memory(struct cli_certrun *run, const char *path);

void cli_certrun_clear(struct cli_certrun *run);

#endif
