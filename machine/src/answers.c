/* SPDX-License-Identifier: MIT */
/* What all steps of a look say alike. */
#include "look.h"

enum machine_answer
machine_absent(const struct machine_looking *l, enum machine_key k)
{
    if (l->registry->key[k].there == MACHINE_UNKNOWN || l->registry->stale || l->registry->cut)
        return MACHINE_UNKNOWN;
    return MACHINE_NO;
}

void
machine_note(struct machine_server *s, const char *thing, const char *text)
{
    struct base_text t;

    if (s->notes_n == MACHINE_NOTES_MAX)
        return;
    base_text_init(&t, s->notes[s->notes_n++], MACHINE_NOTE_MAX);
    if (thing != NULL) {
        base_text_safe(&t, base_slice_str(thing));
        base_text_str(&t, ": ");
    }
    base_text_str(&t, text);
}
