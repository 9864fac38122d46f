/* SPDX-License-Identifier: MIT */
#include "this_server.h"

#include <base/error.h>
#include <base/version.h>
#include <machine/source.h>
#include <machine/tell.h>
#include <output/charset.h>

#include <os/file.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "main.h"
#include "output.h"

static void
tell_document(const struct machine_server *s, struct output_bytes *out)
{
    struct output_json j = { .out = out };

    output_json_open(&j, '{');
    output_json_key(&j, "schema_version");
    output_json_int(&j, 1);
    output_json_key(&j, "tool");
    output_json_str(&j, "ekuprobe");
    output_json_key(&j, "version");
    output_json_str(&j, EKUPROBE_VERSION);
    output_json_key(&j, "time");
    output_json_time(&j, (int64_t)time(NULL));
    output_json_key(&j, "server");
    machine_tell_json(s, &j);
    output_json_close(&j, '}');
    output_add_char(out, '\n');
}

static void
tell_text(const struct machine_server *s, struct output_bytes *out)
{
    machine_tell_text(s, out);
    output_charset_apply(out);
}

static const struct format {
    const char *name;
    void (*tell)(const struct machine_server *s, struct output_bytes *out);
} formats[] = {
    { "text", tell_text },
    { "json", tell_document },
    { "ndjson", tell_document },
    { "csv", machine_tell_csv },
    { "nagios", machine_tell_nagios },
    { "prometheus", machine_tell_prometheus },
};
#define FORMATS (sizeof formats / sizeof formats[0])

static const struct format *
format_of(const struct cli_options *o)
{
    for (size_t i = 0; i < FORMATS; i++)
        if (strcmp(o->format, formats[i].name) == 0)
            return &formats[i];
    return NULL;
}

static bool
refuse_format(const struct cli_options *o, struct base_text *why)
{
    base_text_str(why, "--this-server: one server has no report in the format ");
    base_text_safe(why, base_slice_str(o->format));
    base_text_str(why, ": expected ");
    for (size_t i = 0; i < FORMATS; i++) {
        base_text_str(why, i == 0 ? "" : i + 1 < FORMATS ? ", " : " or ");
        base_text_str(why, formats[i].name);
    }
    return false;
}

static bool
check(const struct cli_options *o, struct base_text *why)
{
    if (o->operands.n > 0 || o->inputs.n > 0 || o->topologies.n > 0 || o->listens.n > 0 ||
        o->merge || o->dry_run || o->resume != NULL)
        return base_complain(why, "--this-server",
                             "connects to nothing: give no targets, --input, --topology, --listen, "
                             "--merge, --resume or --dry-run");
    if (o->reports.n > 0 || o->remedy != NULL)
        return base_complain(why, "--this-server",
                             "writes to standard output alone: give no --report or --remedy");
    return format_of(o) != NULL || refuse_format(o, why);
}

static void
print(const struct cli_options *o, const struct machine_server *s)
{
    const struct format *f = format_of(o); /* check saw to it */
    struct output_bytes bytes = { 0 };

    if (f != NULL)
        f->tell(s, &bytes);
    (void)fwrite(bytes.ptr, 1, bytes.len, stdout);
    output_bytes_free(&bytes);
}

/* A name that is a directory or a file here is that. */
static bool
look(const struct cli_options *o, struct machine_server *out, struct base_text *why)
{
    const char *where = o->this_server;
    struct os_info info;
    bool path = strchr(where, '/') != NULL || (where[0] != '\0' && os_info(where, &info) == 0);

    return path ? machine_look_at_files(where, out, why) : machine_look_at_system(where, out, why);
}

int
cli_this_server(const struct cli_options *o, struct base_text *why)
{
    struct machine_server *s = check(o, why) ? malloc(sizeof *s) : NULL;
    int status = CLI_EXIT_ERROR;

    if (s == NULL) {
        if (why->len == 0)
            base_text_str(why, "out of memory");
        return status;
    }
    if (look(o, s, why)) {
        print(o, s);
        status = cli_flushed(o->program,
                             s->conclusion == MACHINE_NOT_KNOWN ? CLI_EXIT_OPEN : CLI_EXIT_READY);
    }
    free(s);
    return status;
}
