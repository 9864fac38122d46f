/* SPDX-License-Identifier: MIT */
/* A dialogue, perhaps through a proxy, then the talker that it makes way for. */
#include "talkers/dialogue_talker.h"

#include "cmocka_prelude.h"

#include <string.h>

/* What is made once TLS may begin. */
static struct {
    struct probe_talker talker;
    uint8_t fed[64];
    size_t fed_n, out_n, sent, told;
    enum probe_class ended;
    unsigned made, freed;
    bool no_memory;
} inner;

static uint8_t long_output[5000];
static const struct dialogue_names names = { .host = "a.example", .port = 443 };
static struct probe_talker *talker;

static void
feed_inner(struct probe_talker *t, struct base_slice bytes)
{
    assert_ptr_equal(t, &inner.talker);
    assert_true(inner.fed_n + bytes.len <= sizeof inner.fed);
    memcpy(inner.fed + inner.fed_n, bytes.ptr, bytes.len);
    inner.fed_n += bytes.len;
}

static void
end_inner(struct probe_talker *t, enum probe_class why)
{
    assert_ptr_equal(t, &inner.talker);
    inner.ended = why;
    t->outcome = PROBE_TALK_FAILED;
}

static struct base_slice
output_of_inner(struct probe_talker *t)
{
    assert_ptr_equal(t, &inner.talker);
    return (struct base_slice){ long_output + inner.sent, inner.out_n - inner.sent };
}

static void
sent_of_inner(struct probe_talker *t, size_t n)
{
    assert_ptr_equal(t, &inner.talker);
    inner.sent += n;
}

static void
result_of_inner(struct probe_talker *t, struct probe_result *out)
{
    assert_ptr_equal(t, &inner.talker);
    out->tls = true;
    inner.told++;
}

static void
free_inner(struct probe_talker *t)
{
    assert_ptr_equal(t, &inner.talker);
    inner.freed++;
}

static struct probe_talker *
make(void *ctx)
{
    static const struct probe_talker_ops ops = { .feed = feed_inner,
                                                 .end = end_inner,
                                                 .output = output_of_inner,
                                                 .sent = sent_of_inner,
                                                 .result = result_of_inner,
                                                 .free = free_inner };

    assert_ptr_equal(ctx, &inner);
    inner.made++;
    inner.talker = (struct probe_talker){ .ops = &ops };
    return inner.no_memory ? NULL : &inner.talker;
}

static void
begin_with(const struct dialogue_script *proxy, enum probe_dialogue_id id)
{
    memset(&inner, 0, sizeof inner);
    talker = probe_dialogue_talker(
        proxy, id == PROBE_DIALOGUE_NONE ? NULL : dialogue_client_script(id), &names, make, &inner);
    assert_non_null(talker);
}

static void
end_it(void)
{
    talker->ops->free(talker);
}

static void
says(const char *want)
{
    struct base_slice out = talker->ops->output(talker);

    assert_true(base_slice_eq_str(out, want));
    talker->ops->sent(talker, out.len);
}

static void
hears_n(const char *bytes, size_t n)
{
    talker->ops->feed(talker, (struct base_slice){ (const uint8_t *)bytes, n });
}

#define HEARS(bytes) hears_n(bytes, sizeof(bytes) - 1)

static void
in_smtp(void)
{
    HEARS("220 a.example\r\n");
    says("EHLO localhost\r\n");
    HEARS("250 STARTTLS\r\n");
    says("STARTTLS\r\n");
}

static void
tls_is_made_behind_the_go_ahead(void **state)
{
    struct probe_result r = { .tls = false };

    (void)state;
    begin_with(NULL, PROBE_DIALOGUE_SMTP);
    assert_int_equal(talker->outcome, PROBE_TALK_MORE);
    assert_false(probe_dialogue_is_through(talker));
    in_smtp();
    assert_int_equal(inner.made, 0);
    HEARS("220 go\r\n");
    assert_int_equal(inner.made, 1);
    assert_true(probe_dialogue_is_through(talker));
    inner.out_n = 7; /* from now on bytes are passed on */
    assert_int_equal(talker->ops->output(talker).len, 7);
    talker->ops->sent(talker, 3);
    assert_int_equal(inner.sent, 3);
    inner.talker.outcome = PROBE_TALK_OFFER;
    inner.talker.advice = PROBE_OFFER_TLS13;
    HEARS("tls");
    assert_memory_equal(inner.fed, "tls", 3);
    assert_int_equal(talker->outcome, PROBE_TALK_OFFER);
    assert_int_equal(talker->advice, PROBE_OFFER_TLS13);
    talker->ops->result(talker, &r);
    assert_true(r.tls && r.injected == 0);
    talker->ops->end(talker, PROBE_RESET);
    assert_int_equal(inner.ended, PROBE_RESET);
    assert_int_equal(talker->outcome, PROBE_TALK_FAILED);
    end_it();
    assert_int_equal(inner.freed, 1);
}

/* CVE-2011-0411: what came in clear behind it is never handed to TLS. */
static void
what_was_injected_is_counted(void **state)
{
    struct probe_result r = { .injected = 0 };

    (void)state;
    begin_with(NULL, PROBE_DIALOGUE_SMTP);
    in_smtp();
    HEARS("220 go\r\n250 me\r\n");
    assert_int_equal(inner.made, 1);
    assert_int_equal(inner.fed_n, 0);
    talker->ops->result(talker, &r);
    assert_int_equal(r.injected, 8);
    end_it();
}

static void
a_dialogue_that_fails_says_why(void **state)
{
    struct probe_result r = { .tls = false };

    (void)state;
    begin_with(NULL, PROBE_DIALOGUE_SMTP);
    HEARS("554 no\r\n");
    assert_int_equal(talker->outcome, PROBE_TALK_FAILED);
    talker->ops->result(talker, &r);
    assert_int_not_equal(r.error.kind, PROBE_OK);
    assert_false(r.tls);
    end_it();
    begin_with(NULL, PROBE_DIALOGUE_SMTP);
    talker->ops->end(talker, PROBE_TIMEOUT);
    assert_int_equal(talker->outcome, PROBE_TALK_FAILED);
    talker->ops->result(talker, &r);
    assert_int_equal(r.error.kind, PROBE_TIMEOUT);
    end_it();
    assert_int_equal(inner.freed, 0);
}

static void
without_memory_for_tls_it_fails(void **state)
{
    struct probe_result r = { .tls = false };

    (void)state;
    begin_with(NULL, PROBE_DIALOGUE_SMTP);
    inner.no_memory = true;
    in_smtp();
    HEARS("220 go\r\n");
    assert_int_equal(talker->outcome, PROBE_TALK_FAILED);
    talker->ops->result(talker, &r);
    assert_int_equal(r.error.kind, PROBE_RESOURCE);
    assert_int_equal(r.error.alert, -1);
    assert_string_equal(r.error.text, "out of memory");
    end_it();
}

/* What comes behind a proxy's yes is the server's first word. */
static void
a_proxy_comes_first(void **state)
{
    struct base_slice out;

    (void)state;
    begin_with(dialogue_http_connect(), PROBE_DIALOGUE_SMTP);
    out = talker->ops->output(talker);
    assert_memory_equal(out.ptr, "CONNECT a.example:443 ", 22);
    talker->ops->sent(talker, out.len);
    assert_false(probe_dialogue_is_through(talker));
    HEARS("HTTP/1.1 200 OK\r\n\r\n220 a.example\r\n");
    assert_true(probe_dialogue_is_through(talker));
    assert_int_equal(inner.made, 0);
    says("EHLO localhost\r\n");
    end_it();
    begin_with(dialogue_http_connect(), PROBE_DIALOGUE_NONE);
    out = talker->ops->output(talker);
    talker->ops->sent(talker, out.len);
    HEARS("HTTP/1.1 200 OK\r\n\r\n");
    assert_int_equal(inner.made, 1);
    assert_int_equal(talker->outcome, PROBE_TALK_MORE);
    end_it();
}

/* MS-TDS 2.2.6.5: TLS travels inside packets. */
static void
tds_wraps_records(void **state)
{
    struct base_slice out;

    (void)state;
    begin_with(NULL, PROBE_DIALOGUE_MSSQL);
    out = talker->ops->output(talker);
    assert_true(out.len > 8);
    talker->ops->sent(talker, out.len);
    HEARS("\4\1\0\x0f\0\0\1\0\1\0\6\0\1\xff\1");
    assert_int_equal(inner.made, 1);
    inner.out_n = sizeof long_output;
    out = talker->ops->output(talker);
    assert_int_equal(out.len, 4096); /* as long as a packet gets */
    assert_memory_equal(out.ptr, "\x12\1\x10\0\0\0\0\0", 8);
    talker->ops->sent(talker, 4000);
    assert_int_equal(inner.sent, 0);
    assert_int_equal(talker->ops->output(talker).len, 96);
    talker->ops->sent(talker, 96);
    assert_int_equal(inner.sent, 4088);
    out = talker->ops->output(talker);
    assert_int_equal(out.len, 8 + 5000 - 4088);
    assert_int_equal(out.ptr[2] << 8 | out.ptr[3], out.len);
    talker->ops->sent(talker, out.len);
    assert_int_equal(talker->ops->output(talker).len, 0);
    end_it();
}

static void
tds_unwraps_packets(void **state)
{
    struct base_slice out;

    (void)state;
    begin_with(NULL, PROBE_DIALOGUE_MSSQL);
    out = talker->ops->output(talker);
    talker->ops->sent(talker, out.len);
    HEARS("\4\1\0\x0f\0\0\1\0\1\0\6\0\1\xff\1");
    HEARS("\x12\1\0\x0b\0\0"); /* however they are cut */
    HEARS("\0\0ab");
    assert_int_equal(inner.fed_n, 2);
    HEARS("c\x12\1\0\x08\0\0\0\0\x12\1\0\x09\0\0\0\0d");
    assert_int_equal(inner.fed_n, 4);
    assert_memory_equal(inner.fed, "abcd", 4);
    inner.talker.outcome = PROBE_TALK_DONE;
    HEARS("\x12\1\0\x09\0\0\0\0e"); /* it has ended */
    assert_int_equal(inner.fed_n, 4);
    end_it();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls_is_made_behind_the_go_ahead),
        cmocka_unit_test(what_was_injected_is_counted),
        cmocka_unit_test(a_dialogue_that_fails_says_why),
        cmocka_unit_test(without_memory_for_tls_it_fails),
        cmocka_unit_test(a_proxy_comes_first),
        cmocka_unit_test(tds_wraps_records),
        cmocka_unit_test(tds_unwraps_packets),
    };

    return cmocka_run_group_tests_name("dialogue_talker", tests, NULL, NULL);
}
