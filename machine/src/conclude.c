/* SPDX-License-Identifier: MIT */
/* Does it check? Each answer is yes, no or unknown; what turns on an unknown one is not known. */
#include <machine/server.h>

static const struct {
    const char *word, *text;
} conclusions[MACHINE_CONCLUSIONS] = {
    [MACHINE_CHECKS] = { "checks", "this Front End checks" },
    [MACHINE_DOES_NOT_CHECK] = { "does-not-check", "this Front End does not check" },
    [MACHINE_OPTED_OUT] = { "opted-out", "this Front End is opted out" },
    [MACHINE_NO_DATA_MCU] = { "no-data-mcu", "this server has no Data MCU: it is not a Front End "
                                             "that holds web conferences" },
    [MACHINE_NOT_KNOWN] = { "unknown", "it is not known whether this Front End checks" },
};

const char *
machine_conclusion_word(enum machine_conclusion c)
{
    return conclusions[c].word;
}

const char *
machine_conclusion_text(enum machine_conclusion c)
{
    return conclusions[c].text;
}

const char *
machine_opt_out_word(enum machine_opt_out_kind k)
{
    static const char *const words[] = { [MACHINE_APP_CONFIG] = "app-config",
                                         [MACHINE_APP_CONTEXT] = "app-context",
                                         [MACHINE_PROGRAM] = "program",
                                         [MACHINE_WIDE] = "machine" };

    return words[k];
}

/* One is enough (R26); unknown as long as one could be. */
static enum machine_answer
opted_out(const struct machine_server *s, unsigned runtime)
{
    enum machine_answer found = MACHINE_NO;

    for (size_t i = 0; i < s->opt_outs_n; i++) {
        if (s->opt_outs[i].runtime != runtime)
            continue;
        if (s->opt_outs[i].set == MACHINE_YES)
            return MACHINE_YES;
        if (s->opt_outs[i].set == MACHINE_UNKNOWN)
            found = MACHINE_UNKNOWN;
    }
    return found;
}

/* Without the check there is nothing to opt out of. */
static enum machine_conclusion
conclude_for(const struct machine_server *s, unsigned runtime)
{
    enum machine_answer check = s->runtimes[runtime].has_check, out = opted_out(s, runtime);

    if (check == MACHINE_NO)
        return MACHINE_DOES_NOT_CHECK;
    if (out == MACHINE_YES)
        return MACHINE_OPTED_OUT;
    return check == MACHINE_YES && out == MACHINE_NO ? MACHINE_CHECKS : MACHINE_NOT_KNOWN;
}

enum machine_conclusion
machine_server_conclude(const struct machine_server *s)
{
    enum machine_conclusion found = MACHINE_CONCLUSIONS;

    if (s->data_mcu == MACHINE_NO)
        return MACHINE_NO_DATA_MCU;
    if (s->runtime < MACHINE_RUNTIMES)
        return conclude_for(s, s->runtime);
    /* Which CLR it runs on is not known: those that may be meant must agree. */
    for (unsigned i = 0; i < MACHINE_RUNTIMES; i++) {
        enum machine_conclusion one;

        if (s->runtimes[i].bits != 64 || s->runtimes[i].installed == MACHINE_NO)
            continue;
        one = conclude_for(s, i);
        found = found == MACHINE_CONCLUSIONS || found == one ? one : MACHINE_NOT_KNOWN;
        if (found == MACHINE_NOT_KNOWN)
            return found;
    }
    return found == MACHINE_CONCLUSIONS ? MACHINE_NOT_KNOWN : found;
}
