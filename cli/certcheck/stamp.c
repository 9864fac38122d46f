/* SPDX-License-Identifier: MIT */
#include "stamp.h"

#include "files.h"
#include "output.h"

#include <certcheck/bundle.h>
#include <certcheck/names.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Takes the set over, whatever comes of it. */
static bool
keep(struct cli_stamps *s, struct certcheck_templates *set, const char *from)
{
    struct cli_known *at = realloc(s->at, (s->n + 1) * sizeof *at);
    char *name = at == NULL ? NULL : strdup(from);

    if (at != NULL)
        s->at = at;
    if (name == NULL) {
        certcheck_templates_clear(set);
        return false;
    }
    s->at[s->n++] = (struct cli_known){ .set = *set, .from = name };
    return true;
}

/* The file of --ldap-ca: one certificate in any format, or several as PEM, which is all that
 * the library reads; the rest it would take for no root at all, and not say so. */
static bool
find_root(const char *path, struct base_slice bytes, struct certcheck_bundle *b,
          struct certcheck_directory *d, struct base_text *why)
{
    char reason[CERTCHECK_WHY_MAX];

    if (certcheck_bundle_read(bytes, b, reason) != CERTCHECK_OK)
        return cli_complain(why, path, reason);
    if (b->n == 0 || b->at[0].kind != CERTCHECK_KIND_CERTIFICATE)
        return cli_complain(why, path, "no certificate in it");
    if (b->n == 1)
        d->ca = b->at[0].der;
    else
        d->ca_file = path;
    return b->n == 1 || b->at[0].line > 0 ||
           cli_complain(why, path, "more than one root: give them as PEM");
}

static bool
ask(struct cli_stamps *s, const struct cli_options *o, const struct certcheck_directory *directory,
    struct base_text *why)
{
    struct certcheck_templates set;
    char reason[CERTCHECK_TEMPLATE_WHY_MAX];

    if (o->ldap_bind != NULL && !o->ldap_starttls && strncmp(o->ldap, "ldap://", 7) == 0)
        cli_say(o, "warning: the password goes over the network in clear: --ldap-starttls or "
                   "ldaps:// encrypts it");
    if (certcheck_templates_ask(directory, &set, reason) != CERTCHECK_OK)
        return cli_complain(why, o->ldap, reason);
    s->partly = reason[0] != '\0';
    if (s->partly) {
        (void)cli_complain(why, o->ldap, reason);
        cli_say(o, why->buf);
        base_text_init(why, why->buf, why->cap);
    }
    return keep(s, &set, o->ldap) || cli_complain(why, o->ldap, "out of memory");
}

static bool
ask_directory(struct cli_stamps *s, const struct cli_options *o, const char *password,
              struct base_text *why)
{
    struct certcheck_directory directory = { .uri = o->ldap,
                                             .bind_dn = o->ldap_bind,
                                             .password = password,
                                             .starttls = o->ldap_starttls,
                                             .timeout_ms = o->ldap_timeout_ms };
    struct certcheck_bundle roots = { 0 };
    struct cli_buffer file = { 0 };
    bool ok = o->ldap_ca == NULL || (cli_read_file(o->ldap_ca, CERTCHECK_FILE_MAX, &file, why) &&
                                     find_root(o->ldap_ca, (struct base_slice){ file.at, file.len },
                                               &roots, &directory, why));

    ok = ok && ask(s, o, &directory, why);
    certcheck_bundle_clear(&roots);
    cli_buffer_free(&file);
    return ok;
}

/* FILE:NAME, where no file is called that. */
static const char *
split_spec(const char *spec, char *path, size_t cap)
{
    const char *colon = access(spec, R_OK) == 0 ? NULL : strrchr(spec, ':');
    struct base_text t;

    base_text_init(&t, path, cap);
    base_text_bytes(&t, spec, colon == NULL ? strlen(spec) : (size_t)(colon - spec));
    return colon == NULL || colon[1] == '\0' ? NULL : colon + 1;
}

static bool
load_file(struct cli_stamps *s, const char *path, struct base_text *why)
{
    struct cli_buffer file = { 0 };
    struct certcheck_templates set;
    char reason[CERTCHECK_TEMPLATE_WHY_MAX];
    bool ok = cli_read_file(path, CERTCHECK_FILE_MAX, &file, why);

    if (ok && certcheck_templates_read((struct base_slice){ file.at, file.len }, &set, reason) !=
                  CERTCHECK_OK)
        ok = cli_complain(why, path, reason);
    else if (ok && !keep(s, &set, path))
        ok = cli_complain(why, path, "out of memory");
    if (ok && reason[0] != '\0')
        ok = cli_complain(why, path, reason); /* what requests are judged by must be whole */
    cli_buffer_free(&file);
    return ok;
}

static void
list_names(const struct certcheck_templates *set, struct base_text *out)
{
    for (size_t i = 0; i < set->n; i++) {
        if (out->cap - out->len < CERTCHECK_TEMPLATE_TEXT_MAX + 8) {
            base_text_str(out, ", ...");
            return;
        }
        base_text_str(out, i == 0 ? ": " : ", ");
        base_text_str(out, set->at[i].name);
    }
}

static bool
choose(struct cli_stamps *s, const char *name, const char *spec, struct base_text *why)
{
    const struct certcheck_templates *set = &s->at[0].set;

    s->demanded = true;
    if (name == NULL && set->n == 1)
        s->fixed = &set->at[0];
    else if (name != NULL)
        s->fixed = certcheck_template_named(set, base_slice_str(name));
    if (name == NULL || s->fixed != NULL)
        return true;
    (void)cli_complain(why, spec, "no template of this name; there are");
    list_names(set, why);
    return false;
}

bool
cli_stamps_load(struct cli_stamps *s, const struct cli_options *o, const char *password,
                struct base_text *why)
{
    char path[4096];
    const char *name = o->template_spec;

    if (o->ldap != NULL && !ask_directory(s, o, password, why))
        return false;
    if (o->template_spec == NULL)
        return true;
    if (o->ldap == NULL) {
        name = split_spec(o->template_spec, path, sizeof path);
        if (!load_file(s, path, why))
            return false;
    }
    return choose(s, name, o->template_spec, why);
}

bool
cli_stamps_offer(struct cli_stamps *s, const char *from, struct base_slice bytes)
{
    struct certcheck_templates set;
    char reason[CERTCHECK_TEMPLATE_WHY_MAX];

    enum certcheck_status status =
        s->demanded ? CERTCHECK_E_DER : certcheck_templates_read(bytes, &set, reason);

    return status == CERTCHECK_OK ? keep(s, &set, from) : status != CERTCHECK_E_MEMORY;
}

static const struct certcheck_template *
find(const struct cli_stamps *s, const struct certcheck_asked *asked)
{
    const struct certcheck_template *found = NULL;

    for (size_t i = 0; found == NULL && i < s->n; i++)
        found = certcheck_template_asked(&s->at[i].set, asked);
    return found;
}

static bool
complain(const struct cli_stamps *s, const struct cli_stamp *stamp, struct base_text *why)
{
    bool named = stamp->asked[0] != '\0';

    base_text_str(why, named ? "the request names the template " : "the request names no template");
    base_text_str(why, stamp->asked);
    base_text_str(why, named ? ", which is not in " : "; say which of ");
    base_text_safe(why, base_slice_str(s->at[0].from));
    base_text_str(why, named ? "" : " will issue it (--template FILE:NAME)");
    list_names(&s->at[0].set, why);
    return false;
}

bool
cli_stamp_find(const struct cli_stamps *s, const struct certcheck_facts *request,
               struct cli_stamp *out, struct base_text *why)
{
    struct base_text t;
    const struct certcheck_template *asked = find(s, &request->asked);

    base_text_init(&t, out->asked, sizeof out->asked);
    (void)certcheck_asked_text(&request->asked, &t);
    out->template = s->fixed != NULL ? s->fixed : asked;
    out->asked_code = s->fixed != NULL && asked != s->fixed
                          ? CERTCHECK_F_REQUEST_NAMES_ANOTHER_TEMPLATE
                      : s->n > 0 && asked == NULL ? CERTCHECK_F_TEMPLATE_NOT_GIVEN
                                                  : CERTCHECK_F_REQUEST_NAMES_TEMPLATE;
    return out->template != NULL || !s->demanded || complain(s, out, why);
}

void
cli_stamp_apply(const struct certcheck_facts *from, struct certcheck_facts *request)
{
    request->eku = from->eku;
    request->app_policies = from->app_policies;
    request->key_usage = from->key_usage;
    request->has = (request->has & ~(uint32_t)CERTCHECK_HAS_KEY_USAGE) |
                   (from->has & (uint32_t)CERTCHECK_HAS_KEY_USAGE);
}

void
cli_stamps_clear(struct cli_stamps *s)
{
    for (size_t i = 0; i < s->n; i++) {
        certcheck_templates_clear(&s->at[i].set);
        free(s->at[i].from);
    }
    free(s->at);
    *s = (struct cli_stamps){ 0 };
}
