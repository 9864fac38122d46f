/* SPDX-License-Identifier: MIT */
#include "dialogue/script.h"

#include <base/text.h>

#include <string.h>

struct base_slice
dialogue_input(const struct dialogue *d)
{
    return (struct base_slice){ d->in, d->in_n };
}

bool
dialogue_is_framed(const struct dialogue_script *script)
{
    return script->framed;
}

bool
dialogue_speaks_first(const struct dialogue_script *script)
{
    const struct dialogue_step *first = &script->steps[0];

    return first->say != NULL || first->bytes.len > 0 || first->compose != NULL;
}

/* ---- saying ---- */

void
dialogue_say(struct dialogue *d, const void *bytes, size_t n)
{
    if (d->sent == d->out_n)
        d->sent = d->out_n = 0;
    if (n > sizeof d->out - d->out_n) {
        dialogue_refuse_text(d, PROBE_LIMIT, "the answer to it is too long");
        return;
    }
    memcpy(d->out + d->out_n, bytes, n);
    d->out_n += n;
}

/* Say a name, without any character that would end the command or attribute it stands in. */
static void
say_name(struct dialogue *d, const char *name)
{
    for (; *name != '\0'; name++)
        if ((unsigned char)*name > ' ' && *name != '\x7f' && strchr("<>&\"'", *name) == NULL)
            dialogue_say(d, name, 1);
}

static void
say_port(struct dialogue *d)
{
    char text[8];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    base_text_u64(&t, d->names.port);
    dialogue_say(d, text, t.len);
}

/* RFC 3986 3.2.2: a literal of IPv6 stands in brackets. */
static void
say_host(struct dialogue *d)
{
    bool v6 = strchr(d->names.host, ':') != NULL;

    dialogue_say(d, "[", v6);
    say_name(d, d->names.host);
    dialogue_say(d, "]", v6);
}

/* RFC 7617 2, of a proxy */
static void
say_basic(struct dialogue *d)
{
    static const char header[] = "Proxy-Authorization: Basic ";

    if (d->names.basic == NULL)
        return;
    dialogue_say(d, header, sizeof header - 1);
    say_name(d, d->names.basic);
    dialogue_say(d, "\r\n", 2);
}

static void
say_text(struct dialogue *d, const char *text)
{
    const struct dialogue_names *n = &d->names;

    for (; *text != '\0'; text++) {
        if (text[0] != '%') {
            dialogue_say(d, text, 1);
            continue;
        }
        text++;
        if (*text == 'h')
            say_name(d, n->host);
        else if (*text == 'd')
            say_name(d, n->domain != NULL ? n->domain : n->host);
        else if (*text == 'a')
            say_host(d);
        else if (*text == 'b')
            say_basic(d);
        else if (*text == 'u')
            say_name(d, n->us != NULL ? n->us : "localhost");
        else
            say_port(d);
    }
}

/* ---- ending ---- */

void
dialogue_refuse(struct dialogue *d, enum probe_class kind, struct base_slice words)
{
    struct base_text t;

    d->outcome = DIALOGUE_FAILED;
    d->error.kind = kind;
    d->error.stage = PROBE_STAGE_TLS;
    d->error.alert = -1;
    base_text_init(&t, d->error.text, sizeof d->error.text);
    base_text_str(&t, d->script->title);
    base_text_str(&t, ": ");
    base_text_safe(&t, words);
}

void
dialogue_refuse_text(struct dialogue *d, enum probe_class kind, const char *text)
{
    dialogue_refuse(d, kind, base_slice_str(text));
}

static void
say_goodbye(struct dialogue *d)
{
    if (d->script->goodbye != NULL && d->error.kind != PROBE_LIMIT)
        say_text(d, d->script->goodbye);
}

/* ---- walking the script ---- */

static void
consume(struct dialogue *d, size_t used)
{
    memmove(d->in, d->in + used, d->in_n - used);
    d->in_n -= used;
}

static void
speak(struct dialogue *d, const struct dialogue_step *s)
{
    d->spoke = true;
    if (s->say != NULL)
        say_text(d, s->say);
    if (s->bytes.len > 0)
        dialogue_say(d, s->bytes.ptr, s->bytes.len);
    if (s->compose != NULL)
        s->compose(d);
}

static void
strange(struct dialogue *d)
{
    dialogue_refuse_text(d, PROBE_NOT_TLS, "the peer does not speak this protocol");
}

/* The end of the script: bytes left over are not part of the TLS that begins now. */
static void
go(struct dialogue *d)
{
    d->outcome = DIALOGUE_GO;
    if (d->script->flows)
        return;
    d->injected = d->in_n;
    d->in_n = 0;
}

static void
say_otherwise(struct dialogue *d, const char *text)
{
    if (++d->passed > DIALOGUE_COMMANDS_MAX)
        dialogue_refuse_text(d, PROBE_LIMIT,
                             "the peer makes too many requests, none of them for TLS");
    else
        say_text(d, text);
}

/* Take one step, as far as the bytes suffice. False: more are needed, or the dialogue is over. */
static bool
walk(struct dialogue *d)
{
    const struct dialogue_step *s = &d->script->steps[d->step];
    enum dialogue_verdict v = DIALOGUE_YES;
    size_t used = 0;

    if (!d->spoke)
        speak(d, s);
    if (d->outcome != DIALOGUE_MORE)
        return false;
    if (s->expect != NULL)
        v = s->expect(d, s, &used);
    switch (v) {
    case DIALOGUE_WAIT:
        return false;
    case DIALOGUE_PASS:
        consume(d, used);
        if (s->otherwise != NULL)
            say_otherwise(d, s->otherwise);
        return d->outcome == DIALOGUE_MORE;
    case DIALOGUE_NO:
        say_goodbye(d);
        return false;
    case DIALOGUE_STRANGE:
        strange(d);
        return false;
    case DIALOGUE_YES:
    default:
        consume(d, used);
        d->spoke = false;
        if (++d->step == d->script->steps_n)
            go(d);
        return d->outcome == DIALOGUE_MORE;
    }
}

void
dialogue_begin(struct dialogue *d, const struct dialogue_script *script,
               const struct dialogue_names *names)
{
    d->outcome = DIALOGUE_MORE;
    d->script = script;
    d->names = *names;
    d->step = 0;
    d->spoke = false;
    d->in_n = d->all = d->out_n = d->sent = d->injected = 0;
    d->number = d->passed = 0;
    d->rest = (struct base_slice){ NULL, 0 };
    d->error = (struct probe_error){ .kind = PROBE_OK, .alert = -1 };
    while (walk(d))
        continue;
}

enum dialogue_outcome
dialogue_feed(struct dialogue *d, struct base_slice bytes)
{
    while (d->outcome == DIALOGUE_MORE && bytes.len > 0) {
        size_t room = sizeof d->in - d->in_n, n = bytes.len < room ? bytes.len : room;

        if (n == 0 || d->all + n > DIALOGUE_BYTES_MAX) {
            dialogue_refuse_text(d, PROBE_LIMIT,
                                 "the peer sends more data before TLS than "
                                 "is accepted");
            break;
        }
        memcpy(d->in + d->in_n, bytes.ptr, n);
        d->in_n += n;
        d->all += n;
        bytes = (struct base_slice){ bytes.ptr + n, bytes.len - n };
        while (walk(d))
            continue;
    }
    if (d->outcome == DIALOGUE_GO && d->script->flows)
        d->rest = bytes;
    else if (d->outcome == DIALOGUE_GO)
        d->injected += bytes.len;
    return d->outcome;
}

enum dialogue_outcome
dialogue_end(struct dialogue *d, enum probe_class why)
{
    /* as a server: TLS begins when the other side has the go-ahead */
    bool unsaid = d->outcome == DIALOGUE_GO && dialogue_output(d).len > 0;

    if (d->outcome == DIALOGUE_MORE || unsaid)
        dialogue_refuse_text(
            d, why, d->all == 0 ? "nothing was sent" : "the peer stopped before TLS could begin");
    return d->outcome;
}

struct base_slice
dialogue_output(const struct dialogue *d)
{
    return (struct base_slice){ d->out + d->sent, d->out_n - d->sent };
}

void
dialogue_sent(struct dialogue *d, size_t n)
{
    d->sent += n;
}
