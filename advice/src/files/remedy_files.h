/* SPDX-License-Identifier: MIT */
/* What a run gathers for --remedy, between the files that add to it and write it. */
#ifndef ADVICE_REMEDY_FILES_PARTS_H
#define ADVICE_REMEDY_FILES_PARTS_H

#include <advice/remedy_files.h>
#include <output/intern.h>
#include <output/sink.h>

#define PRODUCTS_MAX 8
#define RECEIVERS_MAX 64
#define NAME_MAX_LEN 128
#define SHOWN_MAX 40 /* endpoints named in the comments of one request, and peers in a script */
#define PAGE_NAME "new-template.txt"

struct request {
    uint8_t sha256[CERTCHECK_SHA256_LEN];
    char name[NAME_MAX_LEN];
    bool client;               /* for the client's role alone */
    struct output_bytes shown; /* comment lines */
    size_t shown_n;
    struct output_bytes body;
};

struct file {
    char name[NAME_MAX_LEN];
    struct output_sink sink;
};

struct advice_remedy_files {
    char *directory;
    bool force, made;
    bool any;  /* something breaks */
    bool both; /* ... and needs a certificate with both usages */
    bool receivers[RECEIVERS_MAX];
    struct output_intern hashes; /* SHA-256, numbered as the requests are */
    struct request *requests;
    size_t requests_n, requests_cap;
    bool products[PRODUCTS_MAX]; /* which opt-outs help */
    struct output_bytes peers;
    size_t peers_n;
    struct file *files; /* while writing */
    size_t files_n, files_cap;
    bool no_memory;
};

/* "--remedy: DIRECTORY/NAME: WHAT"; name may be NULL. Always false. */
bool remedy_say(struct base_text *why, const char *directory, const char *name, const char *what);

#endif
