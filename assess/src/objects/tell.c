/* SPDX-License-Identifier: MIT */
/* Calls the callbacks of assess/objects.h, where they are set. */
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

struct assess_result
assess_objects_result(const struct assess_objects *a, const char *file, size_t index,
                      const struct assess_certificate *path,
                      const uint8_t (*hashes)[CERTCHECK_SHA256_LEN])
{
    const struct certcheck_judgement *j = &a->judgement;
    bool wanted = a->forecast.verified.wanted != 0 || a->forecast.changes_n > 0;

    return (struct assess_result){ .file = file,
                                   .index = (unsigned)index,
                                   .profile = a->o.profile,
                                   .verdict = j->verdict,
                                   .certificates = path,
                                   .certificates_n = j->path.n,
                                   .judgement = j,
                                   .forecast = wanted ? &a->forecast : NULL,
                                   .path_sha256 = hashes,
                                   .findings = j->findings,
                                   .findings_n = j->findings_n };
}
