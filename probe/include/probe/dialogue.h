/* SPDX-License-Identifier: MIT */
/* The protocols that begin in clear and change to TLS on request: names and ports. */
#ifndef PROBE_DIALOGUE_H
#define PROBE_DIALOGUE_H

#include <base/declare.h>
#include <base/slice.h>

BASE_BEGIN_DECLS

enum probe_dialogue_id {
    PROBE_DIALOGUE_NONE, /* TLS from the first byte */
#define PROBE_DIALOGUE(id, ...) PROBE_DIALOGUE_##id,
#include <probe/dialogues.def>
    PROBE_DIALOGUES
};

struct probe_dialogue_row {
    const char *name;   /* "smtp": the word of --starttls */
    const char *title;  /* "SMTP" */
    const char *source; /* "RFC 3207" */
    uint16_t ports[2];  /* 0: none */
};

/* NULL for PROBE_DIALOGUE_NONE. */
const struct probe_dialogue_row *probe_dialogue_get(enum probe_dialogue_id id);
/* PROBE_DIALOGUE_NONE: there is no such name, or no such port. */
enum probe_dialogue_id probe_dialogue_named(struct base_slice name);
enum probe_dialogue_id probe_dialogue_of_port(uint16_t port);

BASE_END_DECLS

#endif
