/* SPDX-License-Identifier: MIT */
#include "run_progress.h"

static void
add_counts(struct base_text *out, const struct report_run *run)
{
    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++) {
        if (run->summary[v] == 0)
            continue;
        base_text_str(out, ", ");
        base_text_u64(out, run->summary[v]);
        base_text_byte(out, ' ');
        base_text_str(out, certcheck_verdict_name((enum certcheck_verdict)v));
    }
}

/* 42s, 3m05s, 2h07m */
static void
add_duration(struct base_text *out, uint64_t s)
{
    uint64_t large = s >= 3600 ? s / 3600 : s / 60, small = s >= 3600 ? s / 60 % 60 : s % 60;

    if (s >= 60) {
        base_text_u64(out, large);
        base_text_byte(out, s >= 3600 ? 'h' : 'm');
        base_text_str(out, small < 10 ? "0" : "");
    }
    base_text_u64(out, small);
    base_text_byte(out, s >= 3600 ? 'm' : 's');
}

void
cli_run_progress_text(struct base_text *out, const struct report_run *run, size_t done, size_t targets,
                  uint64_t elapsed_ms)
{
    base_text_u64(out, done);
    base_text_byte(out, '/');
    base_text_u64(out, targets);
    add_counts(out, run);
    if (done == 0 || elapsed_ms == 0)
        return;
    base_text_str(out, "; ");
    base_text_u64(out, (uint64_t)done * 1000 / elapsed_ms);
    base_text_str(out, "/s");
    if (done < targets) {
        base_text_str(out, ", ");
        add_duration(out, (uint64_t)(targets - done) * elapsed_ms / done / 1000);
        base_text_str(out, " left");
    }
}
