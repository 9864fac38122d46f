/* SPDX-License-Identifier: MIT */
/* certcheck: files in, verdicts out. */
#include "files.h"
#include "judging.h"
#include "main.h"

#include <certcheck/bundle.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

struct run {
    const struct cli_options *options;
    struct cli_store store;
    struct cli_output output;
    struct cli_buffer file;
    int64_t at_s;
    struct report_certificate *certs; /* of the present file */
    size_t certs_cap;
    struct certcheck_judgement judgement;
};

static bool
fault(struct run *run, const char *path, const char *text)
{
    char line[512];
    struct base_text t;

    base_text_init(&t, line, sizeof line);
    (void)cli_complain(&t, path, text);
    cli_say(run->options, line);
    run->output.faulty = true;
    return false;
}

static bool
reserve(struct run *run, size_t n)
{
    struct report_certificate *certs;

    if (n <= run->certs_cap)
        return true;
    certs = realloc(run->certs, n * sizeof *certs);
    if (certs == NULL)
        return false;
    run->certs = certs;
    run->certs_cap = n;
    return true;
}

/* What could be read is judged; each object that could not is told. */
static void
read_objects(struct run *run, const char *path, const struct certcheck_bundle *b)
{
    char text[160];
    struct base_text t;

    for (size_t i = 0; i < b->n; i++) {
        struct report_certificate *c = &run->certs[i];

        cli_certificate_read(&run->store, b->at[i].der, c);
        if (c->readable)
            continue;
        base_text_init(&t, text, sizeof text);
        if (b->n > 1) {
            base_text_str(&t, "certificate ");
            base_text_u64(&t, i + 1);
            base_text_str(&t, ": ");
        }
        certcheck_facts_why(b->at[i].der, &c->facts, &t);
        (void)fault(run, path, text);
    }
}

static int
by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* The names that issue another certificate of the file, by hash, sorted. */
static uint64_t *
issuers_of(const struct run *run, size_t n)
{
    uint64_t *hashes = malloc((n + 1) * sizeof *hashes);

    if (hashes == NULL)
        return NULL;
    hashes[0] = 0;
    for (size_t i = 0; i < n; i++) {
        const struct certcheck_facts *f = &run->certs[i].facts;

        if (run->certs[i].readable && !certcheck_is_self_issued(f))
            hashes[++hashes[0]] = f->issuer_hash;
    }
    qsort(hashes + 1, hashes[0], sizeof *hashes, by_value);
    return hashes;
}

static bool
is_issuer(const uint64_t *hashes, const struct certcheck_facts *f)
{
    return f->ca &&
           bsearch(&f->subject_hash, hashes + 1, hashes[0], sizeof *hashes, by_value) != NULL;
}

static void
judge(struct run *run, const char *path, size_t i)
{
    const struct cli_options *o = run->options;
    struct certcheck_policy policy = cli_policy(o, &run->store, o->profile, run->at_s);
    struct certcheck_judgement *j = &run->judgement;
    struct report_certificate shown[CERTCHECK_PATH_MAX];
    uint8_t hashes[CERTCHECK_PATH_MAX][CERTCHECK_SHA256_LEN];

    cli_store_judge(&run->store, &policy, &run->certs[i], CERTCHECK_SOURCE_FILE, j);
    cli_path_hashes(&j->path, hashes);
    for (size_t k = 0; k < j->path.n; k++)
        shown[k] = *cli_certificate_of(j->path.at[k].facts);
    cli_output_result(
        &run->output,
        &(struct report_result){ .file = path,
                                 .index = (unsigned)i,
                                 .kind = "certificate",
                                 .profile = o->profile,
                                 .verdict = j->verdict,
                                 .certificates = shown,
                                 .certificates_n = j->path.n,
                                 .judgement = j,
                                 .path_sha256 = (const uint8_t(*)[CERTCHECK_SHA256_LEN])hashes,
                                 .findings = j->findings,
                                 .findings_n = j->findings_n });
}

static void
judge_objects(struct run *run, const char *path, const struct certcheck_bundle *b)
{
    uint64_t *issuers = NULL;

    read_objects(run, path, b);
    if (!cli_store_offer(&run->store, run->certs, b->n, CERTCHECK_SOURCE_FILE) ||
        (issuers = issuers_of(run, b->n)) == NULL) {
        (void)fault(run, path, "out of memory");
        return;
    }
    for (size_t i = 0; i < b->n; i++)
        if (run->certs[i].readable &&
            (run->options->each || b->n == 1 || !is_issuer(issuers, &run->certs[i].facts)))
            judge(run, path, i);
    free(issuers);
}

static void
judge_file(struct run *run, const char *path)
{
    struct certcheck_bundle bundle;
    char why[CERTCHECK_WHY_MAX], line[512];
    struct base_text t;

    base_text_init(&t, line, sizeof line);
    if (!cli_read_file(path, CERTCHECK_FILE_MAX, &run->file, &t)) {
        cli_say(run->options, line);
        run->output.faulty = true;
        return;
    }
    if (certcheck_bundle_read((struct base_slice){ run->file.at, run->file.len }, &bundle, why) !=
        CERTCHECK_OK) {
        (void)fault(run, path, why);
        return;
    }
    if (bundle.n == 0)
        (void)fault(run, path, why);
    else if (!reserve(run, bundle.n))
        (void)fault(run, path, "out of memory");
    else
        judge_objects(run, path, &bundle);
    certcheck_bundle_clear(&bundle);
}

static int
run_files(const struct cli_options *o, struct base_text *why)
{
    struct run run = { .options = o };
    int status = CLI_EXIT_ERROR;
    int64_t now_s = (int64_t)time(NULL);

    run.at_s = o->at_given ? o->at_s : now_s;
    if (o->operands.n == 0)
        base_text_str(why, "no file given: see --help");
    else if (cli_store_load(&run.store, o, why) &&
             cli_output_open(&run.output, o, &run.store, now_s, why)) {
        for (size_t i = 0; i < o->operands.n; i++)
            judge_file(&run, o->operands.at[i]);
        status = cli_output_close(&run.output, (int64_t)time(NULL));
    } else {
        cli_output_abandon(&run.output);
    }
    free(run.certs);
    cli_buffer_free(&run.file);
    cli_store_clear(&run.store);
    return status;
}

int
main(int argc, char **argv)
{
    return cli_main(CLI_CERTCHECK, argc, argv, run_files);
}
