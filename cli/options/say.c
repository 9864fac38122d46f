/* SPDX-License-Identifier: MIT */
#include "say.h"

#include <output/bytes.h>
#include <output/charset.h>
#include <output/sentence.h>

#include <os/terminal.h>

void
cli_localise(const char *english, struct base_text *out)
{
    char text[CLI_LOCAL_MAX];
    struct base_text *t = BASE_TEXT_IN(text);
    struct output_bytes bytes = { 0 };

    base_text_clear(out);
    output_sentence_translate(english, t);
    output_add(&bytes, text, t->len);
    output_charset_apply(&bytes);
    if (bytes.no_memory) /* English needs no charset */
        base_text_str(out, english);
    else
        base_text_bytes(out, bytes.ptr, bytes.len);
    output_bytes_free(&bytes);
}

void
cli_say_as(enum cli_program program, const char *english)
{
    char text[CLI_LOCAL_MAX];

    cli_localise(english, BASE_TEXT_IN(text));
    os_say("%s: %s\n", cli_program_name(program), text);
}

void
cli_say(const struct cli_options *o, const char *english)
{
    cli_say_as(o->program, english);
}

void
cli_say_torn(const struct cli_options *o, const char *path)
{
    char line[512];
    struct base_text *t = BASE_TEXT_IN(line);

    base_text_safe(t, base_slice_str(path));
    base_text_str(t, ": the last line is incomplete and was skipped");
    cli_say(o, line);
}

void
cli_show(const char *english)
{
    char text[CLI_LOCAL_MAX];

    cli_localise(english, BASE_TEXT_IN(text));
    os_say("\r%s\033[K", text);
}
