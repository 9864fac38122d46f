/* SPDX-License-Identifier: MIT */
#include <probe/result.h>

const char *
probe_class_name(enum probe_class c)
{
    static const char *const names[PROBE_CLASSES] = {
        [PROBE_OK] = "ok",
#define PROBE_ERROR(id, name, ...) [PROBE_##id] = name,
#include <probe/errors.def>
#undef PROBE_ERROR
    };

    return (unsigned)c < PROBE_CLASSES ? names[c] : "";
}

const char *
probe_class_about(enum probe_class c)
{
    static const char *const about[PROBE_CLASSES] = {
        [PROBE_OK] = "a certificate was obtained",
#define PROBE_ERROR(id, name, retry, text) [PROBE_##id] = text,
#include <probe/errors.def>
#undef PROBE_ERROR
    };

    return (unsigned)c < PROBE_CLASSES ? about[c] : "";
}

bool
probe_class_may_pass(enum probe_class c)
{
    static const bool may_pass[PROBE_CLASSES] = {
#define PROBE_ERROR(id, name, retry, ...) [PROBE_##id] = retry,
#include <probe/errors.def>
#undef PROBE_ERROR
    };

    return (unsigned)c < PROBE_CLASSES && may_pass[c];
}

const char *
probe_tried_words(enum probe_tried t)
{
    static const char *const words[PROBE_TRIEDS] = {
#define PROBE_TRIED(id, text) [PROBE_TRIED_##id] = text,
#include <probe/tried.def>
#undef PROBE_TRIED
    };

    return (unsigned)t < PROBE_TRIEDS ? words[t] : "";
}

const char *
probe_stage_name(enum probe_stage s)
{
    switch (s) {
    case PROBE_STAGE_RESOLVE:
        return "resolve";
    case PROBE_STAGE_CONNECT:
        return "connect";
    case PROBE_STAGE_TLS:
        return "tls";
    default:
        return "";
    }
}

const char *
probe_role_name(enum probe_role r)
{
    switch (r) {
    case PROBE_ROLE_SERVER:
        return "server";
    case PROBE_ROLE_CLIENT:
        return "client";
    case PROBE_ROLE_UNKNOWN:
    default:
        return NULL;
    }
}

const char *
probe_hello_name(enum probe_hello h)
{
    switch (h) {
    case PROBE_HELLO_AUTO:
        return "auto";
    case PROBE_HELLO_LIGHT:
        return "light";
    case PROBE_HELLO_WIDE:
        return "wide";
    case PROBE_HELLO_TLS10:
        return "tls10";
    default:
        return "";
    }
}

const char *
probe_engine_name(enum probe_engine e)
{
    switch (e) {
    case PROBE_ENGINE_AUTO:
        return "auto";
    case PROBE_ENGINE_HELLO:
        return "hello";
    case PROBE_ENGINE_OPENSSL:
        return "openssl";
    default:
        return "";
    }
}
