/* SPDX-License-Identifier: MIT */
#include <certcheck/judge.h>

#include "judging.h"

void
judging_note_arg(struct judging *j, enum certcheck_code code, size_t element, struct base_slice arg,
                 int64_t number)
{
    struct certcheck_judgement *out = j->out;

    if (out->findings_n == CERTCHECK_FINDINGS_MAX) {
        out->findings_cut = true;
        return;
    }
    out->findings[out->findings_n++] = (struct certcheck_finding){
        .code = code, .element = (int)element, .arg = arg, .number = number
    };
}

void
judging_note(struct judging *j, enum certcheck_code code, size_t element)
{
    judging_note_arg(j, code, element, (struct base_slice){ 0 }, 0);
}

void
judging_reject(struct judging *j, unsigned status)
{
    j->before.accepted = CERTCHECK_NO;
    j->before.status |= status;
}

void
judging_doubt(struct judging *j)
{
    if (j->before.accepted == CERTCHECK_YES)
        j->before.accepted = CERTCHECK_UNKNOWN;
}

enum certcheck_verdict
certcheck_verdict_of(enum certcheck_answer before, enum certcheck_answer after)
{
    if (before == CERTCHECK_NO)
        return CERTCHECK_BROKEN;
    if (after == CERTCHECK_NO)
        return CERTCHECK_BREAKS;
    if (before == CERTCHECK_YES && after == CERTCHECK_YES)
        return CERTCHECK_READY;
    return CERTCHECK_INDETERMINATE;
}

enum certcheck_answer
judging_both(enum certcheck_answer a, enum certcheck_answer b)
{
    if (a == CERTCHECK_NO || b == CERTCHECK_NO)
        return CERTCHECK_NO;
    return a == CERTCHECK_YES && b == CERTCHECK_YES ? CERTCHECK_YES : CERTCHECK_UNKNOWN;
}

bool
judging_charge(struct judging *j, size_t octets)
{
    const size_t each = 16; /* the fixed cost of a comparison, in octets */

    if (octets + each > *j->work) {
        *j->work = 0;
        return false;
    }
    *j->work -= (uint32_t)(octets + each);
    return true;
}
