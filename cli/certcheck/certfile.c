/* SPDX-License-Identifier: MIT */
#include "certfile.h"

#include <assess/memory.h>
#include <assess/policy.h>
#include <output/translate.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "interrupt.h"
#include "templates.h"

#define CLI_LINE_MAX 4096 /* of a complaint: it may list templates */

static const char wish[] = N_("a request is a wish: an enterprise CA stamps the template's EKUs "
                              "(--template judges what will come back)");
static const char fields[] = N_("dumps of certutil: judged by the usages they show; dates, "
                                "signatures and issuers are not judged");

static void
tell(struct cli_certrun *run, const char *line)
{
    cli_progress_clear(&run->progress);
    cli_say(run->options, line);
    if (run->in_directory)
        run->warnings++;
    if (!run->in_directory || run->options->strict)
        run->output.faulty = true;
}

void
cli_certrun_fault(struct cli_certrun *run, const char *path, const char *text)
{
    char line[CLI_LINE_MAX];
    struct base_text t;

    base_text_init(&t, line, sizeof line);
    (void)cli_complain(&t, path, text);
    tell(run, line);
}

void
cli_certrun_out_of_memory(struct cli_certrun *run, const char *path)
{
    cli_certrun_fault(run, path, "out of memory");
    run->output.faulty = true;
}

bool
cli_certrun_cut(struct cli_certrun *run, const char *path, size_t i)
{
    static const struct probe_error interrupted = { .kind = PROBE_INTERRUPTED, .alert = -1 };

    if (cli_interrupt() == 0)
        return false;
    if (run->cut)
        return true;
    run->cut = true;
    cli_progress_clear(&run->progress);
    cli_say(run->options, CLI_INTERRUPTED);
    cli_output_result(&run->output, &(struct assess_result){ .file = path,
                                                             .index = (unsigned)i,
                                                             .kind = "certificate",
                                                             .profile = run->options->profile,
                                                             .verdict = CERTCHECK_UNREACHABLE,
                                                             .error = &interrupted });
    return true;
}

static bool
reserve(struct cli_certrun *run, size_t n)
{
    struct assess_certificate *certs;

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
read_objects(struct cli_certrun *run, const char *path, const struct certcheck_bundle *b)
{
    char text[160];
    struct base_text t;

    for (size_t i = 0; i < b->n; i++) {
        struct assess_certificate *c = &run->certs[i];

        assess_object_read(&run->store, &b->at[i], c);
        if (c->readable)
            continue;
        if (certcheck_crypto_failed(run->store.crypto)) {
            cli_certrun_out_of_memory(run, path);
            continue;
        }
        base_text_init(&t, text, sizeof text);
        if (b->n > 1) {
            base_text_str(&t, certcheck_kind_name(b->at[i].kind));
            base_text_byte(&t, ' ');
            base_text_u64(&t, i + 1);
            base_text_str(&t, ": ");
        }
        certcheck_facts_why(b->at[i].der, &c->facts, &t);
        cli_certrun_fault(run, path, text);
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
issuers_of(const struct cli_certrun *run, size_t n)
{
    uint64_t *hashes = malloc((n + 1) * sizeof *hashes);

    if (hashes == NULL)
        return NULL;
    hashes[0] = 0;
    for (size_t i = 0; i < n; i++) {
        const struct certcheck_facts *f = &run->certs[i].facts;

        if (run->certs[i].readable && f->kind == CERTCHECK_KIND_CERTIFICATE &&
            !certcheck_is_self_issued(f))
            hashes[++hashes[0]] = f->issuer_hash;
    }
    qsort(hashes + 1, hashes[0], sizeof *hashes, by_value);
    return hashes;
}

static bool
is_issuer(const uint64_t *hashes, const struct certcheck_facts *f)
{
    return f->ca && f->kind == CERTCHECK_KIND_CERTIFICATE &&
           bsearch(&f->subject_hash, hashes + 1, hashes[0], sizeof *hashes, by_value) != NULL;
}

static void
note_stamp(struct cli_certrun *run)
{
    const struct certcheck_template *t = run->stamp.template;
    const struct base_slice name = base_slice_str(t->name);

    assess_judgement_note(&run->judgement, CERTCHECK_F_TEMPLATE_STAMPS, name);
    if (t->shows_subject && !t->supplies_subject)
        assess_judgement_note(&run->judgement, CERTCHECK_F_TEMPLATE_IGNORES_SUBJECT, name);
    cli_templates_doubt(&run->judgement, t);
}

/* CVE-2024-49019 (ESC15): without the update of November 2024 a CA copies the Application
 * Policies of a request into what it issues from a version 1 template, and these alone count. */
static void
note_copied(struct cli_certrun *run, const struct certcheck_policy *policy,
            const struct assess_certificate *c)
{
    enum certcheck_verdict patched = run->judgement.verdict;
    struct certcheck_facts copied = run->stamped.facts;
    struct certcheck_judgement other;

    if (run->stamp.template->schema_version >= 2 ||
        c->facts.app_policies.state == CERTCHECK_SET_ABSENT)
        return;
    copied.app_policies = c->facts.app_policies;
    assess_judge_below(&run->store, policy, &copied, &other);
    assess_judgement_note(&run->judgement, CERTCHECK_F_REQUEST_POLICIES_COPIED,
                          base_slice_str(run->stamp.template->name));
    if (other.verdict != patched && patched != CERTCHECK_BROKEN)
        assess_judgement_doubt(&run->judgement, ~0u);
}

/* A request alone is a wish; with its template it is judged as what will come of it. */
static bool
judge_request(struct cli_certrun *run, const char *path, const struct certcheck_policy *policy,
              const struct assess_certificate *c)
{
    struct cli_stamp *stamp = &run->stamp;
    char line[CLI_LINE_MAX];
    struct base_text why;

    base_text_init(&why, line, sizeof line);
    if (!cli_stamp_find(&run->stamps, &c->facts, stamp, &why)) {
        cli_certrun_fault(run, path, line);
        return false;
    }
    run->stamped = *c;
    if (stamp->template != NULL && !cli_templates_stamp(run, path, &run->stamped.facts))
        return false;
    assess_judge_below(&run->store, policy, &run->stamped.facts, &run->judgement);
    if (stamp->template != NULL)
        note_copied(run, policy, c);
    if (stamp->asked[0] != '\0')
        assess_judgement_note(&run->judgement, stamp->asked_code, base_slice_str(stamp->asked));
    if (stamp->template != NULL) {
        note_stamp(run);
        return true;
    }
    assess_judgement_note(&run->judgement, CERTCHECK_F_REQUEST_IS_A_WISH, (struct base_slice){ 0 });
    cli_output_note(&run->output, wish);
    return true;
}

static void
judge_fields(struct cli_certrun *run, const struct certcheck_policy *policy,
             const struct assess_certificate *c)
{
    assess_judge_alone(policy, &c->facts, &run->judgement);
    assess_judgement_note(&run->judgement, CERTCHECK_F_FIELDS_OF_A_DUMP, (struct base_slice){ 0 });
    cli_output_note(&run->output, fields);
}

/* Certificates by their path; what is no certificate yet has none. False: told. */
static bool
judge(struct cli_certrun *run, const char *path, const struct assess_certificate *c)
{
    const struct cli_options *o = run->options;
    struct certcheck_policy policy = assess_policy_for(&run->policy, o->profile);

    if (c->facts.kind == CERTCHECK_KIND_REQUEST)
        return judge_request(run, path, &policy, c);
    if (c->facts.kind != CERTCHECK_KIND_CERTIFICATE) {
        judge_fields(run, &policy, c);
        return true;
    }
    if (assess_store_judge(&run->store, &policy, c, CERTCHECK_SOURCE_FILE, &run->judgement))
        return true;
    cli_certrun_out_of_memory(run, path);
    return false;
}

static void
report(struct cli_certrun *run, const char *path, const struct certcheck_object *object, size_t i)
{
    struct certcheck_judgement *j = &run->judgement;
    struct assess_certificate shown[CERTCHECK_PATH_MAX];
    uint8_t hashes[CERTCHECK_PATH_MAX][CERTCHECK_SHA256_LEN];
    char use[CLI_USE_MAX], product[32];

    assess_path_hashes(&j->path, hashes);
    for (size_t k = 0; k < j->path.n; k++)
        shown[k] = *assess_certificate_of(j->path.at[k].facts);
    cli_output_result(
        &run->output,
        &(struct assess_result){
            .file = path,
            .index = (unsigned)i,
            .line = object->line,
            .kind = certcheck_kind_name(object->kind),
            .use = cli_mentions_find(&run->mentions, shown[0].sha1, use) ? use : NULL,
            .profile = run->options->profile,
            .product = run->options->product_given
                           ? cli_word(CLI_PRODUCTS, run->options->product, product)
                           : NULL,
            .verdict = j->verdict,
            .certificates = shown,
            .certificates_n = j->path.n,
            .judgement = j,
            .forecast = object->kind == CERTCHECK_KIND_CERTIFICATE ? &run->store.forecasted : NULL,
            .verified_usages = run->store.forecasted_usages,
            .path_sha256 = (const uint8_t(*)[CERTCHECK_SHA256_LEN])hashes,
            .findings = j->findings,
            .findings_n = j->findings_n });
}

static void
judge_objects(struct cli_certrun *run, const char *path, const struct certcheck_bundle *b)
{
    uint64_t *issuers = NULL;

    read_objects(run, path, b);
    if (!assess_store_offer_objects(&run->store, run->certs, b->at, b->n) ||
        (issuers = issuers_of(run, b->n)) == NULL) {
        cli_certrun_out_of_memory(run, path);
        return;
    }
    for (size_t i = 0; i < b->n; i++) {
        if (cli_certrun_cut(run, path, i))
            break;
        if (!run->certs[i].readable ||
            (!run->options->each && b->n > 1 && is_issuer(issuers, &run->certs[i].facts)))
            continue;
        if (judge(run, path, &run->certs[i]))
            report(run, path, &b->at[i], i);
    }
    free(issuers);
}

/* "skipped 2 private keys and 1 CRL", for whoever wonders where they went. */
static void
say_skipped(struct cli_certrun *run, const char *path, const struct certcheck_skipped *s)
{
    char line[512], what[128];
    struct base_text t, w;

    base_text_init(&w, what, sizeof what);
    certcheck_skipped_text(s, &w);
    if (w.len == 0 || run->options->quiet)
        return;
    base_text_init(&t, line, sizeof line);
    (void)cli_complain(&t, path, "skipped ");
    base_text_str(&t, what);
    cli_progress_clear(&run->progress);
    cli_say(run->options, line);
}

/* A directory is full of keys and other things; only what is spoilt is worth a warning there. */
static bool
is_beside_the_point(const struct cli_certrun *run, const struct certcheck_bundle *b)
{
    return run->in_directory && b->n == 0 && !b->damaged &&
           b->skipped.keys + b->skipped.crls + b->skipped.others > 0;
}

static void
judge_bundle(struct cli_certrun *run, const char *path, const struct certcheck_bundle *b,
             const char *why)
{
    if (b->n > 0 || is_beside_the_point(run, b))
        say_skipped(run, path, &b->skipped);
    if (why[0] != '\0' && !is_beside_the_point(run, b))
        cli_certrun_fault(run, path, why);
    run->lists += b->mentions_n > 0;
    if (b->n > 0 && !reserve(run, b->n))
        cli_certrun_out_of_memory(run, path);
    else if (b->n > 0)
        judge_objects(run, path, b);
}

/* Standard input can be read once, and may be asked for twice. */
bool
cli_certrun_input(struct cli_certrun *run, const char *path, struct base_slice *out,
                  struct base_text *why)
{
    bool standard = strcmp(path, "-") == 0;
    struct cli_buffer *file = standard ? &run->standard : &run->file;

    if (!(standard && run->standard_read) &&
        !(run->in_directory ? cli_read_entry : cli_read_file)(path, CERTCHECK_FILE_MAX, file, why))
        return false;
    run->standard_read = run->standard_read || standard;
    *out = (struct base_slice){ file->at, file->len };
    return true;
}

static void
judge_file(struct cli_certrun *run, const char *path)
{
    struct certcheck_bundle bundle;
    struct base_slice bytes;
    char why[CERTCHECK_WHY_MAX], line[512];
    struct base_text t;
    enum certcheck_status status;

    base_text_init(&t, line, sizeof line);
    if (!cli_certrun_input(run, path, &bytes, &t)) {
        if (errno == ENOMEM)
            cli_certrun_out_of_memory(run, path);
        else if (errno != EINTR || !cli_certrun_cut(run, path, 0))
            tell(run, line);
        return;
    }
    if (cli_certrun_cut(run, path, 0)) /* what wrote a pipe may have ended of the same Ctrl-C */
        return;
    if (certcheck_is_templates(bytes)) {
        cli_templates_file(run, path, bytes);
        return;
    }
    run->password.path = path;
    status = certcheck_bundle_open(bytes, &run->password.password, &bundle, why);
    if (status == CERTCHECK_E_MEMORY || assess_memory_failed())
        cli_certrun_out_of_memory(run, path);
    else if (status == CERTCHECK_OK)
        judge_bundle(run, path, &bundle, why);
    else if (!cli_certrun_cut(run, path, 0)) /* at the prompt for the password */
        cli_certrun_fault(run, path, why);
    certcheck_bundle_clear(&bundle);
}

void
cli_certrun_file(struct cli_certrun *run, const char *path)
{
    if (cli_certrun_cut(run, path, 0))
        return;
    judge_file(run, path);
    run->judged += !run->cut;
}

static void
report_missing(struct cli_certrun *run, const struct cli_mention *m)
{
    char thumbprint[2 * CERTCHECK_THUMBPRINT_LEN + 1];
    struct certcheck_finding finding = { .code = CERTCHECK_F_CERTIFICATE_NOT_GIVEN, .element = -1 };
    struct base_text t;

    base_text_init(&t, thumbprint, sizeof thumbprint);
    base_text_hex(&t, (struct base_slice){ m->m.thumbprint, CERTCHECK_THUMBPRINT_LEN });
    finding.arg = base_slice_str(thumbprint);
    cli_output_result(&run->output,
                      &(struct assess_result){ .file = m->file,
                                               .index = m->index,
                                               .line = m->m.line,
                                               .kind = "certificate",
                                               .use = m->m.use[0] != '\0' ? m->m.use : NULL,
                                               .profile = run->options->profile,
                                               .verdict = CERTCHECK_NO_CERTIFICATE,
                                               .findings = &finding,
                                               .findings_n = 1 });
}

void
cli_certrun_missing(struct cli_certrun *run)
{
    for (size_t i = 0; i < run->mentions.n; i++)
        if (!run->mentions.at[i].given)
            report_missing(run, &run->mentions.at[i]);
}

void
cli_certrun_clear(struct cli_certrun *run)
{
    free(run->certs);
    cli_buffer_free(&run->file);
    cli_buffer_free(&run->standard);
    cli_mentions_clear(&run->mentions);
    cli_stamps_clear(&run->stamps);
    cli_password_clear(&run->password);
    assess_store_clear(&run->store);
}
