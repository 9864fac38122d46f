/* SPDX-License-Identifier: MIT */
#include "clash.h"

#include "files.h"
#include "walk.h"

#include <certcheck/bundle.h>
#include <errno.h>
#include <os/file.h>

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define PATH_TEXT_MAX 4096
#define NAME_TEXT_MAX 1024 /* of one file: 255 UTF-16 units in UTF-8, too */
#define LINKS_MAX 40       /* as the kernel follows */

/* A file that is there, or the name that one would get in its directory. */
struct place {
    enum { NOWHERE, NEW, THERE } is;
    uint64_t device, id; /* of the file or the directory */
    char name[NAME_TEXT_MAX];
};

struct output {
    const char *option, *spec; /* as in messages: "--report", "json:FILE" */
    const char *path;          /* NULL or "-": standard output */
    bool ndjson;
    struct place place;
};

struct clash {
    const struct cli_options *options;
    cli_is_template_fn *is_template;
    struct output *outputs;
    size_t n;
    const struct output *found; /* what an input is as well */
};

static bool
is_standard(const char *path)
{
    return path == NULL || strcmp(path, "-") == 0;
}

/* Only what has contents can lose them: terminals, pipes and /dev/null may be named twice. */
static struct place
there(const struct os_info *info)
{
    return (struct place){ .is = info->kind == OS_FILE ? THERE : NOWHERE,
                           .device = info->device,
                           .id = info->id };
}

/* path becomes what the link at it names. False: it is none. */
static bool
follow(char path[PATH_TEXT_MAX])
{
    char target[PATH_TEXT_MAX];
    size_t keep, n;

    if (!os_link_target(path, target, sizeof target))
        return false;
    n = strlen(target);
    keep = os_is_absolute(target) ? 0 : os_directory_len(path);
    if (keep + n >= PATH_TEXT_MAX)
        return false;
    memcpy(path + keep, target, n + 1);
    return true;
}

static struct place
new_place(const char *path)
{
    struct place p = { .is = NOWHERE };
    char resolved[PATH_TEXT_MAX];
    struct base_text t;
    struct os_info info;
    size_t n;

    base_text_init(&t, resolved, sizeof resolved);
    base_text_str(&t, path);
    for (int i = 0; !t.cut && i < LINKS_MAX && follow(resolved); i++)
        ;
    n = os_directory_len(resolved);
    base_text_init(&t, p.name, sizeof p.name);
    base_text_str(&t, resolved + n);
    resolved[n] = '\0';
    if (os_info(n == 0 ? "." : resolved, &info) == 0) {
        p.is = NEW;
        p.device = info.device;
        p.id = info.id;
    }
    return p;
}

static struct place
place_of(const char *path, int standard)
{
    struct os_info info;

    if (is_standard(path))
        return os_info_of(standard, &info) == 0 ? there(&info) : (struct place){ .is = NOWHERE };
    return os_info(path, &info) == 0 ? there(&info) : new_place(path);
}

static bool
same(const struct place *a, const struct place *b)
{
    return a->is != NOWHERE && a->is == b->is && a->device == b->device && a->id == b->id &&
           os_same_name(a->name, b->name);
}

static void
add_output(struct clash *c, const char *option, const char *spec, const char *path, bool ndjson)
{
    c->outputs[c->n++] = (struct output){ .option = option,
                                          .spec = spec,
                                          .path = path,
                                          .ndjson = ndjson,
                                          .place = place_of(path, OS_STDOUT) };
}

static void
add_outputs(struct clash *c)
{
    const struct cli_options *o = c->options;

    add_output(c, "standard output", "", NULL,
               o->format != NULL && strcmp(o->format, "ndjson") == 0);
    if (o->resume != NULL)
        add_output(c, "--resume", o->resume, o->resume, true);
    for (size_t i = 0; i < o->reports.n; i++) {
        const char *spec = o->reports.at[i], *colon = strchr(spec, ':');

        if (colon != NULL && colon[1] != '\0') /* else the report says what is wrong */
            add_output(c, "--report", spec, colon + 1, strncmp(spec, "ndjson:", 7) == 0);
    }
}

static bool
complain(const struct output *out, const char *text, struct base_text *why)
{
    base_text_str(why, out->option);
    if (out->spec[0] == '\0') {
        base_text_str(why, ": ");
        base_text_str(why, text);
        return false;
    }
    base_text_byte(why, ' ');
    return base_complain(why, out->spec, text);
}

/* Results are written to the file of --resume anyway, so an NDJSON report with the same name is the
 * same output. */
static bool
may_share(const struct output *a, const struct output *b)
{
    bool resumed = strcmp(a->option, "--resume") == 0 || strcmp(b->option, "--resume") == 0;

    return (resumed && a->ndjson && b->ndjson) ||
           (a->path == NULL && is_standard(b->path)); /* --report FORMAT:- asks for it */
}

static bool
check_outputs(const struct clash *c, struct base_text *why)
{
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = i + 1; k < c->n; k++) {
            const struct output *a = &c->outputs[i], *b = &c->outputs[k];
            bool both = a->path != NULL && is_standard(a->path) && is_standard(b->path);

            if ((both || same(&a->place, &b->place)) && !may_share(a, b))
                return complain(b, "another output of this run goes to the same file", why);
        }
    return true;
}

static void
check_file(void *ctx, const char *path)
{
    struct clash *c = ctx;
    struct place p = place_of(path, OS_STDIN);

    for (size_t i = 0; c->found == NULL && i < c->n; i++)
        if (p.is == THERE && same(&p, &c->outputs[i].place))
            c->found = &c->outputs[i];
}

static void
ignore_failure(void *ctx, const char *path, int error)
{
    (void)ctx, (void)path, (void)error; /* told when the directory is read */
}

/* DER, ZIP, UTF-16 and PEM, damaged too; templates; what can be judged. No report of ours is like
 * that. */
static bool
holds_input(struct base_slice bytes, cli_is_template_fn *is_template)
{
    static const char *const begins[] = { "\x30", "PK\3\4", "\xFF\xFE", "\xFE\xFF" };
    struct certcheck_bundle bundle;
    char line[BASE_WHY_MAX];
    struct base_text ignored;
    bool found = false;

    base_text_init(&ignored, line, sizeof line);
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++)
        found = found || base_slice_begins(bytes, begins[i]);
    found = found || base_slice_find(bytes, base_slice_str("BEGIN ")) != NULL ||
            (bytes.len > 0 && memchr(bytes.ptr, '\0', bytes.len) != NULL) ||
            (is_template != NULL && is_template(bytes));
    if (!found && certcheck_bundle_read(bytes, &bundle, &ignored) == CERTCHECK_OK) {
        found = bundle.n > 0 || bundle.mentions_n > 0;
        certcheck_bundle_clear(&bundle);
    }
    return found;
}

/* An old report beside the certificates may be replaced; a certificate or a template would be lost.
 */
static bool
is_an_input(const char *path, cli_is_template_fn *is_template)
{
    struct cli_buffer file = { 0 };
    char line[BASE_WHY_MAX];
    struct base_text ignored;
    bool found = true; /* one that cannot be read may be any kind */

    base_text_init(&ignored, line, sizeof line);
    if (cli_read_entry(path, CERTCHECK_FILE_MAX, &file, &ignored))
        found = holds_input((struct base_slice){ file.at, file.len }, is_template);
    cli_buffer_free(&file);
    return found;
}

/* `certcheck . > list.txt` is how it is used: what the shell opens is not ours to judge here. */
static void
check_directory(struct clash *c, const char *path, bool recursive)
{
    const struct cli_walk walk = {
        .ctx = c, .file = check_file, .failed = ignore_failure, .recursive = recursive
    };

    cli_walk(&walk, path);
    if (c->found != NULL &&
        (is_standard(c->found->path) || !is_an_input(c->found->path, c->is_template)))
        c->found = NULL;
}

static void
check_path(struct clash *c, const char *path)
{
    if (path == NULL || c->found != NULL)
        return;
    if (c->options->program == CLI_CERTCHECK && cli_is_directory(path))
        check_directory(c, path, c->options->recursive);
    else
        check_file(c, path);
}

/* FILE[:NAME] */
static void
check_template(struct clash *c, const char *spec)
{
    const char *colon = spec == NULL ? NULL : strrchr(spec, ':');
    char *file = colon == NULL ? NULL : cli_copy(spec, (size_t)(colon - spec));

    check_path(c, spec);
    check_path(c, file);
    free(file);
}

/* What an option that takes a FILE names; an aliased field is merely looked at twice. */
static void
check_option(struct clash *c, const struct cli_option_row *row)
{
    const char *field = (const char *)c->options + row->offset;

    if (row->argument == NULL || strcmp(row->argument, "FILE") != 0 ||
        strcmp(row->name, "resume") == 0) /* an output, too */
        return;
    if (row->kind == CLI_TEXT_KIND)
        check_path(c, *(const char *const *)(const void *)field);
    if (row->kind == CLI_TEXTS_KIND)
        for (size_t i = 0; i < ((const struct cli_texts *)(const void *)field)->n; i++)
            check_path(c, ((const struct cli_texts *)(const void *)field)->at[i]);
}

/* Nothing can be lost to pipes, terminals and files that are not there yet. */
static bool
may_lose(const struct clash *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->outputs[i].place.is == THERE)
            return true;
    return false;
}

static void
check_inputs(struct clash *c)
{
    const struct cli_options *o = c->options;
    const struct cli_option_row *row;

    if (!may_lose(c))
        return;
    for (size_t i = 0; (row = cli_option_at(i)) != NULL; i++)
        check_option(c, row);
    check_template(c, o->template_spec);
    for (size_t i = 0; c->found == NULL && i < o->ca_dirs.n; i++)
        check_directory(c, o->ca_dirs.at[i], false);
    if (c->found == NULL && o->trial_certs != NULL)
        check_directory(c, o->trial_certs, false);
    for (size_t i = 0; (o->program == CLI_CERTCHECK || o->merge) && i < o->operands.n; i++)
        check_path(c, o->operands.at[i]);
}

bool
cli_clash_check(const struct cli_options *o, cli_is_template_fn *is_template, struct base_text *why)
{
    struct clash c = { .options = o, .is_template = is_template };
    bool ok;

    c.outputs = calloc(o->reports.n + 2, sizeof *c.outputs);
    if (c.outputs == NULL)
        return base_complain(why, "--report", "out of memory");
    add_outputs(&c);
    ok = check_outputs(&c, why);
    if (ok) {
        check_inputs(&c);
        ok = c.found == NULL ||
             complain(c.found, "this run reads the file: write to another one", why);
    }
    free(c.outputs);
    return ok;
}
