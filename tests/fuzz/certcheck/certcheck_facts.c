/* SPDX-License-Identifier: MIT */
/* Bytes to facts, and everything that writes facts as text. */
#include "certcheck_check.h"

static char buffer[4096];

/* Short buffers too: text is cut, never broken. */
static struct base_text
fresh(size_t cap)
{
    struct base_text t;

    base_text_init(&t, buffer, cap);
    return t;
}

static void
write_usages(const struct certcheck_usage_set *set, size_t cap)
{
    struct base_slice rest = set->list, oid;

    must((set->allows & ~set->may_allow) == 0);
    must(set->state != CERTCHECK_SET_ABSENT || set->allows == set->may_allow);
    while (certcheck_oid_next(set, &rest, &oid)) {
        struct base_text t = fresh(cap);
        uint8_t back[512];
        size_t len;

        certcheck_oid_text(oid, &t);
        check_text(&t);
        if (certcheck_oid_is_valid(oid) && !t.cut && oid.len <= sizeof back &&
            strstr(buffer, "0x") == NULL) {
            must(certcheck_oid_parse(buffer, back, sizeof back, &len));
            must(base_slice_eq(oid, (struct base_slice){ back, len }));
        }
    }
}

static void
write_names(const struct certcheck_facts *f, size_t cap)
{
    struct base_slice rest = f->san;
    struct certcheck_san san;
    struct base_text t = fresh(cap);

    certcheck_name_text(f->subject, &t);
    check_text(&t);
    t = fresh(cap);
    certcheck_name_short(f->issuer, &t);
    check_text(&t);
    while (certcheck_san_next(&rest, &san)) {
        t = fresh(cap);
        certcheck_san_text(&san, &t);
        check_text(&t);
        if (san.kind == CERTCHECK_SAN_DNS && san.value.len > 0 && san.value.len < 64)
            (void)certcheck_host_matches(f, san.value);
    }
    must((f->has & CERTCHECK_HAS_SAN) == 0 || rest.len == 0);
    (void)certcheck_host_matches(f, base_slice_str("edge01.contoso.com"));
    (void)certcheck_host_matches(f, base_slice_str("2001:db8::5"));
}

static void
write_facts(const struct certcheck_facts *f, size_t cap)
{
    struct base_text t = fresh(cap);

    certcheck_key_text(&f->key, &t);
    check_text(&t);
    t = fresh(cap);
    certcheck_signature_text(f->sig_oid, &t);
    check_text(&t);
    write_usages(&f->eku, cap);
    write_usages(&f->app_policies, cap);
    write_names(f, cap);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum certcheck_kind kinds[] = { CERTCHECK_KIND_CERTIFICATE,
                                                 CERTCHECK_KIND_REQUEST };
    struct base_slice der = { data, size };
    struct certcheck_facts f;

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct base_text why = fresh(256);

        if (certcheck_read_as(kinds[i], der, &f) == CERTCHECK_OK) {
            check_slices(&f, der);
            write_facts(&f, sizeof buffer);
            write_facts(&f, 5 + size % 60);
        } else {
            certcheck_facts_why(der, &f, &why);
            check_text(&why);
            must(why.len > 0 && !why.cut);
        }
    }
    return 0;
}
