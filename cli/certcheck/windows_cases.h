/* SPDX-License-Identifier: MIT */
/* The truth table with its certificates, as share/windows-cases.txt has it: compiled in. */
#ifndef CLI_WINDOWS_CASES_H
#define CLI_WINDOWS_CASES_H

#include <base/slice.h>
#include <os/chain.h>

#define CLI_CASE_CERTS_MAX 8    /* of a row: issuers, or roots */
#define CLI_CASE_USAGES_MAX 256 /* bytes of an encoded list */

extern const struct base_slice cli_embedded_windows_cases;
extern const char cli_embedded_windows_cases_hash[];

enum cli_case_truth { CLI_CASE_REJECTED, CLI_CASE_ACCEPTED, CLI_CASE_UNSETTLED };

/* One row and usage. Everything but the usages is borrowed from the table. */
struct cli_case {
    struct base_slice name, usage, title; /* "row-02", "server"; "none" for opted out */
    enum cli_case_truth truth;
    struct os_chain_certificate leaf, issuers[CLI_CASE_CERTS_MAX], roots[CLI_CASE_CERTS_MAX];
    size_t issuers_n, roots_n;
    uint8_t usages[CLI_CASE_USAGES_MAX]; /* of the one certificate that has a property */
};

struct cli_cases;

/* NULL: no memory, or not such a file. */
struct cli_cases *cli_cases_open(struct base_slice file);
void cli_cases_free(struct cli_cases *t);

int64_t cli_cases_time(const struct cli_cases *t);

/* The next row. False: no more. */
bool cli_cases_next(struct cli_cases *t, struct cli_case *out);

#endif
