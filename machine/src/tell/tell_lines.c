/* SPDX-License-Identifier: MIT */
/* What was found about a server, for programs that read lines: CSV, a Nagios plug-in's, Prometheus.
 */
#include "tell_common.h"

#include <machine/tell.h>

#include <output/escape.h>

void
machine_tell_version(const struct machine_version *v, struct output_bytes *out)
{
    char text[64];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    machine_version_text(v, &t);
    output_add_str(out, text);
}

/* ---- CSV ---- */

static const char *
word_of(enum machine_answer a)
{
    return a == MACHINE_YES ? "true" : a == MACHINE_NO ? "false" : "";
}

static const struct machine_runtime *
runtime_of(const struct machine_server *s)
{
    return s->runtime < MACHINE_RUNTIMES ? &s->runtimes[s->runtime] : NULL;
}

static void
put_name(const struct machine_server *s, struct output_bytes *out)
{
    output_add_str(out, s->name);
}

static void
put_conclusion(const struct machine_server *s, struct output_bytes *out)
{
    output_add_str(out, machine_conclusion_word(s->conclusion));
}

static void
put_text(const struct machine_server *s, struct output_bytes *out)
{
    output_add_str(out, machine_conclusion_text(s->conclusion));
}

static void
put_data_mcu(const struct machine_server *s, struct output_bytes *out)
{
    output_add_str(out, word_of(s->data_mcu));
}

static void
put_path(const struct machine_server *s, struct output_bytes *out)
{
    output_add_str(out, s->data_mcu_path);
}

static void
put_clr(const struct machine_server *s, struct output_bytes *out)
{
    const struct machine_runtime *r = runtime_of(s);

    if (r == NULL)
        return;
    output_add_str(out, r->clr);
    output_add_str(out, ", ");
    output_add_u64(out, r->bits);
    output_add_str(out, "-bit");
}

static void
put_check(const struct machine_server *s, struct output_bytes *out)
{
    const struct machine_runtime *r = runtime_of(s);

    output_add_str(out, r == NULL ? "" : word_of(r->has_check));
}

static void
put_system_dll(const struct machine_server *s, struct output_bytes *out)
{
    const struct machine_runtime *r = runtime_of(s);

    if (r != NULL)
        machine_tell_version(&r->version, out);
}

/* "machine: HKLM\...; program: HKLM\...": those that are in this state. */
static void
put_opt_outs(const struct machine_server *s, enum machine_answer state, struct output_bytes *out)
{
    for (size_t i = 0; i < s->opt_outs_n; i++) {
        const struct machine_opt_out *o = &s->opt_outs[i];

        if (o->set != state)
            continue;
        output_add_str(out, out->len > 0 ? "; " : "");
        output_add_str(out, machine_opt_out_word(o->kind));
        output_add_str(out, ": ");
        output_add_str(out, o->where);
    }
}

static void
put_set(const struct machine_server *s, struct output_bytes *out)
{
    put_opt_outs(s, MACHINE_YES, out);
}

static void
put_unknown(const struct machine_server *s, struct output_bytes *out)
{
    put_opt_outs(s, MACHINE_UNKNOWN, out);
}

static void
put_product(const struct machine_server *s, struct output_bytes *out)
{
    output_add_str(out, s->product == NULL ? "" : s->product->name);
}

static void
put_build(const struct machine_server *s, struct output_bytes *out)
{
    output_add_str(out, s->build);
}

static void
put_windows(const struct machine_server *s, struct output_bytes *out)
{
    output_add_str(out, s->windows);
}

static void
put_dotnet(const struct machine_server *s, struct output_bytes *out)
{
    output_add_str(out, s->dotnet4);
}

static void
put_notes(const struct machine_server *s, struct output_bytes *out)
{
    for (size_t i = 0; i < s->notes_n; i++) {
        output_add_str(out, i > 0 ? "; " : "");
        output_add_str(out, s->notes[i]);
    }
}

static const struct {
    const char *name;
    void (*put)(const struct machine_server *s, struct output_bytes *out);
} columns[] = {
    { "name", put_name },       { "conclusion", put_conclusion },
    { "text", put_text },       { "data_mcu", put_data_mcu },
    { "path", put_path },       { "clr", put_clr },
    { "has_check", put_check }, { "system_dll", put_system_dll },
    { "opt_outs", put_set },    { "opt_outs_unknown", put_unknown },
    { "product", put_product }, { "build", put_build },
    { "windows", put_windows }, { "dotnet", put_dotnet },
    { "notes", put_notes },
};
#define COLUMNS (sizeof columns / sizeof columns[0])

void
machine_tell_csv(const struct machine_server *s, struct output_bytes *out)
{
    struct output_bytes raw = { 0 };

    for (size_t i = 0; i < COLUMNS; i++) {
        output_add_str(out, i > 0 ? "," : "");
        output_add_str(out, columns[i].name);
    }
    output_add_str(out, "\r\n");
    for (size_t i = 0; i < COLUMNS; i++) {
        raw.len = 0;
        columns[i].put(s, &raw);
        output_add_str(out, i > 0 ? "," : "");
        output_add_csv(out, output_bytes_since(&raw, 0));
    }
    output_add_str(out, "\r\n");
    output_bytes_done(&raw, out);
}

/* ---- Nagios ---- */

/* What is known is no fault, whatever it is: only not to know is. */
void
machine_tell_nagios(const struct machine_server *s, struct output_bytes *out)
{
    output_add_str(out,
                   s->conclusion == MACHINE_NOT_KNOWN ? "EKUPROBE UNKNOWN - " : "EKUPROBE OK - ");
    output_add_nagios(out, base_slice_str(s->name));
    output_add_str(out, s->name[0] != '\0' ? ": " : "");
    output_add_str(out, machine_conclusion_text(s->conclusion));
    output_add_char(out, '\n');
    for (size_t i = 0; i < s->opt_outs_n; i++) {
        if (s->opt_outs[i].set != MACHINE_YES)
            continue;
        output_add_str(out, "opt-out: ");
        output_add_nagios(out, base_slice_str(s->opt_outs[i].where));
        output_add_char(out, '\n');
    }
    for (size_t i = 0; i < s->notes_n; i++) {
        output_add_nagios(out, base_slice_str(s->notes[i]));
        output_add_char(out, '\n');
    }
}

/* ---- Prometheus ---- */

/* NAME{server="...",KEY="VALUE" */
static void
begin(const struct machine_server *s, struct output_bytes *out, const char *name, const char *key,
      const char *value)
{
    output_add_str(out, name);
    output_add_str(out, "{server=\"");
    output_add_prometheus(out, base_slice_str(s->name));
    output_add_str(out, "\",");
    output_add_str(out, key);
    output_add_str(out, "=\"");
    output_add_prometheus(out, base_slice_str(value));
    output_add_char(out, '"');
}

static void
end(struct output_bytes *out, const struct machine_runtime *r, bool value)
{
    if (r != NULL) {
        output_add_str(out, ",bits=\"");
        output_add_u64(out, r->bits);
        output_add_char(out, '"');
    }
    output_add_str(out, value ? "} 1\n" : "} 0\n");
}

static void
tell_runtimes(const struct machine_server *s, struct output_bytes *out)
{
    static const char name[] = "ekuprobe_server_has_check";

    output_add_prometheus_gauge(
        out, name, "1 if System.dll of this CLR has the check of May 2017; none: not known.");
    for (unsigned i = 0; i < MACHINE_RUNTIMES; i++) {
        const struct machine_runtime *r = &s->runtimes[i];

        if (r->has_check == MACHINE_UNKNOWN)
            continue;
        begin(s, out, name, "clr", r->clr);
        end(out, r, r->has_check == MACHINE_YES);
    }
}

static void
tell_opt_outs(const struct machine_server *s, struct output_bytes *out)
{
    static const char name[] = "ekuprobe_server_opt_out";

    output_add_prometheus_gauge(
        out, name, "1 if this switches the check off for the Data MCU; none: not known.");
    for (size_t i = 0; i < s->opt_outs_n; i++) {
        const struct machine_opt_out *o = &s->opt_outs[i];
        const struct machine_runtime *r = &s->runtimes[o->runtime];

        if (o->set == MACHINE_UNKNOWN)
            continue;
        begin(s, out, name, "kind", machine_opt_out_word(o->kind));
        output_add_str(out, ",clr=\"");
        output_add_str(out, r->clr);
        output_add_char(out, '"');
        end(out, r, o->set == MACHINE_YES);
    }
}

void
machine_tell_prometheus(const struct machine_server *s, struct output_bytes *out)
{
    static const char name[] = "ekuprobe_server_conclusion";

    output_add_prometheus_gauge(
        out, name, "1 for the conclusion about the server (--this-server), 0 for the others.");
    for (unsigned c = 0; c < MACHINE_CONCLUSIONS; c++) {
        begin(s, out, name, "conclusion", machine_conclusion_word((enum machine_conclusion)c));
        end(out, NULL, c == s->conclusion);
    }
    tell_runtimes(s, out);
    tell_opt_outs(s, out);
}
