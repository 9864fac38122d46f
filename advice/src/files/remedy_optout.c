/* SPDX-License-Identifier: MIT */
/* The registry opt-out of a product's Data MCU: .reg files and the script. */
#include <advice/reference.h>
#include <advice/remedy.h>
#include <base/text.h>
#include <output/quote.h>

#include "remedy_parts.h"
#include "remedy_script.h"

#define KEY "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\"
#define SUBKEY "\\System.Net.ServicePointManager.RequireCertificateEKUs"
#define PROGRAM "\\Web Conferencing\\DATAMCUSVC.exe"

bool
advice_opt_out_at(size_t n, const char **product, char key[256], char value[256])
{
    const struct base_product *p = base_product_at(n);

    if (p == NULL)
        return false;
    *product = p->title;
    (void)snprintf(key, 256, "%s%s%s", KEY, p->clr, SUBKEY);
    (void)snprintf(value, 256, "%s%s", p->root, PROGRAM);
    return true;
}

/* As remedies.def says: a row for each product, and one for nobody knows which. */
bool
remedy_opts_out(const struct assess_result *r, const struct base_product *p)
{
    static const char prefix[] = "opt-out-";
    const struct advice_remedy *remedies[ADVICE_REMEDIES_MAX];
    size_t n = advice_remedies(r, remedies);

    for (size_t i = 0; i < n; i++) {
        const char *id = remedies[i]->id;

        if (strcmp(id, "opt-out") == 0 || (strncmp(id, prefix, sizeof prefix - 1) == 0 &&
                                           strcmp(id + sizeof prefix - 1, p->name) == 0))
            return true;
    }
    return false;
}

/* regedit reads its own words from the first line, so the warning is the second. */
static void
add_heading(struct output_bytes *out, const struct base_product *p, const char *what,
            const char *more)
{
    output_add_str(out, "Windows Registry Editor Version 5.00\n; ");
    output_add_str(out, what);
    output_add_str(out, "\n; For the Front Ends of ");
    output_add_str(out, p->title);
    output_add_str(out, ", installed in ");
    output_add_str(out, p->root);
    output_add_str(out, ".\n; ");
    output_add_str(out, more);
    output_add_str(out, "\n; Then, in the Management Shell: Stop-CsWindowsService -Name RTCDATAMCU "
                        "-Graceful; Start-CsWindowsService -Name RTCDATAMCU\n\n");
}

static void
add_value(struct output_bytes *out, const struct base_product *p, const char *data)
{
    struct output_bytes path = { 0 };

    output_add_str(out, "[" KEY);
    output_add_str(out, p->clr);
    output_add_str(out, SUBKEY "]\n");
    output_add_str(&path, p->root);
    output_add_str(&path, PROGRAM);
    output_add_reg(out, output_bytes_since(&path, 0));
    output_add_char(out, '=');
    output_add_str(out, data);
    output_add_str(out, "\n\n");
    out->no_memory = out->no_memory || path.no_memory;
    output_bytes_free(&path);
}

void
remedy_reg(struct output_bytes *out, const struct base_product *p)
{
    add_heading(out, p,
                "This file switches off a security fix (CVE-2017-0248) for one program, the Data "
                "MCU (DATAMCUSVC.exe), until its peers have new certificates.",
                "If it is installed elsewhere, the name of the value must be that path: use "
                "the .ps1 file, which finds it.");
    add_value(out, p, "dword:00000000");
}

void
remedy_reg_rollback(struct output_bytes *out, const struct base_product *p)
{
    add_heading(out, p,
                "This file undoes the opt-out that switched off a security fix (CVE-2017-0248) for "
                "the Data MCU (DATAMCUSVC.exe): the check is on again.",
                "First make sure that the Data MCU's peers have certificates with both usages.");
    add_value(out, p, "-");
}

struct placeholder {
    const char *name; /* with its quotes: the template is a script by itself */
    const char *text; /* NULL: raw */
    struct base_slice raw;
};

static const struct placeholder *
placeholder_at(const struct placeholder *all, size_t n, struct base_slice rest)
{
    for (size_t i = 0; i < n; i++)
        if (rest.len >= strlen(all[i].name) &&
            memcmp(rest.ptr, all[i].name, strlen(all[i].name)) == 0)
            return &all[i];
    return NULL;
}

static void
expand(struct output_bytes *out, struct base_slice text, const struct placeholder *all, size_t n)
{
    while (text.len > 0) {
        const struct placeholder *p = placeholder_at(all, n, text);
        size_t step = p == NULL ? 1 : strlen(p->name);

        if (p == NULL)
            output_add_char(out, (char)*text.ptr);
        else if (p->text != NULL && *p->name == '\'')
            output_add_powershell(out, base_slice_str(p->text));
        else if (p->text != NULL)
            output_add_str(out, p->text);
        else
            output_add_slice(out, p->raw);
        text.ptr += step;
        text.len -= step;
    }
}

void
remedy_script(struct output_bytes *out, const struct base_product *p, struct base_slice peers)
{
    char file[32], major[4];
    struct base_text t;

    base_text_init(&t, file, sizeof file);
    base_text_str(&t, "optout-");
    base_text_str(&t, p->name);
    base_text_init(&t, major, sizeof major);
    base_text_u64(&t, p->version[0]);
    expand(out, remedy_part_optout,
           (const struct placeholder[]){
               { .name = "@FILE@", .text = file },
               { .name = "'@TITLE@'", .text = p->title },
               { .name = "'@MODULE@'", .text = p->module },
               { .name = "'@MAJOR@'", .text = major },
               { .name = "@RUNTIME@", .text = p->clr },
               { .name = "'@PEERS@'", .raw = peers },
           },
           6);
}
