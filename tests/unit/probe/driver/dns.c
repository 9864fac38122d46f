/* SPDX-License-Identifier: MIT */
/* c-ares on the loop: its settings, its sockets, its time. No server is asked. */
#include "driver/run.h"

#include "net/sock.h"

#include "cmocka_prelude.h"

#include <string.h>

static struct timeval *timeout; /* what c-ares waits for; NULL: nothing */
static ares_sock_state_cb on_socket;
static void *on_socket_ctx;
static char *servers; /* that were set */
static unsigned processed;

static struct probe *run;

struct timeval *__wrap_ares_timeout(ares_channel channel, struct timeval *maxtv,
                                    struct timeval *tv);
int __real_ares_init_options(ares_channel *channel, struct ares_options *options, int optmask);
int __wrap_ares_init_options(ares_channel *channel, struct ares_options *options, int optmask);
int __wrap_ares_set_servers_ports_csv(ares_channel channel, const char *csv);
void __wrap_ares_process_fd(ares_channel channel, ares_socket_t read_fd, ares_socket_t write_fd);

struct timeval *
__wrap_ares_timeout(ares_channel channel, struct timeval *maxtv, struct timeval *tv)
{
    assert_ptr_equal(channel, run->dns);
    assert_null(maxtv);
    if (timeout == NULL)
        return NULL;
    *tv = *timeout;
    return tv;
}

int
__wrap_ares_init_options(ares_channel *channel, struct ares_options *options, int optmask)
{
    if ((optmask & ARES_OPT_SOCK_STATE_CB) != 0) {
        on_socket = options->sock_state_cb;
        on_socket_ctx = options->sock_state_cb_data;
        assert_string_equal(options->lookups, "b"); /* of servers alone */
    } else if ((optmask & ARES_OPT_LOOKUPS) != 0) {
        assert_string_equal(options->lookups, "f");
    }
    return __real_ares_init_options(channel, options, optmask);
}

int
__wrap_ares_set_servers_ports_csv(ares_channel channel, const char *csv)
{
    assert_ptr_equal(channel, run->dns);
    servers = (char *)(uintptr_t)csv;
    return strcmp(csv, "bad") == 0 ? ARES_EBADSTR : ARES_SUCCESS;
}

void
__wrap_ares_process_fd(ares_channel channel, ares_socket_t read_fd, ares_socket_t write_fd)
{
    assert_ptr_equal(channel, run->dns);
    assert_true(read_fd == ARES_SOCKET_BAD && write_fd == ARES_SOCKET_BAD); /* time alone */
    timeout = NULL;
    processed++;
}

static int
begin(void **state)
{
    struct probe_options o;
    char why[PROBE_TEXT_MAX];

    (void)state;
    probe_options_init(&o);
    timeout = NULL;
    servers = NULL;
    on_socket = NULL;
    processed = 0;
    run = probe_new(&o, BASE_TEXT_IN(why));
    return run == NULL;
}

static int
end(void **state)
{
    (void)state;
    probe_free(run);
    return 0;
}

static void
channels_are_made_once(void **state)
{
    ares_channel dns;

    (void)state;
    assert_true(probe_dns_open(run));
    assert_true(run->hosts_made && run->dns_made);
    assert_ptr_equal(on_socket_ctx, run);
    assert_null(servers); /* the system's */
    dns = run->dns;
    assert_true(probe_dns_open(run));
    assert_ptr_equal(run->dns, dns);
}

static void
servers_may_be_given(void **state)
{
    (void)state;
    run->options.dns_servers = "192.0.2.53";
    assert_true(probe_dns_open(run));
    assert_string_equal(servers, "192.0.2.53");
    (void)end(state);
    assert_int_equal(begin(state), 0);
    run->options.dns_servers = "bad";
    assert_false(probe_dns_open(run));
}

/* systemd-resolved writes "search ."; c-ares 1.18 would take it for a name. */
static void
the_search_list_has_no_empty_domains(void **state)
{
    char dot[] = ".", first[] = "a.example", empty[] = "", second[] = "b.example";
    char *domains[] = { dot, first, empty, second };
    struct ares_options o = { .domains = domains, .ndomains = 4 }, got;
    int mask = 0;

    (void)state;
    assert_true(probe_dns_open(run)); /* which begins the library */
    probe_dns_close(run);
    run->dns_polls = NULL;
    run->dns_made = false;
    assert_int_equal(__real_ares_init_options(&run->hosts_file, &o, ARES_OPT_DOMAINS),
                     ARES_SUCCESS);
    run->hosts_made = true;
    assert_true(probe_dns_open(run));
    assert_int_equal(ares_save_options(run->dns, &got, &mask), ARES_SUCCESS);
    assert_true((mask & ARES_OPT_DOMAINS) != 0);
    assert_int_equal(got.ndomains, 2);
    assert_string_equal(got.domains[0], "a.example");
    assert_string_equal(got.domains[1], "b.example");
    ares_destroy_options(&got);
}

static void
the_timer_is_that_of_c_ares(void **state)
{
    struct timeval tv = { .tv_sec = 2, .tv_usec = 500000 };

    (void)state;
    assert_true(probe_dns_open(run));
    timeout = &tv;
    uv_update_time(&run->loop);
    probe_dns_arm(run);
    assert_true(uv_is_active((uv_handle_t *)&run->dns_timer));
    assert_int_equal(uv_timer_get_due_in(&run->dns_timer), 2501);
    timeout = NULL;
    probe_dns_arm(run);
    assert_false(uv_is_active((uv_handle_t *)&run->dns_timer));
    tv = (struct timeval){ 0 };
    timeout = &tv;
    probe_dns_arm(run);
    (void)uv_run(&run->loop, UV_RUN_DEFAULT); /* until nothing is waited for */
    assert_int_equal(processed, 1);
}

static void
sockets_are_watched_while_c_ares_says_so(void **state)
{
    struct probe_address loopback;
    int fds[3];

    (void)state;
    assert_true(probe_dns_open(run));
    assert_true(probe_address_parse("127.0.0.1", &loopback));
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(probe_sock_listen(&loopback, 0, &fds[i]), 0);
        on_socket(on_socket_ctx, (ares_socket_t)fds[i], 1, 0);
        assert_int_equal(run->dns_polls_n, i + 1);
    }
    on_socket(on_socket_ctx, (ares_socket_t)fds[0], 1, 1); /* it is known */
    assert_int_equal(run->dns_polls_n, 3);
    on_socket(on_socket_ctx, (ares_socket_t)fds[0], 0, 0);
    assert_int_equal(run->dns_polls_n, 2);
    on_socket(on_socket_ctx, (ares_socket_t)fds[0], 0, 0); /* it is gone */
    assert_int_equal(run->dns_polls_n, 2);
    on_socket(on_socket_ctx, (ares_socket_t)fds[2], 0, 0);
    on_socket(on_socket_ctx, (ares_socket_t)fds[1], 0, 0);
    assert_int_equal(run->dns_polls_n, 0);
    (void)uv_run(&run->loop, UV_RUN_DEFAULT); /* they are closed: nothing keeps it running */
    for (size_t i = 0; i < 3; i++)
        probe_sock_close(fds[i]);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(channels_are_made_once),
        CASE(servers_may_be_given),
        CASE(the_search_list_has_no_empty_domains),
        CASE(the_timer_is_that_of_c_ares),
        CASE(sockets_are_watched_while_c_ares_says_so),
    };

    return cmocka_run_group_tests_name("dns", tests, NULL, NULL);
}
