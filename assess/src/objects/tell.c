/* SPDX-License-Identifier: MIT */
/* What the callbacks of assess/objects.h are told; those that are not wanted are not called. */
#include "objects_state.h"

void
assess_objects_fault(struct assess_objects *a, const char *file, const char *text)
{
    if (a->events.fault != NULL)
        a->events.fault(a->events.ctx, file, ASSESS_FAULT_INPUT, text);
}

void
assess_objects_no_memory(struct assess_objects *a, const char *file)
{
    if (a->events.fault != NULL)
        a->events.fault(a->events.ctx, file, ASSESS_FAULT_MEMORY, "out of memory");
}

void
assess_objects_note(struct assess_objects *a, const char *text)
{
    if (a->events.note != NULL)
        a->events.note(a->events.ctx, text);
}

bool
assess_objects_stop(struct assess_objects *a, const char *file, size_t object)
{
    return a->events.stop != NULL && a->events.stop(a->events.ctx, file, object);
}
