/* SPDX-License-Identifier: MIT */
/* The `replay` of an NDJSON result: what report/read.h needs beside what is rendered. */
#include <base/base64.h>

#include <record/json_parts.h>

static void
write_base64(struct report_json *j, struct base_slice s)
{
    report_json_value(j);
    report_add_char(j->out, '"');
    if (s.len < SIZE_MAX / 2 && report_bytes_room(j->out, BASE_BASE64_LEN(s.len))) {
        base_base64_write(s, j->out->ptr + j->out->len);
        j->out->len += BASE_BASE64_LEN(s.len);
    }
    report_add_char(j->out, '"');
}

static bool
is_shown(const struct report_result *r, const uint8_t *sha256)
{
    for (size_t i = 0; i < r->certificates_n; i++)
        if (memcmp(r->certificates[i].sha256, sha256, CERTCHECK_SHA256_LEN) == 0)
            return true;
    return false;
}

/* Elements of the path that the peer did not show, in their order. */
static void
key_issuers(struct report_json *j, const struct report_result *r)
{
    report_json_key(j, "issuers");
    report_json_open(j, '[');
    for (size_t i = 0; r->judgement != NULL && i < r->judgement->path.n; i++)
        if (!is_shown(r, r->path_sha256[i]))
            write_base64(j, r->judgement->path.at[i].facts->der);
    report_json_close(j, ']');
}

static void
key_findings(struct report_json *j, const struct report_result *r)
{
    report_json_key(j, "findings");
    report_json_open(j, '[');
    for (size_t i = 0; i < r->findings_n; i++) {
        report_json_open(j, '[');
        report_json_int(j, r->findings[i].number);
        if (r->findings[i].arg.ptr == NULL)
            report_json_null(j);
        else
            write_base64(j, r->findings[i].arg);
        report_json_close(j, ']');
    }
    report_json_close(j, ']');
}

void
report_json_replay(struct report_json *j, const struct report_result *r,
                   const struct report_run *run)
{
    report_json_key(j, "replay");
    report_json_open(j, '{');
    report_json_key(j, "version");
    report_json_str(j, r->version != NULL ? r->version : run->version);
    report_json_key(j, "policy");
    report_json_open(j, '{');
    report_json_policy(j, r->policy != NULL ? r->policy : &run->policy);
    report_json_close(j, '}');
    report_json_key(j, "certificates");
    report_json_open(j, '[');
    for (size_t i = 0; i < r->certificates_n; i++)
        write_base64(j, r->certificates[i].der);
    report_json_close(j, ']');
    key_issuers(j, r);
    report_json_key(j, "ca_names");
    report_json_open(j, '[');
    for (size_t i = 0; r->probe != NULL && i < r->probe->ca_names_n; i++)
        write_base64(j, r->probe->ca_names[i]);
    report_json_close(j, ']');
    key_findings(j, r);
    report_json_close(j, '}');
}
