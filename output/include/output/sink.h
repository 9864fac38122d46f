/* SPDX-License-Identifier: MIT */
/*
 * Where the bytes of one report go: standard output, a device, or a regular
 * file that is replaced as a whole or written as results come. What is replaced goes into a
 * temporary file beside it first, and takes its place at the commit, with its mode.
 */
#ifndef OUTPUT_SINK_H
#define OUTPUT_SINK_H

#include <base/declare.h>
#include <base/slice.h>

BASE_BEGIN_DECLS

struct os_draft;

struct output_sink {
    int fd;                 /* -1: closed */
    bool owned;             /* close it */
    struct os_draft *draft; /* what fd belongs to until the commit; NULL: nothing of the kind */
    char *path;             /* as the user named it */
    char *final;   /* what is replaced: path with symbolic links followed; NULL: written in place */
    int mode;      /* of the file replaced; negative: there is none */
    bool replaces; /* there is one */
    bool keep;     /* the caller's: a file that is there is an error, EEXIST */
    int failed;    /* the first errno; 0: none */
};

enum output_sink_mode {
    OUTPUT_SINK_REPLACE, /* the file as a whole, at the commit */
    OUTPUT_SINK_STREAM,  /* in place, from its beginning: what is written is there at once */
    OUTPUT_SINK_APPEND,  /* in place, behind what is there */
};

/* 0 or errno; sink is cleared either way and must be freed. */
int output_sink_open(struct output_sink *s, const char *path, enum output_sink_mode mode);

/* All of it, or an errno that is also latched in failed. */
int output_sink_write(struct output_sink *s, const char *p, size_t n);

/* Flush to disk and rename; 0 or errno. */
int output_sink_commit(struct output_sink *s);

/* Close, and remove what was not committed. */
void output_sink_free(struct output_sink *s);

BASE_END_DECLS

#endif
