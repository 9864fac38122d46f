/* SPDX-License-Identifier: MIT */
/* A question while it is put together (question.c), and answered (answer.c). */
#ifndef BINDING_QUESTION_H
#define BINDING_QUESTION_H

#include <binding/binding.h>

#include <assess/result.h>
#include <base/slice.h>
#include <base/text.h>
#include <inventory/inventory.h>
#include <output/bytes.h>
#include <report/report.h>

enum part { PART_ROOT, PART_ISSUER, PART_PUBLIC_CAS, PART_FILE, PART_LIST, PART_TOPOLOGY, PARTS };

struct given {
    enum part part;
    char *name;
    struct base_slice bytes; /* owned */
};

struct binding {
    struct given *given;
    size_t given_n;
    char **targets;
    size_t targets_n;

    int64_t at_s;
    bool at_given, opted_out;
    unsigned usages, expires_days, timeout_ms, concurrency; /* 0: the default */
    const struct base_profile *profile;
    char *product, *build, *verifier, *change, *password;

    struct report *report; /* of the answer */
    struct output_bytes answer;
    struct output_bytes faults;
    char error[512];
};

/* "NAME: TEXT" among the faults of the answer. */
void question_fault(struct binding *b, const char *name, const char *text);

/* A text for the caller to write what is wrong into. */
struct base_text question_error(struct binding *b);

#endif
