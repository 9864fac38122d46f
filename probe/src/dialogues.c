/* SPDX-License-Identifier: MIT */
#include <probe/dialogue.h>

static const struct probe_dialogue_row rows[PROBE_DIALOGUES] = {
#define PROBE_DIALOGUE(id, name_, port, other, title_, source_)                                    \
    [PROBE_DIALOGUE_##                                                                             \
        id] = { .name = name_, .title = title_, .source = source_, .ports = { port, other } },
#include <probe/dialogues.def>
};

const struct probe_dialogue_row *
probe_dialogue_get(enum probe_dialogue_id id)
{
    return id == PROBE_DIALOGUE_NONE ? NULL : &rows[id];
}

enum probe_dialogue_id
probe_dialogue_named(struct base_slice name)
{
    for (unsigned i = PROBE_DIALOGUE_NONE + 1; i < PROBE_DIALOGUES; i++)
        if (base_slice_eq(base_slice_str(rows[i].name), name))
            return (enum probe_dialogue_id)i;
    return PROBE_DIALOGUE_NONE;
}

enum probe_dialogue_id
probe_dialogue_of_port(uint16_t port)
{
    for (unsigned i = PROBE_DIALOGUE_NONE + 1; i < PROBE_DIALOGUES && port != 0; i++)
        if (rows[i].ports[0] == port || rows[i].ports[1] == port)
            return (enum probe_dialogue_id)i;
    return PROBE_DIALOGUE_NONE;
}
