/* SPDX-License-Identifier: MIT */
#include "tell_common.h"

#include <machine/tell.h>

#include <output/escape.h>
#include <output/sentence.h>
#include <output/translate.h>
#include <output/width.h>

#define LABEL_WIDTH 16

static void
add_text(struct output_bytes *out, const char *english)
{
    output_add_str(out, output_translate(english));
}

static void
add_safe(struct output_bytes *out, const char *s)
{
    output_add_safe(out, base_slice_str(s));
}

/* "Data MCU        ", as wide as the others. */
static void
label(struct output_bytes *out, const char *english)
{
    const char *text = output_translate(english);
    size_t width = output_width(base_slice_str(text));

    output_add_str(out, text);
    output_add_repeat(out, ' ', width < LABEL_WIDTH ? LABEL_WIDTH - width : 1);
}

/* "CLR 4, 64-bit" */
static void
add_runtime(struct output_bytes *out, const struct machine_runtime *r)
{
    output_add_str(out, "CLR ");
    output_add_u64(out, r->major);
    output_add_str(out, ", ");
    output_add_u64(out, r->bits);
    output_add_str(out, "-bit");
}

static void
tell_data_mcu(const struct machine_server *s, struct output_bytes *out)
{
    label(out, N_("Data MCU"));
    if (s->data_mcu != MACHINE_YES) {
        add_text(out, s->data_mcu == MACHINE_NO ? N_("not installed") : N_("not known"));
        output_add_char(out, '\n');
        return;
    }
    if (s->data_mcu_path[0] != '\0')
        add_safe(out, s->data_mcu_path);
    else
        add_text(out, N_("installed; its path is not known"));
    if (s->data_mcu_version.known) {
        output_add_str(out, " (");
        machine_tell_version(&s->data_mcu_version, out);
        output_add_char(out, ')');
    }
    output_add_char(out, '\n');
    label(out, N_("It runs on"));
    if (s->runtime < MACHINE_RUNTIMES)
        add_runtime(out, &s->runtimes[s->runtime]);
    else
        add_text(out, N_("not known"));
    if (s->runtime_inferred)
        add_text(out, N_(" (as this product does; the program itself was not read)"));
    output_add_char(out, '\n');
}

static void
tell_product(const struct machine_server *s, struct output_bytes *out)
{
    label(out, N_("Product"));
    if (s->product == NULL)
        add_text(out, N_("not known"));
    else
        output_add_str(out, s->product->title);
    if (s->build[0] != '\0') {
        output_add_str(out, ", ");
        add_safe(out, s->build);
        output_add_str(out, " (");
        output_add_str(out, s->build_from);
        output_add_char(out, ')');
    }
    output_add_char(out, '\n');
    if (s->windows[0] != '\0') {
        label(out, N_("Windows"));
        add_safe(out, s->windows);
        output_add_char(out, '\n');
    }
}

static void
tell_dotnet(const struct machine_server *s, struct output_bytes *out)
{
    label(out, N_(".NET Framework"));
    if (s->dotnet4[0] == '\0' && s->dotnet35[0] == '\0')
        add_text(out, N_("not known"));
    add_safe(out, s->dotnet4);
    if (s->release != 0) {
        output_add_str(out, " (Release ");
        output_add_u64(out, s->release);
        output_add_char(out, ')');
    }
    if (s->dotnet35[0] != '\0') {
        output_add_str(out, s->dotnet4[0] != '\0' ? ", " : "");
        add_safe(out, s->dotnet35);
    }
    output_add_char(out, '\n');
}

static void
tell_runtime(const struct machine_runtime *r, struct output_bytes *out)
{
    output_add_str(out, "  ");
    add_runtime(out, r);
    output_add_str(out, ": ");
    if (r->installed == MACHINE_YES)
        add_text(out, r->has_check == MACHINE_YES  ? N_("has the check")
                      : r->has_check == MACHINE_NO ? N_("does not have the check")
                                                   : N_("not known"));
    else
        add_text(out, r->installed == MACHINE_NO ? N_("not installed")
                                                 : N_("not known: its System.dll was not read"));
    if (r->version.known) {
        output_add_str(out, " (");
        machine_tell_version(&r->version, out);
        output_add_char(out, ')');
    }
    output_add_char(out, '\n');
}

static void
tell_runtimes(const struct machine_server *s, struct output_bytes *out)
{
    add_text(out, N_("System.dll"));
    output_add_char(out, '\n');
    for (unsigned i = 0; i < MACHINE_RUNTIMES; i++)
        tell_runtime(&s->runtimes[i], out);
}

static const char *
opt_out_title(enum machine_opt_out_kind k)
{
    static const char *const titles[] = {
        [MACHINE_APP_CONFIG] = N_("switch in the program's configuration file"),
        [MACHINE_APP_CONTEXT] = N_("switch for all programs"),
        [MACHINE_PROGRAM] = N_("registry value of the program"),
        [MACHINE_WIDE] = N_("registry value for all programs"),
    };

    return titles[k];
}

/* What bears on the Data MCU, and whatever else is set. */
static bool
is_of_interest(const struct machine_server *s, const struct machine_opt_out *o)
{
    return o->set == MACHINE_YES || (s->data_mcu != MACHINE_NO &&
                                     (s->runtime == MACHINE_RUNTIMES || o->runtime == s->runtime));
}

static void
tell_opt_outs(const struct machine_server *s, struct output_bytes *out)
{
    add_text(out, N_("Opt-outs"));
    output_add_char(out, '\n');
    for (size_t i = 0; i < s->opt_outs_n; i++) {
        const struct machine_opt_out *o = &s->opt_outs[i];

        if (!is_of_interest(s, o))
            continue;
        output_add_str(out, "  ");
        add_text(out, opt_out_title(o->kind));
        output_add_str(out, ", ");
        add_runtime(out, &s->runtimes[o->runtime]);
        output_add_str(out, ": ");
        add_text(out, o->set == MACHINE_YES  ? N_("set")
                      : o->set == MACHINE_NO ? N_("not set")
                                             : N_("not known"));
        output_add_str(out, "\n    ");
        add_safe(out, o->where);
        if (o->why != NULL) {
            output_add_str(out, "\n    ");
            add_text(out, o->why);
        }
        output_add_char(out, '\n');
    }
}

void
machine_tell_text(const struct machine_server *s, struct output_bytes *out)
{
    if (s->name[0] != '\0') {
        add_safe(out, s->name);
        output_add_str(out, ": ");
    }
    add_text(out, machine_conclusion_text(s->conclusion));
    output_add_str(out, "\n\n");
    tell_data_mcu(s, out);
    tell_product(s, out);
    tell_dotnet(s, out);
    tell_runtimes(s, out);
    tell_opt_outs(s, out);
    if (s->notes_n > 0) {
        add_text(out, N_("Notes"));
        output_add_char(out, '\n');
    }
    for (size_t i = 0; i < s->notes_n; i++) {
        char text[4 * MACHINE_NOTE_MAX];

        output_sentence_translate(s->notes[i], BASE_TEXT_IN(text));
        output_add_str(out, "  ");
        output_add_str(out, text);
        output_add_char(out, '\n');
    }
}
