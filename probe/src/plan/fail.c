/* SPDX-License-Identifier: MIT */
#include "fail.h"

#include "hello/hello.h"

#include <stdarg.h>
#include <stdio.h>

void
probe_fail_set(struct probe_error *e, enum probe_class kind, enum probe_stage stage,
               const char *format, ...)
{
    va_list ap;

    *e = (struct probe_error){ .kind = kind, .stage = stage, .alert = -1 };
    va_start(ap, format);
    (void)vsnprintf(e->text, sizeof e->text, format, ap);
    va_end(ap);
}

void
probe_fail_duration(uint64_t us, char out[PROBE_DURATION_TEXT])
{
    uint64_t ms = (us + 500) / 1000, tenths = (ms + 50) / 100;

    if (ms < 1000)
        (void)snprintf(out, PROBE_DURATION_TEXT, "%u ms", (unsigned)ms);
    else if (tenths % 10 == 0)
        (void)snprintf(out, PROBE_DURATION_TEXT, "%llu s", (unsigned long long)(tenths / 10));
    else
        (void)snprintf(out, PROBE_DURATION_TEXT, "%llu.%u s", (unsigned long long)(tenths / 10),
                       (unsigned)(tenths % 10));
}

static const char *
when(const struct probe_circumstances *c)
{
    if (c->shown)
        return "after presenting its certificate";
    if (!c->heard)
        return "after our ClientHello, without a reply";
    return c->peer_is_client ? "before presenting a certificate" : "in the middle of its answer";
}

static const char *
how(enum probe_class kind)
{
    switch (kind) {
    case PROBE_RESET:
        return "reset the connection";
    case PROBE_TIMEOUT:
        return "stopped responding";
    default:
        return "closed the connection";
    }
}

static const char *
what_alert(const struct probe_error *e, const struct probe_circumstances *c)
{
    if (e->kind == PROBE_PEER_REFUSED_US)
        return "the peer refused our certificate before presenting its own:";
    if (c->shown)
        return "the peer refused us after presenting its certificate:";
    if (c->peer_is_client)
        return "the peer left with";
    return "the peer answered our ClientHello with";
}

static void
describe_alert(struct probe_error *e, const struct probe_circumstances *c)
{
    const char *name = probe_alert_name(e->alert);

    (void)snprintf(e->text, sizeof e->text, "%s alert %d%s%s%s", what_alert(e, c), e->alert,
                   name == NULL ? "" : " (", name == NULL ? "" : name, name == NULL ? "" : ")");
}

static void
describe_end(struct probe_error *e, const struct probe_circumstances *c)
{
    const char *alert = probe_alert_name(e->alert);

    (void)snprintf(e->text, sizeof e->text, "the peer %s %s%s%s", how(e->kind), when(c),
                   alert == NULL ? "" : ", having warned: ", alert == NULL ? "" : alert);
}

void
probe_fail_describe(struct probe_error *e, const struct probe_circumstances *c)
{
    bool alerted = e->alert > 0; /* close_notify is 0 */

    if (e->kind == PROBE_EMPTY_CERTIFICATE)
        (void)snprintf(e->text, sizeof e->text,
                       "the peer sent an empty Certificate message: it has none, or %s",
                       c->peer_is_client ? "withholds one that does not allow client authentication"
                                         : "withholds it");
    else if (e->kind == PROBE_ALERT || (e->kind == PROBE_PEER_REFUSED_US && alerted))
        describe_alert(e, c);
    else if (e->kind == PROBE_PEER_REFUSED_US)
        (void)snprintf(e->text, sizeof e->text,
                       "the peer %s after our certificate, before presenting its own",
                       e->errno_value != 0 ? "reset the connection" : "closed the connection");
    else if (e->text[0] == '\0' &&
             (e->kind == PROBE_CLOSED || e->kind == PROBE_RESET || e->kind == PROBE_TIMEOUT))
        describe_end(e, c);
}
