/* SPDX-License-Identifier: MIT */
#include "kept.h"

#include <stdlib.h>
#include <string.h>

#define ROOM (1u << 20)

struct head {
    size_t path, bytes;
};

static size_t
needed(const char *path, size_t len)
{
    return sizeof(struct head) + strlen(path) + len;
}

bool
cli_kept_has_room(struct cli_kept *k, const char *path, size_t len)
{
    if (k->at == NULL && !k->full)
        k->at = malloc(ROOM);
    k->full = k->full || k->at == NULL || needed(path, len) > ROOM - k->len;
    return !k->full;
}

void
cli_kept_add(struct cli_kept *k, const char *path, struct base_slice bytes)
{
    const struct head head = { strlen(path), bytes.len };
    uint8_t *to;

    if (!cli_kept_has_room(k, path, bytes.len))
        return;
    to = k->at + k->len;
    memcpy(to, &head, sizeof head);
    memcpy(to + sizeof head, path, head.path);
    memcpy(to + sizeof head + head.path, bytes.ptr, bytes.len);
    k->len += needed(path, bytes.len);
}

bool
cli_kept_take(struct cli_kept *k, const char *path, struct base_slice *out)
{
    struct head head;
    const uint8_t *from;

    if (k->next == k->len)
        return false;
    from = k->at + k->next;
    memcpy(&head, from, sizeof head);
    from += sizeof head;
    if (head.path != strlen(path) || memcmp(from, path, head.path) != 0)
        return false;
    *out = (struct base_slice){ from + head.path, head.bytes };
    k->next += needed(path, head.bytes);
    return true;
}

void
cli_kept_free(struct cli_kept *k)
{
    free(k->at);
    *k = (struct cli_kept){ 0 };
}
