/* SPDX-License-Identifier: MIT */
#include "listening.h"

#include <certcheck/bundle.h>
#include <certcheck/facts.h>

#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "output.h"
#include "port_holder.h"

#define CA_NAMES_MAX 65535u /* bytes, with a length before each: RFC 5246 7.4.4 */

/* ---- ports ---- */

static bool
complain(struct base_text *why, const char *spec, const char *text)
{
    base_text_str(why, "--listen ");
    return base_complain(why, spec, text);
}

/* [ADDRESS:]PORT, the address alone of this machine unless one is given. */
static bool
read_place(struct base_slice place, char address[64], uint16_t *port)
{
    const uint8_t *colon = base_slice_last(place, ':');
    size_t at = colon == NULL ? 0 : (size_t)(colon - place.ptr), n = at;
    const char *from = (const char *)place.ptr;
    char number[8];
    struct base_text t;
    uint64_t value;

    base_text_init(&t, number, sizeof number);
    base_text_bytes(&t, from + at + (colon != NULL), place.len - at - (colon != NULL));
    if (t.cut || !base_parse_u64(number, 0, 65535, &value))
        return false;
    *port = (uint16_t)value;
    if (n >= 2 && from[0] == '[' && from[n - 1] == ']') {
        from++;
        n -= 2;
    } else if (memchr(from, ':', n) != NULL) {
        return false;
    }
    base_text_init(&t, address, 64);
    base_text_bytes(&t, from, n);
    if (colon == NULL || strcmp(address, "localhost") == 0)
        (void)snprintf(address, 64, "127.0.0.1");
    return !t.cut && address[0] != '\0';
}

static bool
read_profile(struct assess_listen_port *d, const char *name, const struct cli_options *o,
             const char *spec, struct base_text *why)
{
    unsigned required;

    d->profile = name == NULL ? NULL : base_profile_named(base_slice_str(name));
    if (name == NULL) {
        assess_listen_port_guess(d);
        return true;
    }
    if (d->profile == NULL)
        return complain(why, spec, "no such profile (--explain profiles lists them)");
    required = o->require != 0 ? o->require : d->profile->required;
    return (required & BASE_USAGE_CLIENT_AUTH) != 0 ||
           complain(why, spec,
                    "this profile is about servers, but whoever connects is a TLS client: name one "
                    "that requires Client Authentication, such as mtls");
}

/* That of --starttls, else the profile's own. */
static enum probe_dialogue_id
dialogue_of(const struct assess_listen_port *d, const struct cli_options *o)
{
    const char *name = base_profile_dialogue(d->profile, d->at.port);

    if (o->starttls != NULL && strcmp(o->starttls, "auto") == 0)
        return probe_dialogue_of_port(d->at.port);
    if (o->starttls != NULL)
        name = o->starttls;
    return name == NULL ? PROBE_DIALOGUE_NONE : probe_dialogue_named(base_slice_str(name));
}

static bool
read_dialogue(struct assess_listen_port *d, const struct cli_options *o, const char *spec,
              struct base_text *why)
{
    char line[160];
    struct base_text t;

    d->at.dialogue = dialogue_of(d, o);
    if (probe_listen_plays(d->at.dialogue))
        return true;
    base_text_init(&t, line, sizeof line);
    base_text_str(&t, "cannot act as a server of");
    for (unsigned i = PROBE_DIALOGUE_NONE + 1; i < PROBE_DIALOGUES; i++)
        if (!probe_listen_plays((enum probe_dialogue_id)i)) {
            base_text_byte(&t, ' ');
            base_text_str(&t, probe_dialogue_get((enum probe_dialogue_id)i)->name);
        }
    return complain(why, spec, line);
}

static bool
read_port(struct cli_listening *l, const struct cli_options *o, const char *spec,
          struct base_text *why)
{
    struct assess_listening *all = &l->listening;
    struct assess_listen_port *d = &all->ports[all->ports_n];
    char *address = l->addresses[all->ports_n];
    const char *slash = strrchr(spec, '/');
    struct base_slice place = base_slice_str(spec);

    if (slash != NULL)
        place.len = (size_t)(slash - spec);
    if (place.len == 0 || !read_place(place, address, &d->at.port))
        return complain(why, spec,
                        "expected [ADDRESS:]PORT[/PROFILE], such as 5061/mtls or [::1]:5061/mtls");
    d->at.address = address;
    all->ports_n++;
    return read_profile(d, slash == NULL ? NULL : slash + 1, o, spec, why) &&
           read_dialogue(d, o, spec, why);
}

/* ---- --ca-names ---- */

static bool
add_name(struct cli_listening *l, struct base_slice der, size_t *bytes)
{
    struct assess_listening *all = &l->listening;
    struct certcheck_facts facts;
    struct base_slice *grown;
    uint8_t *copy;

    if (certcheck_facts_read(der, &facts) != CERTCHECK_OK)
        return true; /* what cannot be read has no name */
    *bytes += facts.subject.len + 2;
    grown = realloc(l->ca_names, (all->ca_names_n + 1) * sizeof *grown);
    if (grown == NULL)
        return false;
    l->ca_names = grown;
    if ((copy = malloc(facts.subject.len + 1)) == NULL)
        return false;
    memcpy(copy, facts.subject.ptr, facts.subject.len);
    grown[all->ca_names_n++] = (struct base_slice){ copy, facts.subject.len };
    all->ca_names = grown;
    return true;
}

static bool
add_names(struct cli_listening *l, const struct certcheck_bundle *bundle, const char *path,
          struct base_text *why)
{
    size_t bytes = 0;

    for (size_t i = 0; i < bundle->n; i++)
        if (bundle->at[i].kind == CERTCHECK_KIND_CERTIFICATE &&
            !add_name(l, bundle->at[i].der, &bytes))
            return base_complain(why, path, "out of memory");
    if (l->listening.ca_names_n == 0)
        return base_complain(why, path,
                             "no certificate in it: give the certificates of the CAs to name");
    return bytes <= CA_NAMES_MAX ||
           base_complain(why, path, "more names than fit into a TLS message");
}

static bool
load_names(struct cli_listening *l, const char *path, struct base_text *why)
{
    struct certcheck_bundle bundle = { 0 };
    struct cli_buffer file = { 0 };
    bool ok = cli_read_file(path, CERTCHECK_FILE_MAX, &file, why);

    if (ok && certcheck_bundle_read((struct base_slice){ file.at, file.len }, &bundle, why) !=
                  CERTCHECK_OK)
        ok = base_complain_about(why, path);
    else if (ok)
        base_text_clear(why); /* the certificates that were read are named */
    ok = ok && add_names(l, &bundle, path, why);
    certcheck_bundle_clear(&bundle);
    cli_buffer_free(&file);
    return ok;
}

bool
cli_listening_load(struct cli_listening *l, const struct cli_options *o, struct base_text *why)
{
    struct assess_listening *all = &l->listening;

    *all = (struct assess_listening){ .connections = o->listen_max, .count = o->count };
    all->ports = calloc(o->listens.n, sizeof *all->ports);
    l->addresses = calloc(o->listens.n, sizeof *l->addresses);
    if (all->ports == NULL || l->addresses == NULL)
        return base_complain(why, "--listen", "out of memory");
    for (size_t i = 0; i < o->listens.n; i++)
        if (!read_port(l, o, o->listens.at[i], why))
            return false;
    return o->ca_names == NULL || load_names(l, o->ca_names, why);
}

void
cli_listening_clear(struct cli_listening *l)
{
    for (size_t i = 0; i < l->listening.ca_names_n; i++)
        free((void *)(uintptr_t)l->ca_names[i].ptr);
    free(l->ca_names);
    free(l->addresses);
    free(l->listening.ports);
    *l = (struct cli_listening){ 0 };
}

/* ---- opening ---- */

static void
say_port(const struct cli_options *o, const struct assess_listen_port *d)
{
    char line[192];
    struct base_text t;
    bool v6 = strchr(d->at.address, ':') != NULL;

    base_text_init(&t, line, sizeof line);
    base_text_str(&t, v6 ? "listening on [" : "listening on ");
    base_text_str(&t, d->at.address);
    base_text_str(&t, v6 ? "]:" : ":");
    base_text_u64(&t, d->at.port);
    base_text_str(&t, " (");
    base_text_str(&t, d->profile->name);
    if (d->at.dialogue != PROBE_DIALOGUE_NONE) {
        base_text_str(&t, ", ");
        base_text_str(&t, probe_dialogue_get(d->at.dialogue)->title);
    }
    base_text_byte(&t, ')');
    cli_say(o, line);
}

/* Whose the port is, where that is what is wrong. */
static void
add_holder(const struct assess_listening *l, struct base_text *why)
{
    char text[128];
    struct base_text holder;

    if (l->failed >= l->ports_n)
        return;
    base_text_init(&holder, text, sizeof text);
    cli_port_holder(l->ports[l->failed].at.address, l->ports[l->failed].at.port, &holder);
    base_text_str(why, holder.len > 0 ? ": held by " : "");
    base_text_str(why, text);
}

bool
cli_listening_open(struct cli_listening *l, struct assess *a, struct base_text *why)
{
    struct assess_listening *all = &l->listening;

    if (!assess_listen_open(a, all, why)) {
        add_holder(all, why);
        return false;
    }
    return true;
}

void
cli_listening_say(const struct assess_listening *l, const struct cli_options *o)
{
    for (size_t i = 0; i < l->ports_n; i++)
        say_port(o, &l->ports[i]);
}
