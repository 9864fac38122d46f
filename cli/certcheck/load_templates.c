/* SPDX-License-Identifier: MIT */
#include "load_templates.h"

#include <certcheck/bundle.h>

#include <os/file.h>

#include <string.h>

/* The file of --ldap-ca: one certificate in any format, or several in PEM. The library reads PEM
 * alone; from any other file it would silently take no root at all. */
static bool
find_root(const char *path, struct base_slice bytes, struct certcheck_bundle *b,
          struct certcheck_directory *d, struct base_text *why)
{
    if (certcheck_bundle_read(bytes, b, why) != CERTCHECK_OK)
        return base_complain_about(why, path);
    base_text_clear(why); /* what it says of others is not asked here */
    if (b->n == 0 || b->at[0].kind != CERTCHECK_KIND_CERTIFICATE)
        return base_complain(why, path, "no certificate in it");
    if (b->n == 1)
        d->ca = b->at[0].der;
    else
        d->ca_file = path;
    return b->n == 1 || b->at[0].line > 0 ||
           base_complain(why, path, "more than one root: give them as PEM");
}

static bool
ask(struct cli_certrun *run, const struct certcheck_directory *directory, struct base_text *why)
{
    const struct cli_options *o = run->options;
    struct certcheck_templates set;

    if (o->ldap_bind != NULL && !o->ldap_starttls && strncmp(o->ldap, "ldap://", 7) == 0)
        cli_say(o, "warning: the password is sent over the network in clear text: use "
                   "--ldap-starttls or ldaps:// to encrypt it");
    if (certcheck_templates_ask(directory, &set, why) != CERTCHECK_OK)
        return base_complain_about(why, o->ldap);
    run->templates_partly = why->len > 0;
    if (run->templates_partly) {
        (void)base_complain_about(why, o->ldap);
        cli_say(o, why->buf);
        base_text_clear(why);
    }
    return assess_objects_add_templates(run->assess, &set, o->ldap) ||
           base_complain(why, o->ldap, "out of memory");
}

static bool
ask_directory(struct cli_certrun *run, const char *password, struct base_text *why)
{
    const struct cli_options *o = run->options;
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

    ok = ok && ask(run, &directory, why);
    certcheck_bundle_clear(&roots);
    cli_buffer_free(&file);
    return ok;
}

/* FILE:NAME, where no file is called that. */
static const char *
split_spec(const char *spec, char *path, size_t cap)
{
    const char *colon = os_may_read(spec) == 0 ? NULL : strrchr(spec + os_directory_len(spec), ':');
    struct base_text t;

    base_text_init(&t, path, cap);
    base_text_bytes(&t, spec, colon == NULL ? strlen(spec) : (size_t)(colon - spec));
    return colon == NULL || colon[1] == '\0' ? NULL : colon + 1;
}

/* Requests are judged by it, so it must be complete: who names one template needs that one alone, and
 * demand() says if it is not there. */
static bool
accept_fault(const struct cli_options *o, const char *path, const char *name, struct base_text *why)
{
    (void)base_complain_about(why, path);
    if (name == NULL)
        return false;
    cli_say(o, why->buf);
    base_text_clear(why);
    return true;
}

static bool
load_file(struct cli_certrun *run, const char *path, const char *name, struct base_text *why)
{
    struct assess_objects *a = run->assess;
    struct cli_buffer file = { 0 };
    struct certcheck_templates set;
    bool ok = cli_read_file(path, CERTCHECK_FILE_MAX, &file, why);

    if (ok && certcheck_templates_read((struct base_slice){ file.at, file.len }, &set, why) !=
                  CERTCHECK_OK)
        ok = base_complain_about(why, path);
    else if (ok && !assess_objects_add_templates(a, &set, path))
        ok = base_complain(why, path, "out of memory");
    else if (ok && why->len > 0)
        ok = accept_fault(run->options, path, name, why);
    cli_buffer_free(&file);
    return ok;
}

/* PATH, then what there is instead. */
static bool
demand(struct assess_objects *a, const char *name, const char *spec, struct base_text *why)
{
    (void)base_complain(why, spec, "");
    if (!assess_objects_demand(a, name, why))
        return false;
    base_text_clear(why);
    return true;
}

bool
cli_templates_load(struct cli_certrun *run, const char *password, struct base_text *why)
{
    const struct cli_options *o = run->options;
    char path[4096];
    const char *name = o->template_spec;

    if (o->ldap != NULL && !ask_directory(run, password, why))
        return false;
    if (o->template_spec == NULL)
        return true;
    if (o->ldap == NULL) {
        name = split_spec(o->template_spec, path, sizeof path);
        if (!load_file(run, path, name, why))
            return false;
    }
    return demand(run->assess, name, o->template_spec, why);
}
