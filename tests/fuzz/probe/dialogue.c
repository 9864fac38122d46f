/* SPDX-License-Identifier: MIT */
/*
 * The first octet names a script, the second how the rest is cut; the rest is what the
 * peer says. Whole and in pieces, the machine comes to the same end and says the same.
 */
#include "dialogue/dialogue.h"

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#define PROXIES 2u

static void
must(bool holds)
{
    if (!holds)
        abort();
}

static const struct dialogue_script *
script_of(uint8_t octet)
{
    unsigned n = octet % (2u * PROBE_DIALOGUES + PROXIES);

    if (n < PROBE_DIALOGUES)
        return dialogue_client_script((enum probe_dialogue_id)n);
    if (n < 2u * PROBE_DIALOGUES)
        return dialogue_server_script((enum probe_dialogue_id)(n - PROBE_DIALOGUES));
    return n == 2u * PROBE_DIALOGUES ? dialogue_http_connect() : dialogue_socks5();
}

struct said {
    uint8_t bytes[DIALOGUE_OUTPUT_MAX * 8];
    size_t n;
};

static void
collect(struct dialogue *d, struct said *said)
{
    struct base_slice out = dialogue_output(d);

    if (out.len <= sizeof said->bytes - said->n) {
        memcpy(said->bytes + said->n, out.ptr, out.len);
        said->n += out.len;
    }
    dialogue_sent(d, out.len);
}

static void
play(struct dialogue *d, const struct dialogue_script *script, struct base_slice peer, size_t cut,
     struct said *said)
{
    const struct dialogue_names names = { .host = "example.org", .port = 25 };

    said->n = 0;
    dialogue_begin(d, script, &names);
    collect(d, said);
    while (peer.len > 0 && d->outcome == DIALOGUE_MORE) {
        size_t n = peer.len < cut ? peer.len : cut;

        (void)dialogue_feed(d, (struct base_slice){ peer.ptr, n });
        collect(d, said);
        peer = (struct base_slice){ peer.ptr + n, peer.len - n };
    }
    (void)dialogue_end(d, PROBE_CLOSED);
    collect(d, said);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct dialogue whole, pieces;
    static struct said a, b;
    const struct dialogue_script *script;
    struct base_slice peer;

    if (len < 2 || (script = script_of(bytes[0])) == NULL)
        return 0;
    peer = (struct base_slice){ bytes + 2, len - 2 };
    play(&whole, script, peer, (size_t)bytes[1] * 64 + 1, &a);
    play(&pieces, script, peer, 1, &b);
    must(whole.outcome != DIALOGUE_MORE && whole.outcome == pieces.outcome);
    must(whole.error.kind == pieces.error.kind);
    must(strcmp(whole.error.text, pieces.error.text) == 0);
    must(a.n == b.n && memcmp(a.bytes, b.bytes, a.n) == 0);
    must((whole.outcome == DIALOGUE_FAILED) == (whole.error.kind != PROBE_OK));
    return 0;
}
