/* SPDX-License-Identifier: MIT */
#include <machine/tell.h>

static void
answer(struct output_json *j, const char *key, enum machine_answer a)
{
    output_json_key(j, key);
    if (a == MACHINE_UNKNOWN)
        output_json_null(j);
    else
        output_json_bool(j, a == MACHINE_YES);
}

/* "" is null. */
static void
text(struct output_json *j, const char *key, const char *s)
{
    output_json_key(j, key);
    output_json_str(j, s == NULL || s[0] == '\0' ? NULL : s);
}

static void
version(struct output_json *j, const char *key, const struct machine_version *v)
{
    char line[64];
    struct base_text t;

    base_text_init(&t, line, sizeof line);
    machine_version_text(v, &t);
    text(j, key, line);
}

static void
data_mcu(const struct machine_server *s, struct output_json *j)
{
    const struct machine_runtime *r =
        s->runtime < MACHINE_RUNTIMES ? &s->runtimes[s->runtime] : NULL;

    output_json_key(j, "data_mcu");
    output_json_open(j, '{');
    answer(j, "installed", s->data_mcu);
    text(j, "path", s->data_mcu_path);
    version(j, "file_version", &s->data_mcu_version);
    text(j, "clr", r == NULL ? NULL : r->clr);
    output_json_key(j, "bits");
    if (r == NULL)
        output_json_null(j);
    else
        output_json_int(j, r->bits);
    output_json_key(j, "clr_inferred");
    output_json_bool(j, s->runtime_inferred);
    output_json_close(j, '}');
}

static void
dotnet(const struct machine_server *s, struct output_json *j)
{
    output_json_key(j, "dotnet");
    output_json_open(j, '{');
    text(j, "version", s->dotnet4);
    output_json_key(j, "release");
    if (s->release == 0)
        output_json_null(j);
    else
        output_json_int(j, s->release);
    text(j, "version_35", s->dotnet35);
    output_json_close(j, '}');
}

static void
runtimes(const struct machine_server *s, struct output_json *j)
{
    output_json_key(j, "system_dll");
    output_json_open(j, '[');
    for (unsigned i = 0; i < MACHINE_RUNTIMES; i++) {
        const struct machine_runtime *r = &s->runtimes[i];

        output_json_open(j, '{');
        text(j, "clr", r->clr);
        output_json_key(j, "bits");
        output_json_int(j, r->bits);
        text(j, "path", r->path);
        answer(j, "installed", r->installed);
        version(j, "file_version", &r->version);
        answer(j, "has_check", r->has_check);
        output_json_close(j, '}');
    }
    output_json_close(j, ']');
}

static void
opt_outs(const struct machine_server *s, struct output_json *j)
{
    output_json_key(j, "opt_outs");
    output_json_open(j, '[');
    for (size_t i = 0; i < s->opt_outs_n; i++) {
        const struct machine_opt_out *o = &s->opt_outs[i];
        const struct machine_runtime *r = &s->runtimes[o->runtime];

        output_json_open(j, '{');
        text(j, "kind", machine_opt_out_word(o->kind));
        text(j, "clr", r->clr);
        output_json_key(j, "bits");
        output_json_int(j, r->bits);
        answer(j, "set", o->set);
        text(j, "where", o->where);
        text(j, "remark", o->why);
        output_json_close(j, '}');
    }
    output_json_close(j, ']');
}

void
machine_tell_json(const struct machine_server *s, struct output_json *j)
{
    output_json_open(j, '{');
    text(j, "name", s->name);
    text(j, "conclusion", machine_conclusion_word(s->conclusion));
    text(j, "text", machine_conclusion_text(s->conclusion));
    data_mcu(s, j);
    answer(j, "edge_server", s->edge);
    text(j, "product", s->product == NULL ? NULL : s->product->name);
    text(j, "build", s->build);
    text(j, "build_from", s->build_from);
    text(j, "windows", s->windows);
    dotnet(s, j);
    runtimes(s, j);
    opt_outs(s, j);
    output_json_key(j, "notes");
    output_json_open(j, '[');
    for (size_t i = 0; i < s->notes_n; i++)
        output_json_str(j, s->notes[i]);
    output_json_close(j, ']');
    output_json_close(j, '}');
}
