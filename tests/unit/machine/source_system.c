/* SPDX-License-Identifier: MIT */
/* This machine or another: its registry and its drives, both of which stand in here for Windows's
 * (-Wl,--wrap), for no other system has them. */
#include <machine/source.h>

#include <os/file.h>
#include <os/registry.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_prelude.h"

struct os_registry *__wrap_os_registry_open(const char *name);
void __wrap_os_registry_close(struct os_registry *r);
int __wrap_os_registry_values(struct os_registry *r, const char *key,
                              void (*each)(void *ctx, const struct os_registry_value *v),
                              void *ctx);
int __wrap_os_registry_subkeys(struct os_registry *r, const char *key,
                               void (*each)(void *ctx, const char *name), void *ctx);
int __wrap_os_open(const char *path, enum os_open how);
int __wrap_os_info(const char *path, struct os_info *out);

static struct machine_server *server; /* large */
static char line[1024];

static char asked[64];    /* which machine; "-": none */
static int refusal;       /* of each key; 0: it is there and empty */
static bool large;        /* a value is larger than its room */
static bool reachable;    /* its drives */
static int open_error;    /* of each file */
static char opened[2048]; /* the first file that was asked for */
static unsigned closed;

struct os_registry *
__wrap_os_registry_open(const char *name)
{
    if (strcmp(name, "nobody") == 0) {
        errno = ENOSYS;
        return NULL;
    }
    (void)strcpy(asked, name);
    return (struct os_registry *)asked;
}

void
__wrap_os_registry_close(struct os_registry *r)
{
    assert_ptr_equal(r, asked);
    closed++;
}

int
__wrap_os_registry_values(struct os_registry *r, const char *key,
                          void (*each)(void *ctx, const struct os_registry_value *v), void *ctx)
{
    static const uint8_t name[] = { 'F', 0, 'E', 0, 0, 0 }, a[] = { 'A', 0, 0, 0 };

    assert_ptr_equal(r, asked);
    if (strcmp(key, "SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName") == 0) {
        each(ctx, &(struct os_registry_value){ "ComputerName", 1, name, sizeof name });
        return 0;
    }
    if (strcmp(key, "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion") == 0) {
        each(ctx, &(struct os_registry_value){ "ProductName", 1, a, sizeof a });
        if (large)
            each(ctx, &(struct os_registry_value){ "Large", 3, NULL, SIZE_MAX });
        return 0;
    }
    return refusal;
}

int
__wrap_os_registry_subkeys(struct os_registry *r, const char *key,
                           void (*each)(void *ctx, const char *name), void *ctx)
{
    assert_ptr_equal(r, asked);
    assert_string_equal(key, "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall");
    each(ctx, "{1}");
    return 0;
}

int
__wrap_os_open(const char *path, enum os_open how)
{
    assert_int_equal(how, OS_OPEN_READ_NOW);
    if (opened[0] == '\0')
        (void)strncat(opened, path, sizeof opened - 1);
    errno = open_error;
    return -1;
}

int
__wrap_os_info(const char *path, struct os_info *out)
{
    (void)path;
    (void)out;
    return reachable ? 0 : ENOENT;
}

static int
begin(void **state)
{
    (void)state;
    refusal = open_error = ENOENT;
    large = false;
    reachable = true;
    asked[0] = opened[0] = '\0';
    closed = 0;
    server = calloc(1, sizeof *server);
    return server == NULL ? -1 : 0;
}

static int
end(void **state)
{
    (void)state;
    free(server);
    return 0;
}

static bool
look_at(const char *name)
{
    line[0] = '\0';
    return machine_look_at_system(name, server, BASE_TEXT_IN(line));
}

static bool
noted(const char *part)
{
    for (size_t i = 0; i < server->notes_n; i++)
        if (strstr(server->notes[i], part) != NULL)
            return true;
    return false;
}

static void
keys_are_those_of_the_control_set_in_use(void **state)
{
    (void)state;
    assert_true(look_at(""));
    assert_string_equal(asked, "");
    assert_string_equal(server->name, "FE");
    assert_string_equal(server->windows, "A");
    assert_false(noted("parts of the registry were too large"));
    assert_int_equal(closed, 1);
}

/* What is not there is not there; what is refused is not known. */
static void
a_refusal_is_no_answer(void **state)
{
    (void)state;
    assert_true(look_at(""));
    assert_int_equal(server->data_mcu, MACHINE_NO);
    assert_int_equal(server->edge, MACHINE_NO);
    refusal = EACCES;
    assert_true(look_at(""));
    assert_int_equal(server->data_mcu, MACHINE_UNKNOWN);
    assert_int_equal(server->edge, MACHINE_UNKNOWN);
    refusal = 0;
    assert_true(look_at(""));
    assert_int_equal(server->data_mcu, MACHINE_YES);
    assert_int_equal(server->edge, MACHINE_YES);
}

static void
what_is_too_large_is_said_to_be(void **state)
{
    (void)state;
    large = true;
    assert_true(look_at(""));
    assert_true(noted("parts of the registry were too large"));
    assert_int_equal(server->edge, MACHINE_UNKNOWN);
}

static void
drives_of_another_machine_are_shares(void **state)
{
    (void)state;
    assert_true(look_at("\\\\FE01"));
    assert_string_equal(asked, "FE01");
    assert_int_equal(strncmp(opened, "\\\\FE01\\C$\\", 10), 0);
    opened[0] = '\0';
    assert_true(look_at(""));
    assert_int_equal(strncmp(opened, "C:\\", 3), 0);
}

/* A file that is not there is another thing than a drive that is not. */
static void
a_drive_that_is_not_reached_is_told(void **state)
{
    (void)state;
    assert_true(look_at("FE01"));
    assert_int_equal(server->runtimes[0].installed, MACHINE_NO);
    assert_false(noted("the drive cannot be reached"));
    reachable = false;
    assert_true(look_at("FE01"));
    assert_int_equal(server->runtimes[0].installed, MACHINE_UNKNOWN);
    assert_true(noted("the drive cannot be reached"));
    open_error = EACCES; /* it was reached */
    assert_true(look_at("FE01"));
    assert_int_equal(server->runtimes[0].installed, MACHINE_UNKNOWN);
    assert_false(noted("the drive cannot be reached"));
}

static void
a_system_without_a_registry_says_so(void **state)
{
    (void)state;
    assert_false(look_at("nobody"));
    assert_int_equal(
        strncmp(line, "--this-server nobody: asking a server itself requires Windows", 61), 0);
    assert_int_equal(closed, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(keys_are_those_of_the_control_set_in_use), CASE(a_refusal_is_no_answer),
        CASE(what_is_too_large_is_said_to_be),          CASE(drives_of_another_machine_are_shares),
        CASE(a_drive_that_is_not_reached_is_told),      CASE(a_system_without_a_registry_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
