/* SPDX-License-Identifier: MIT */
/* Two servers to tell of: one of which nothing is known, and a Front End that is opted out. */
#ifndef TOLD_H
#define TOLD_H

#include <machine/tell.h>

#include <string.h>

#include "cmocka_prelude.h"

static struct machine_server server;
static struct output_bytes out;

static inline void
set(char *to, const char *text)
{
    memcpy(to, text, strlen(text) + 1);
}

static inline int
know_nothing(void **state)
{
    (void)state;
    server =
        (struct machine_server){ .runtime = MACHINE_RUNTIMES, .conclusion = MACHINE_NOT_KNOWN };
    for (unsigned i = 0; i < MACHINE_RUNTIMES; i++)
        server.runtimes[i] = (struct machine_runtime){ .clr = i < 2 ? "v4.0.30319" : "v2.0.50727",
                                                       .major = i < 2 ? 4 : 2,
                                                       .bits = i % 2 == 0 ? 64 : 32 };
    return 0;
}

static inline void
opt_out(enum machine_opt_out_kind kind, unsigned runtime, enum machine_answer is, const char *why)
{
    struct machine_opt_out *o = &server.opt_outs[server.opt_outs_n++];

    *o = (struct machine_opt_out){ .kind = kind, .runtime = runtime, .set = is, .why = why };
    set(o->where, "HKLM\\x");
}

/* What a hostile export may say stands in its name, and a path and a note have commas. */
static inline void
know_a_front_end(void)
{
    (void)know_nothing(NULL);
    set(server.name, "FE\"\n\x1b[2J");
    set(server.windows, "Windows, a server");
    set(server.dotnet4, "4.8");
    set(server.dotnet35, "3.5");
    server.release = 528049;
    server.data_mcu = MACHINE_YES;
    set(server.data_mcu_path, "C:\\a,b.exe");
    server.data_mcu_version = (struct machine_version){ true, { 6, 0, 9319, 281 } };
    server.runtime = 0;
    server.edge = MACHINE_NO;
    server.product = base_product_named(base_slice_str("sfb2015"));
    set(server.build, "6.0.9319.281");
    server.build_from = "the file version of DATAMCUSVC.exe";
    set(server.runtimes[0].path, "C:\\System.dll");
    server.runtimes[0].installed = server.runtimes[0].has_check = MACHINE_YES;
    server.runtimes[0].version = (struct machine_version){ true, { 4, 8, 1, 0 } };
    server.runtimes[1].installed = MACHINE_NO;
    server.runtimes[2].installed = MACHINE_YES;
    server.runtimes[2].has_check = MACHINE_NO;
    opt_out(MACHINE_WIDE, 0, MACHINE_YES, NULL);
    opt_out(MACHINE_PROGRAM, 0, MACHINE_UNKNOWN, "it cannot be read");
    opt_out(MACHINE_APP_CONFIG, 2, MACHINE_NO, NULL);
    set(server.notes[0], "first");
    set(server.notes[1], "second, \"quoted\"");
    server.notes_n = 2;
    server.conclusion = MACHINE_OPTED_OUT;
}

static inline int
end_told(void **state)
{
    (void)state;
    output_bytes_free(&out);
    out = (struct output_bytes){ .ptr = NULL };
    return 0;
}

static inline const char *
told(void)
{
    output_add_char(&out, '\0');
    out.len = 0;
    return out.ptr;
}

static inline void
has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("no %s in %s", part, text);
}

#endif
