/* SPDX-License-Identifier: MIT */
/* The Data MCU: its service, its program, and what they say of the product. */
#include "look.h"

#include <machine/image.h>

#include <stdlib.h>
#include <string.h>

static const char program_name[] = "\\Web Conferencing\\DATAMCUSVC.exe";

/* ---- the path of a service ---- */

/* The variables that paths of services begin with. */
static const char *
expand(const struct machine_server *s, const char *path, struct base_text *out)
{
    static const char *const root[] = { "%SystemRoot%", "%windir%", "\\SystemRoot" };
    static const char programs[] = "%ProgramFiles%", drive[] = "%SystemDrive%";

    for (size_t i = 0; i < sizeof root / sizeof root[0]; i++)
        if (base_slice_begins_nocase(base_slice_str(path), root[i])) {
            base_text_str(out, s->root);
            return path + strlen(root[i]);
        }
    if (base_slice_begins_nocase(base_slice_str(path), programs) ||
        base_slice_begins_nocase(base_slice_str(path), drive))
        base_text_bytes(out, s->root, strlen(s->root) < 2 ? 0 : 2);
    if (base_slice_begins_nocase(base_slice_str(path), drive))
        return path + strlen(drive);
    if (!base_slice_begins_nocase(base_slice_str(path), programs))
        return path;
    base_text_str(out, "\\Program Files");
    return path + strlen(programs);
}

/* Without a quote the name ends where the first ".exe" does. */
static size_t
program_len(const char *path)
{
    for (size_t i = 0; path[i] != '\0'; i++)
        if (base_slice_begins_nocase(base_slice_str(path + i), ".exe") &&
            (path[i + 4] == '\0' || path[i + 4] == ' '))
            return i + 4;
    return strlen(path);
}

/* "C:\...\DATAMCUSVC.exe" of an ImagePath: quotes, arguments, \??\ and variables taken off. */
static void
image_path(const struct machine_server *s, const char *value, char out[MACHINE_PATH_MAX])
{
    bool quoted = value[0] == '"';
    const char *rest;
    struct base_text t;
    size_t n;

    base_text_init(&t, out, MACHINE_PATH_MAX);
    value += quoted;
    value += base_slice_begins_nocase(base_slice_str(value), "\\??\\") ? 4 : 0;
    n = quoted ? strcspn(value, "\"") : program_len(value);
    rest = expand(s, value, &t);
    if ((size_t)(rest - value) < n)
        base_text_bytes(&t, rest, n - (size_t)(rest - value));
    if (t.cut || t.len < 4 || out[1] != ':' || out[2] != '\\')
        out[0] = '\0';
}

static void
look_service(struct machine_looking *l)
{
    struct machine_server *s = l->out;
    const struct machine_value *v =
        machine_registry_find(l->registry, MACHINE_KEY_DATA_MCU, "ImagePath");
    char value[MACHINE_PATH_MAX];

    s->edge = l->registry->key[MACHINE_KEY_DATA_PROXY].there == MACHINE_YES
                  ? MACHINE_YES
                  : machine_absent(l, MACHINE_KEY_DATA_PROXY);
    if (l->registry->key[MACHINE_KEY_DATA_MCU].there != MACHINE_YES) {
        s->data_mcu = machine_absent(l, MACHINE_KEY_DATA_MCU);
        return;
    }
    s->data_mcu = MACHINE_YES;
    if (machine_value_text(v, value, sizeof value))
        image_path(s, value, s->data_mcu_path);
    if (s->data_mcu_path[0] == '\0')
        machine_note(s, NULL, "the path of the service RTCDATAMCU could not be read");
}

/* ---- the program ---- */

static void
take_image(struct machine_server *s, const struct machine_image *image)
{
    s->data_mcu_read = image->is_image;
    s->data_mcu_version.known = image->has_version;
    memcpy(s->data_mcu_version.part, image->version, sizeof image->version);
    for (unsigned i = 0; image->clr[0] != '\0' && i < MACHINE_RUNTIMES; i++)
        if (s->runtimes[i].bits == image->bits &&
            image->clr[1] == (char)('0' + s->runtimes[i].major))
            s->runtime = i;
}

/* False: it is not there, or could not be looked for. */
static bool
look_program(struct machine_looking *l, const char *path)
{
    struct machine_image image;
    uint8_t *bytes = NULL;
    size_t len = 0;
    const char *why = NULL;
    enum machine_answer found =
        l->files->read(l->files->ctx, path, MACHINE_IMAGE_MAX, &bytes, &len, &why);

    if (found == MACHINE_YES) {
        machine_image_read((struct base_slice){ bytes, len }, &image);
        take_image(l->out, &image);
    } else if (why != NULL) {
        machine_note(l->out, path, why);
    }
    free(bytes);
    return found == MACHINE_YES;
}

/* Where the product puts it, for want of the service's key. */
static void
look_default(struct machine_looking *l)
{
    const struct base_product *p;

    for (size_t i = 0; (p = base_product_at(i)) != NULL; i++) {
        char path[MACHINE_PATH_MAX];
        struct base_text t;

        base_text_init(&t, path, sizeof path);
        base_text_str(&t, p->root);
        base_text_str(&t, program_name);
        if (!look_program(l, path))
            continue;
        l->out->data_mcu = MACHINE_YES;
        memcpy(l->out->data_mcu_path, path, sizeof path);
        machine_note(l->out, path,
                     "found where it is installed by default; its service was not examined");
        return;
    }
}

/* ---- the product ---- */

void
machine_version_text(const struct machine_version *v, struct base_text *out)
{
    for (unsigned i = 0; v->known && i < 4; i++) {
        base_text_str(out, i > 0 ? "." : "");
        base_text_u64(out, v->part[i]);
    }
}

static bool
product_of_program(struct machine_server *s)
{
    struct base_text t;

    if (!s->data_mcu_version.known)
        return false;
    s->product = base_product_of_build(s->data_mcu_version.part);
    if (s->product == NULL)
        return false;
    base_text_init(&t, s->build, sizeof s->build);
    machine_version_text(&s->data_mcu_version, &t);
    s->build_from = "the file version of DATAMCUSVC.exe";
    return true;
}

static bool
same_subkey(const struct machine_key_state *key, size_t i, const char *name, char *out, size_t cap)
{
    for (size_t k = 0; k < key->n; k++)
        if (key->values[k].subkey == key->values[i].subkey &&
            base_slice_eq_nocase(base_slice_str(key->values[k].name), base_slice_str(name)))
            return machine_value_text(&key->values[k], out, cap);
    return false;
}

/* "Skype for Business Server 2015, Front End Server" in the list of installed programs. */
static bool
product_of_list(struct machine_looking *l)
{
    const struct machine_key_state *key = &l->registry->key[MACHINE_KEY_UNINSTALL];
    char title[MACHINE_TEXT_MAX];
    const struct base_product *p;

    for (size_t i = 0; i < key->n; i++) {
        if (!base_slice_eq_nocase(base_slice_str(key->values[i].name),
                                  base_slice_str("DisplayName")) ||
            !machine_value_text(&key->values[i], title, sizeof title))
            continue;
        for (size_t n = 0; (p = base_product_at(n)) != NULL; n++)
            if (base_slice_begins_nocase(base_slice_str(title), p->title) &&
                strstr(title, "Front End Server") != NULL &&
                same_subkey(key, i, "DisplayVersion", l->out->build, sizeof l->out->build)) {
                l->out->product = p;
                l->out->build_from = "the list of installed programs";
                return true;
            }
    }
    return false;
}

static void
product_of_path(struct machine_server *s)
{
    const struct base_product *p;

    for (size_t i = 0; s->data_mcu_path[0] != '\0' && (p = base_product_at(i)) != NULL; i++) {
        const char *folder = strrchr(p->root, '\\');

        if (folder != NULL &&
            base_slice_find(base_slice_str(s->data_mcu_path), base_slice_str(folder)) != NULL)
            s->product = p;
    }
}

/* Inferred: the product's CLR, and 64 bits as all of these servers have. */
static void
infer_runtime(struct machine_server *s)
{
    for (unsigned i = 0; s->product != NULL && i < MACHINE_RUNTIMES; i++)
        if (s->runtimes[i].bits == 64 && strcmp(s->runtimes[i].clr, s->product->clr) == 0) {
            s->runtime = i;
            s->runtime_inferred = true;
        }
}

void
machine_look_data_mcu(struct machine_looking *l)
{
    struct machine_server *s = l->out;

    look_service(l);
    if (s->data_mcu_path[0] != '\0')
        (void)look_program(l, s->data_mcu_path);
    else if (s->data_mcu == MACHINE_UNKNOWN)
        look_default(l);
    if (!product_of_program(s) && !product_of_list(l))
        product_of_path(s);
    if (s->runtime == MACHINE_RUNTIMES && s->data_mcu != MACHINE_NO)
        infer_runtime(s);
}
