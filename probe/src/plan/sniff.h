/* SPDX-License-Identifier: MIT */
/* What a peer's first bytes are. Pure. */
#ifndef PROBE_SNIFF_H
#define PROBE_SNIFF_H

#include <probe/result.h>

#define PROBE_SNIFF_MAX 6 /* bytes that settle it */

enum probe_opening {
    PROBE_OPENING_SHORT, /* more bytes are needed */
    PROBE_OPENING_CLIENT_HELLO,
    PROBE_OPENING_TLS, /* another TLS record */
    PROBE_OPENING_OTHER,
};

enum probe_opening probe_sniff(struct base_slice s);

/* Can it be nothing but the beginning of a TLS record? */
bool probe_sniff_begins_record(struct base_slice s);

/* Which protocol's server begins, or answers, like that in clear; NONE: none of dialogues.def. */
enum probe_dialogue_id probe_sniff_dialogue(struct base_slice s);

/* Fills e for PROBE_OPENING_OTHER: the protocol by name, the first line quoted. */
void probe_sniff_blame(struct base_slice s, struct probe_error *e);

#endif
