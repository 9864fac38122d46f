/* SPDX-License-Identifier: MIT */
/* How a talk ends, and the actions that do little else. */
#include "hello_internal.h"

struct base_text
hello_error(struct probe_hello_engine *e, enum probe_class kind, int alert)
{
    struct base_text t;

    e->error.kind = kind;
    e->error.alert = alert;
    base_text_init(&t, e->error.text, sizeof e->error.text);
    return t;
}

/* "ALERT (N)", or nothing where there was none. */
struct base_text
hello_input_error(struct probe_hello_engine *e, const struct hello_input *in, enum probe_class kind)
{
    struct base_text t = hello_error(e, kind, in->alert);
    const char *name = probe_alert_name(in->alert);

    if (in->alert < 0)
        return t;
    base_text_str(&t, name != NULL ? name : "unknown alert");
    base_text_str(&t, " (");
    base_text_u64(&t, (uint64_t)in->alert);
    base_text_byte(&t, ')');
    return t;
}

/* One alert, in a record of its own (RFC 5246 7.2); without memory for it we
 * leave without one. */
static void
say_goodbye(struct probe_hello_engine *e, unsigned alert)
{
    unsigned version = e->version != 0 ? e->version : VERSION_TLS10;

    hello_reserve(&e->out, 7);
    hello_put8(&e->out, RECORD_ALERT);
    hello_put16(&e->out, version);
    hello_put16(&e->out, 2);
    hello_put8(&e->out, alert == ALERT_CLOSE_NOTIFY ? 1 : 2); /* warning, fatal */
    hello_put8(&e->out, alert);
}

void
hello_over(struct probe_hello_engine *e, enum probe_hello_outcome outcome, int goodbye)
{
    e->state = HELLO_STATE_OVER;
    e->outcome = outcome;
    if (goodbye >= 0 && e->begun)
        say_goodbye(e, (unsigned)goodbye);
}

void
hello_ended(struct probe_hello_engine *e, int goodbye)
{
    bool shown = hello_chain_whole(e, NULL) > 0;

    hello_over(e, shown ? PROBE_OUTCOME_DONE : PROBE_OUTCOME_FAILED, goodbye);
}

void
hello_fail(struct probe_hello_engine *e, enum probe_class kind, int goodbye, const char *text)
{
    struct base_text t = hello_error(e, kind, -1);

    base_text_str(&t, text);
    hello_ended(e, goodbye);
}

void
hello_no_memory(struct probe_hello_engine *e)
{
    hello_fail(e, PROBE_RESOURCE, ALERT_INTERNAL_ERROR, "out of memory");
}

void
hello_on_nothing(struct probe_hello_engine *e, const struct hello_input *in)
{
    (void)e;
    (void)in;
}

void
hello_on_hello_request(struct probe_hello_engine *e, const struct hello_input *in)
{
    (void)in;
    if (e->hello_requests++ >= PROBE_HELLO_HELLO_REQUESTS_MAX)
        hello_fail(e, PROBE_LIMIT, ALERT_UNEXPECTED_MESSAGE, "more than one HelloRequest");
}

void
hello_on_warning(struct probe_hello_engine *e, const struct hello_input *in)
{
    e->error.alert = in->alert; /* tells why, should the peer close next */
    if (e->warnings++ >= PROBE_HELLO_WARNINGS_MAX)
        hello_fail(e, PROBE_LIMIT, ALERT_UNEXPECTED_MESSAGE, "a flood of warning alerts");
}

/* A peer that ended the talk by itself gets no alert: it no longer listens. */
void
hello_on_end(struct probe_hello_engine *e, const struct hello_input *in)
{
    bool ours = in->why == PROBE_TIMEOUT || in->why == PROBE_INTERRUPTED;

    (void)hello_input_error(e, in, in->why);
    hello_ended(e, ours ? ALERT_CLOSE_NOTIFY : GOODBYE_NONE);
}
