/* SPDX-License-Identifier: MIT */
#include "lists.h"

#include "interrupt.h"
#include "walk.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_LEN 4096 /* a list or a template shows itself in its first lines */

static bool
has(struct base_slice in, const char *word, size_t len)
{
    return in.len > 0 && memmem(in.ptr, in.len, word, len) != NULL;
}

/* A list names thumbprints, in UTF-8 or UTF-16; the reader then looks closer. */
static bool
may_be_list(struct base_slice bytes)
{
    return has(bytes, "Thumbprint", 10) || has(bytes, "(sha1)", 6) ||
           has(bytes, "T\0h\0u\0m\0b\0p\0r\0i\0n\0t", 19) || has(bytes, "(\0s\0h\0a\0001\0)", 11);
}

/* Most files are DER or PEM, which is told at a glance. */
static bool
is_worth_reading(struct base_slice head)
{
    if (head.len < 2 || (head.ptr[0] == 0x30 && head.ptr[1] >= 0x80) ||
        (head.len > 5 && memcmp(head.ptr, "-----", 5) == 0))
        return false;
    return may_be_list(head) || certcheck_is_templates(head);
}

static bool
is_worth_a_look(const struct cli_certrun *run, const char *path)
{
    uint8_t head[HEAD_LEN];
    int fd = cli_open_file(path, run->in_directory ? CLI_IN_DIRECTORY : CLI_NAMED);
    ssize_t n;

    if (fd < 0)
        return false;
    n = read(fd, head, sizeof head);
    close(fd);
    return n > 0 && is_worth_reading((struct base_slice){ head, (size_t)n });
}

/* What cannot be read is told when it is judged. */
static void
read_list(struct cli_certrun *run, const char *path, struct base_slice bytes)
{
    struct certcheck_bundle bundle;
    char why[CERTCHECK_WHY_MAX];
    enum certcheck_status status = certcheck_bundle_read(bytes, &bundle, why);

    if (status == CERTCHECK_E_MEMORY ||
        (status == CERTCHECK_OK && !cli_mentions_add(&run->mentions, &bundle, path)))
        cli_certrun_out_of_memory(run, path);
    if (status == CERTCHECK_OK)
        certcheck_bundle_clear(&bundle);
}

static void
on_failure(void *ctx, const char *path, int error)
{
    if (error == ENOMEM) /* all else is told when it is judged */
        cli_certrun_out_of_memory(ctx, path);
}

static void
look_at(void *ctx, const char *path)
{
    struct cli_certrun *run = ctx;
    struct base_slice bytes;
    char line[512];
    struct base_text ignored;

    cli_progress_found(&run->progress);
    if (cli_interrupt() != 0)
        return;
    base_text_init(&ignored, line, sizeof line);
    if (strcmp(path, "-") != 0 && !is_worth_a_look(run, path))
        return;
    if (!cli_certrun_input(run, path, &bytes, &ignored)) {
        on_failure(run, path, errno);
        return;
    }
    if (!certcheck_is_templates(bytes)) {
        if (may_be_list(bytes))
            read_list(run, path, bytes);
    } else if (!cli_stamps_offer(&run->stamps, path, bytes)) {
        cli_certrun_out_of_memory(run, path);
    }
}

/* A pipe can be read but once; standard input is kept. */
static bool
can_be_read_twice(const char *path)
{
    struct stat st;

    return strcmp(path, "-") == 0 || (stat(path, &st) == 0 && S_ISREG(st.st_mode));
}

void
cli_lists_read(struct cli_certrun *run)
{
    const struct cli_texts *operands = &run->options->operands;
    const struct cli_walk walk = {
        .ctx = run, .file = look_at, .failed = on_failure, .recursive = run->options->recursive
    };

    for (size_t i = 0; i < operands->n; i++) {
        run->in_directory = cli_is_directory(operands->at[i]);
        if (run->in_directory)
            cli_walk(&walk, operands->at[i]);
        else if (can_be_read_twice(operands->at[i]))
            look_at(run, operands->at[i]);
        else
            cli_progress_found(&run->progress);
    }
    run->in_directory = false;
}
