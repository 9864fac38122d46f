/* SPDX-License-Identifier: MIT */
#include <record/read.h>

#include <base/text.h>
#include <base/time.h>

#include "read/fields.h"
#include "read/skim.h"

#include <string.h>

bool
record_is_beginning(struct base_slice line)
{
    static const char *const firsts[] = { "{\"target\":", "{\"file\":" };

    for (size_t i = 0; i < sizeof firsts / sizeof firsts[0]; i++) {
        size_t n = strlen(firsts[i]);

        if (memcmp(line.ptr, firsts[i], line.len < n ? line.len : n) == 0)
            return true;
    }
    return false;
}

struct wanted {
    const char *key;
    struct base_slice *value; /* as written; empty: absent, or null */
};

static bool
find_members(struct base_slice object, const struct wanted *wanted, size_t n)
{
    struct record_skim s = record_skim(object, '{');
    struct base_slice key, value;

    while (record_skim_member(&s, &key, &value))
        for (size_t i = 0; i < n; i++)
            if (base_slice_eq_str(key, wanted[i].key) && !base_slice_eq_str(value, "null"))
                *wanted[i].value = value;
    return !s.bad;
}

static struct base_slice
member_of(struct base_slice object, const char *key)
{
    struct base_slice value = { NULL, 0 };

    return find_members(object, &(struct wanted){ key, &value }, 1)
               ? value
               : (struct base_slice){ NULL, 0 };
}

/* What is no string counts as an empty one. */
static struct base_slice
string_of(struct base_slice value)
{
    struct base_slice text;

    return record_skim_string(value, &text) ? text : (struct base_slice){ NULL, 0 };
}

static bool
number_of(struct base_slice value, uint64_t max, uint64_t *out)
{
    char text[24];
    struct base_text t;

    *out = 0;
    base_text_init(&t, text, sizeof text);
    base_text_bytes(&t, value.ptr, value.len);
    return value.len == 0 || (!t.cut && base_parse_u64(text, 0, max, out));
}

static bool
verdict_of(struct base_slice word, enum certcheck_verdict *out)
{
    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++)
        if (base_slice_eq_str(word, certcheck_verdict_name((enum certcheck_verdict)v))) {
            *out = (enum certcheck_verdict)v;
            return true;
        }
    return false;
}

static bool
class_of(struct base_slice error, enum probe_class *out)
{
    struct base_slice word = string_of(member_of(error, "class"));

    *out = PROBE_OK;
    for (unsigned c = 0; error.len > 0 && c < PROBE_CLASSES; c++)
        if (base_slice_eq_str(word, probe_class_name((enum probe_class)c))) {
            *out = (enum probe_class)c;
            return true;
        }
    return error.len == 0;
}

struct raw { /* as written; empty: absent, or null */
    struct base_slice target, file, index, host, port, profile, verdict, error, replay, findings;
    struct base_slice peer, certificates, seen_from;
};

static struct base_slice
leaf_of(struct base_slice certificates)
{
    struct record_skim s = record_skim(certificates, '[');
    struct base_slice first;

    return record_skim_item(&s, &first) ? string_of(member_of(first, "sha256"))
                                        : (struct base_slice){ NULL, 0 };
}

static int64_t
end_of(struct base_slice certificate)
{
    struct base_slice time = string_of(member_of(certificate, "not_after"));
    char text[BASE_TIME_TEXT];
    struct base_text t;
    int64_t end_s;

    base_text_init(&t, text, sizeof text);
    base_text_bytes(&t, time.ptr, time.len);
    return !t.cut && base_time_parse(text, &end_s) ? end_s : INT64_MAX;
}

static int64_t
first_end_of(struct base_slice certificates)
{
    struct record_skim s = record_skim(certificates, '[');
    struct base_slice one;
    int64_t first = INT64_MAX;

    while (record_skim_item(&s, &one)) {
        int64_t end_s = end_of(one);

        first = end_s < first ? end_s : first;
    }
    return first;
}

static bool
rest_of(struct base_slice run, struct record_rest *out)
{
    struct base_slice unread = { NULL, 0 }, left = unread, share = unread, shares = unread,
                      targets = unread, all = unread, resumed = unread, merged = unread;
    const struct wanted wanted[] = { { "unread", &unread },         { "left", &left },
                                     { "share", &share },           { "shares", &shares },
                                     { "share_targets", &targets }, { "all_targets", &all },
                                     { "resumed", &resumed },       { "merged", &merged } };
    uint64_t of[2];

    if (run.len == 0)
        return true;
    if (!find_members(run, wanted, sizeof wanted / sizeof wanted[0]) ||
        !number_of(unread, UINT32_MAX, &out->unread) || !number_of(left, UINT32_MAX, &out->left) ||
        !number_of(share, UINT32_MAX, &of[0]) || !number_of(shares, UINT32_MAX, &of[1]) ||
        !number_of(targets, UINT32_MAX, &out->share_targets) ||
        !number_of(all, UINT32_MAX, &out->all_targets) ||
        !number_of(merged, UINT32_MAX, &out->merged))
        return false;
    out->share = (uint32_t)of[0];
    out->shares = (uint32_t)of[1];
    out->resumed = base_slice_eq_str(resumed, "true");
    return out->share <= out->shares;
}

/* The first key that is not as it should be; NULL: none. */
static const char *
take(const struct raw *raw, struct record_summary *b)
{
    struct base_slice run = { NULL, 0 };
    uint64_t index, port;

    b->of_file = raw->target.len == 0;
    b->target = string_of(b->of_file ? raw->file : raw->target);
    b->host = string_of(raw->host);
    b->seen_from = string_of(raw->seen_from);
    b->findings = raw->findings;
    b->peer = string_of(raw->peer);
    if (b->peer.len > 0)
        b->leaf = leaf_of(raw->certificates);
    if (!find_members(raw->replay,
                      (const struct wanted[]){ { "policy", &b->policy }, { "run", &run } }, 2))
        return "replay";
    if (!rest_of(run, &b->rest))
        return "run";
    if (b->target.len == 0)
        return "target";
    if (!number_of(raw->index, UINT32_MAX, &index))
        return "index";
    if (!number_of(raw->port, UINT16_MAX, &port))
        return "port";
    b->index = (uint32_t)index;
    b->port = (uint16_t)port;
    b->profile = base_profile_named(string_of(raw->profile));
    if (raw->profile.len > 0 && b->profile == NULL)
        return "profile";
    if (!verdict_of(string_of(raw->verdict), &b->verdict))
        return "verdict";
    b->until_s = b->verdict == CERTCHECK_READY ? first_end_of(raw->certificates) : INT64_MAX;
    return class_of(raw->error, &b->error) ? NULL : "class";
}

bool
record_summary_read(struct base_slice line, struct record_summary *out, struct base_text *why)
{
    struct raw raw = { .target = { NULL, 0 } };
    const struct wanted wanted[] = {
        { "target", &raw.target },       { "file", &raw.file },
        { "index", &raw.index },         { "host", &raw.host },
        { "port", &raw.port },           { "profile", &raw.profile },
        { "verdict", &raw.verdict },     { "error", &raw.error },
        { "replay", &raw.replay },       { "findings", &raw.findings },
        { "peer", &raw.peer },           { "certificates", &raw.certificates },
        { "seen_from", &raw.seen_from },
    };
    const char *bad;

    *out = (struct record_summary){ .index = 0 };
    if (!find_members(line, wanted, sizeof wanted / sizeof wanted[0])) {
        base_text_str(why, "not one whole JSON object on its line, as --format ndjson writes them");
        return false;
    }
    bad = take(&raw, out);
    if (out->policy.len == 0) {
        base_text_str(why, "not a result as --format ndjson writes them");
    } else if (bad != NULL) {
        base_text_str(why, "not a result: invalid field ");
        base_text_str(why, bad);
    }
    return out->policy.len > 0 && bad == NULL;
}

bool
record_summary_has(const struct record_summary *b, enum certcheck_code code)
{
    struct record_skim s = record_skim(b->findings, '[');
    struct base_slice finding;

    while (record_skim_item(&s, &finding))
        if (base_slice_eq_str(string_of(member_of(finding, "code")),
                              certcheck_rule_get(code)->code))
            return true;
    return false;
}

uint64_t
record_summary_setting(const struct record_summary *b, enum assess_setting s)
{
    struct base_slice hex =
        string_of(member_of(member_of(b->policy, "settings"), assess_setting_option(s)));
    char text[24];
    struct base_text t;
    uint64_t mark;

    base_text_init(&t, text, sizeof text);
    base_text_bytes(&t, hex.ptr, hex.len);
    (void)record_field_mark(text, &mark);
    return mark;
}
