/* SPDX-License-Identifier: MIT */
#include <os/chain.h>

#include <errno.h>

int
os_chain_ask(const struct os_chain_question *q, struct os_chain_answer *out)
{
    (void)q, (void)out;
    return ENOSYS;
}

bool
os_chain_is_here(void)
{
    return false;
}
