/* SPDX-License-Identifier: MIT */
/*
 * Does a server check? What its registry and its files say, put together: is the check of May
 * 2017 in the .NET Framework there, is a Data MCU there and where, does anything opt it out.
 * Whatever was not looked at is unknown, and what turns on it stays so.
 */
#ifndef MACHINE_SERVER_H
#define MACHINE_SERVER_H

#include <base/product.h>
#include <base/text.h>
#include <machine/registry.h>

BASE_BEGIN_DECLS

#define MACHINE_PATH_MAX 1024u
#define MACHINE_TEXT_MAX 128u
#define MACHINE_NOTES_MAX 12u
#define MACHINE_NOTE_MAX 1280u /* a path may be in it */

struct machine_version {
    bool known;
    unsigned part[4];
};

/* A CLR as programs of one word size see it: it has a System.dll and keys of its own. */
struct machine_runtime {
    const char *clr; /* "v4.0.30319" */
    unsigned major, bits;
    enum machine_answer installed, has_check;
    struct machine_version version; /* of System.dll */
    char path[MACHINE_PATH_MAX];
};

#define MACHINE_RUNTIMES 4u /* 4 and 2, each 64 and 32 bits */

enum machine_opt_out_kind { /* the order of rule R26 */
                            MACHINE_APP_CONFIG,
                            MACHINE_APP_CONTEXT,
                            MACHINE_PROGRAM,
                            MACHINE_WIDE,
};

struct machine_opt_out {
    enum machine_opt_out_kind kind;
    unsigned runtime;             /* of machine_server.runtime */
    enum machine_answer set;      /* does it turn the check off for the Data MCU? */
    const char *why;              /* NULL, or what is peculiar about it */
    char where[MACHINE_PATH_MAX]; /* a key, or a file */
};

#define MACHINE_OPT_OUTS (3u * MACHINE_RUNTIMES + 1u)

enum machine_conclusion {
    MACHINE_CHECKS,
    MACHINE_DOES_NOT_CHECK,
    MACHINE_OPTED_OUT,
    MACHINE_NO_DATA_MCU,
    MACHINE_NOT_KNOWN,
    MACHINE_CONCLUSIONS
};

struct machine_server {
    char name[MACHINE_TEXT_MAX];    /* FE01.contoso.com; "": unknown */
    char windows[MACHINE_TEXT_MAX]; /* "Windows Server 2012 R2 Standard"; "": unknown */
    char root[MACHINE_PATH_MAX];    /* C:\Windows */
    char dotnet4[MACHINE_TEXT_MAX], dotnet35[MACHINE_TEXT_MAX]; /* versions; "": unknown */
    uint32_t release; /* of .NET 4.5 and later; 0: unknown */

    enum machine_answer data_mcu;
    char data_mcu_path[MACHINE_PATH_MAX]; /* "": unknown */
    bool data_mcu_read;                   /* the program itself was */
    struct machine_version data_mcu_version;
    unsigned runtime;         /* that the Data MCU runs on; MACHINE_RUNTIMES: unknown */
    bool runtime_inferred;    /* from the product, not from the program itself */
    enum machine_answer edge; /* is this an Edge Server? */

    const struct base_product *product; /* NULL: unknown */
    char build[MACHINE_TEXT_MAX];       /* "": unknown */
    const char *build_from;             /* where it was read */

    struct machine_runtime runtimes[MACHINE_RUNTIMES];
    struct machine_opt_out opt_outs[MACHINE_OPT_OUTS];
    size_t opt_outs_n;
    char notes[MACHINE_NOTES_MAX][MACHINE_NOTE_MAX];
    size_t notes_n;
    enum machine_conclusion conclusion;
};

/* The files of the machine, by the names that it gives them ("C:\Windows\..."). */
struct machine_files {
    void *ctx;
    /* MACHINE_YES: the bytes, freed by the caller. MACHINE_NO: there is no such file.
     * MACHINE_UNKNOWN: it was not looked for or cannot be read; why says so, if it is not NULL. */
    enum machine_answer (*read)(void *ctx, const char *path, size_t max, uint8_t **bytes,
                                size_t *len, const char **why);
};

/* What the registry says, then the files that it leads to, then the conclusion. out is large. */
void machine_server_look(struct machine_server *out, const struct machine_registry *r,
                         const struct machine_files *files);

/* The last step alone. */
enum machine_conclusion machine_server_conclude(const struct machine_server *s);

/* "6.0.9319.235"; of one that is not known, nothing. */
void machine_version_text(const struct machine_version *v, struct base_text *out);

/* "checks", and "this Front End checks". */
const char *machine_conclusion_word(enum machine_conclusion c);
const char *machine_conclusion_text(enum machine_conclusion c);
const char *machine_opt_out_word(enum machine_opt_out_kind k);

/* The name of a release number of .NET 4.5 and later: "4.8"; NULL: older. */
const char *machine_release_name(uint32_t release);

BASE_END_DECLS

#endif
