/* SPDX-License-Identifier: MIT */
/* Rules R26 to R31: any one of them turns the check off. */
#include "look.h"

#include <machine/config.h>

#include <stdlib.h>
#include <string.h>

static const enum machine_key machine_keys[MACHINE_RUNTIMES] = {
    MACHINE_KEY_CLR4, MACHINE_KEY_CLR4_32, MACHINE_KEY_CLR2, MACHINE_KEY_CLR2_32
};
static const enum machine_key program_keys[MACHINE_RUNTIMES] = {
    MACHINE_KEY_PROGRAMS4, MACHINE_KEY_PROGRAMS4_32, MACHINE_KEY_PROGRAMS2, MACHINE_KEY_PROGRAMS2_32
};

#define APPCONTEXT_SINCE 393295u /* the release number of 4.6 (R31) */

static struct machine_opt_out *
add(struct machine_looking *l, enum machine_opt_out_kind kind, unsigned runtime)
{
    struct machine_opt_out *o = &l->out->opt_outs[l->out->opt_outs_n++];

    *o = (struct machine_opt_out){ .kind = kind, .runtime = runtime };
    return o;
}

static void
name_key(struct machine_opt_out *o, enum machine_key k)
{
    struct base_text t;

    base_text_init(&t, o->where, sizeof o->where);
    base_text_str(&t, "HKLM\\");
    base_text_str(&t, machine_key_hive(k));
    base_text_byte(&t, '\\');
    base_text_str(&t, machine_key_path(k));
}

/* R29: a DWORD that is 0, and nothing else. */
static bool
turns_off(const struct machine_value *v, const char **why)
{
    uint32_t n;

    if (!machine_value_number(v, &n)) {
        *why = "the value is ignored: it is not a DWORD";
        return false;
    }
    if (n != 0)
        *why = "the value leaves the check on: it is not 0";
    return n == 0;
}

static void
look_machine_wide(struct machine_looking *l, unsigned runtime)
{
    struct machine_opt_out *o = add(l, MACHINE_WIDE, runtime);
    enum machine_key k = machine_keys[runtime];
    const struct machine_value *v = machine_registry_find(l->registry, k, "RequireCertificateEKUs");

    name_key(o, k);
    if (v == NULL)
        o->set = machine_absent(l, k);
    else
        o->set = turns_off(v, &o->why) ? MACHINE_YES : MACHINE_NO;
}

static bool
is_data_mcu(const char *name)
{
    static const char file[] = "DATAMCUSVC.exe";
    struct base_slice s = base_slice_str(name);
    size_t n = sizeof file - 1;

    return base_slice_find(s, base_slice_str(file)) != NULL ||
           (s.len >= n && base_slice_eq_nocase((struct base_slice){ s.ptr + s.len - n, n },
                                               base_slice_str(file)));
}

/* R28: the name of the value is the full path of the program, without quotes. */
static void
look_program(struct machine_looking *l, unsigned runtime)
{
    struct machine_opt_out *o = add(l, MACHINE_PROGRAM, runtime);
    enum machine_key k = program_keys[runtime];
    const struct machine_key_state *key = &l->registry->key[k];
    const char *path = l->out->data_mcu_path, *ignored = NULL;
    const struct machine_value *v =
        path[0] == '\0' ? NULL : machine_registry_find(l->registry, k, path);
    bool others = false;

    name_key(o, k);
    for (size_t i = 0; v == NULL && i < key->n; i++)
        others =
            others || (is_data_mcu(key->values[i].name) && turns_off(&key->values[i], &ignored));
    if (v != NULL) {
        o->set = turns_off(v, &o->why) ? MACHINE_YES : MACHINE_NO;
        return;
    }
    o->set = machine_absent(l, k);
    if (!others)
        return;
    if (path[0] == '\0') {
        o->set = MACHINE_UNKNOWN;
        o->why =
            "a value opts out a DATAMCUSVC.exe; it is not known whether it is the one that runs";
    } else {
        o->why = "a value names a DATAMCUSVC.exe in a different place from the one that runs: it "
                 "has no effect";
    }
}

/* R31: the switch exists from 4.6 on. */
static void
limit_to_release(const struct machine_server *s, struct machine_opt_out *o)
{
    if (o->set == MACHINE_YES && s->release == 0) {
        o->set = MACHINE_UNKNOWN;
        o->why = "the switch is set; it counts if .NET 4.6 or later is installed, which is not "
                 "known";
    } else if (o->set == MACHINE_YES && s->release < APPCONTEXT_SINCE) {
        o->set = MACHINE_NO;
        o->why = "the switch is set, but has no effect before .NET 4.6";
    }
}

static void
look_app_context(struct machine_looking *l, unsigned runtime)
{
    struct machine_opt_out *o = add(l, MACHINE_APP_CONTEXT, runtime);
    enum machine_key k =
        l->out->runtimes[runtime].bits == 64 ? MACHINE_KEY_APPCONTEXT : MACHINE_KEY_APPCONTEXT_32;
    const struct machine_value *v =
        machine_registry_find(l->registry, k, "Switch.System.Net.DontCheckCertificateEKUs");
    char text[16];

    name_key(o, k);
    if (v == NULL)
        o->set = machine_absent(l, k);
    else
        o->set = machine_value_text(v, text, sizeof text) &&
                         base_slice_eq_nocase(base_slice_str(text), base_slice_str("true"))
                     ? MACHINE_YES
                     : MACHINE_NO;
    limit_to_release(l->out, o);
}

/* Beside the program; read by CLR 4 alone. */
static void
look_app_config(struct machine_looking *l)
{
    const struct machine_server *s = l->out;
    struct machine_opt_out *o =
        add(l, MACHINE_APP_CONFIG, s->runtime < MACHINE_RUNTIMES ? s->runtime : 0);
    enum machine_config_switch found;
    struct base_text t;
    uint8_t *bytes = NULL;
    size_t len = 0;

    base_text_init(&t, o->where, sizeof o->where);
    base_text_str(&t, s->data_mcu_path[0] != '\0' ? s->data_mcu_path : "DATAMCUSVC.exe");
    base_text_str(&t, ".config");
    if (s->data_mcu == MACHINE_NO || s->runtimes[o->runtime].major == 2)
        o->set = MACHINE_NO;
    else if (s->data_mcu_path[0] != '\0')
        o->set = l->files->read(l->files->ctx, o->where, MACHINE_CONFIG_MAX, &bytes, &len, &o->why);
    if (o->set == MACHINE_NO && s->data_mcu == MACHINE_YES && s->runtimes[o->runtime].major == 4 &&
        !s->data_mcu_read) /* a drive of which only parts were copied */
        o->set = MACHINE_UNKNOWN;
    if (bytes != NULL) {
        found = machine_config_read((struct base_slice){ bytes, len });
        o->set = found == MACHINE_SWITCH_TRUE      ? MACHINE_YES
                 : found >= MACHINE_SWITCH_UNCLEAR ? MACHINE_UNKNOWN
                                                   : MACHINE_NO;
        o->why = found == MACHINE_SWITCH_UNCLEAR ? "not well-formed XML"
                 : found == MACHINE_SWITCH_UNREAD
                     ? "libxml2 cannot be loaded: install it (Debian: libxml2)"
                     : NULL;
    }
    free(bytes);
    limit_to_release(s, o);
}

void
machine_look_opt_outs(struct machine_looking *l)
{
    look_app_config(l);
    for (unsigned i = 0; i < MACHINE_RUNTIMES; i++) {
        if (l->out->runtimes[i].major == 4)
            look_app_context(l, i);
        look_program(l, i);
        look_machine_wide(l, i);
    }
}
