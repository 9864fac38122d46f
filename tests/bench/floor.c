/* SPDX-License-Identifier: MIT */
/*
 * The floor: what looking at a certificate costs when nothing else is done. Each
 * target gets a TCP connection and a canned ClientHello, is read to the end of
 * its Certificate message, and is closed. No cryptography, no judgement, nothing
 * kept. ekuprobe's speed is measured against this in the same run on the same lab.
 *
 *   floor [-k rsa|mix] [-c CONCURRENCY] [-t TIMEOUT_MS] [-s] < targets
 *
 * -s: behind SMTP's STARTTLS, canned too: each answer of the server is taken for the one that is
 * due.
 *
 * targets: numeric ADDRESS:PORT or [ADDRESS]:PORT, one a line. Prints one JSON
 * object. Exit status 0 when every target showed a Certificate, else 1.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONCURRENCY 256u
#define CONCURRENCY_MAX 60000u
#define TIMEOUT_MS 5000u
#define EVENTS_MAX 512
#define RECORD_HANDSHAKE 22
#define MESSAGE_CERTIFICATE 11

/* Everything of a ClientHello but the cipher suites; TLS 1.2, no server name. */
#define HELLO_HEAD(record_len, message_len)                                                        \
    0x16, 0x03, 0x01, 0x00, record_len, 0x01, 0x00, 0x00, message_len, 0x03, 0x03, 'f', 'l', 'o',  \
        'o', 'r', 'f', 'l', 'o', 'o', 'r', 'f', 'l', 'o', 'o', 'r', 'f', 'l', 'o', 'o', 'r', 'f',  \
        'l', 'o', 'o', 'r', 'f', 'l', 'o', 'o', 'r', 'f', 'l', 0x00
#define SIGNATURE_ALGORITHMS                                                                       \
    0x00, 0x0D, 0x00, 0x0E, 0x00, 0x0C, 0x04, 0x01, 0x05, 0x01, 0x06, 0x01, 0x02, 0x01, 0x04,      \
        0x03, 0x05, 0x03
#define GROUPS                                                                                     \
    0x00, 0x0A, 0x00, 0x08, 0x00, 0x06, 0x00, 0x1D, 0x00, 0x17, 0x00, 0x18, 0x00, 0x0B, 0x00,      \
        0x02, 0x01, 0x00

static const uint8_t hello_rsa[] = {
    HELLO_HEAD(0x4D, 0x49),
    /* AES-GCM, AES-CBC, 3DES with RSA key exchange; the renegotiation SCSV */
    0x00, 0x0E, 0x00, 0x9C, 0x00, 0x9D, 0x00, 0x3C, 0x00, 0x2F, 0x00, 0x35, 0x00, 0x0A, 0x00, 0xFF,
    0x01, 0x00, 0x00, 0x12, SIGNATURE_ALGORITHMS
};
static const uint8_t hello_mix[] = { HELLO_HEAD(0x65, 0x61),
                                     /* ECDHE with RSA and ECDSA first, then as above */
                                     0x00, 0x14, 0xC0, 0x2F, 0xC0, 0x30, 0xC0, 0x2B, 0xC0, 0x13,
                                     0x00, 0x9C, 0x00, 0x9D, 0x00, 0x2F, 0x00, 0x35, 0x00, 0x0A,
                                     0x00, 0xFF, 0x01, 0x00, 0x00, 0x24, SIGNATURE_ALGORITHMS,
                                     GROUPS };

_Static_assert(sizeof hello_rsa == 5 + 0x4D && sizeof hello_mix == 5 + 0x65, "lengths as written");

struct target {
    struct sockaddr_storage address;
    socklen_t len;
};

/* One connection; in the queue of those in flight, oldest first. */
struct talk {
    int fd;
    int64_t started_us;
    struct talk *older, *newer;
    bool hello_sent, record_is_handshake;
    unsigned said; /* of the dialogue */
    uint8_t head[5], head_n, message[4], message_n;
    size_t record_left, message_left;
};

static struct {
    const uint8_t *hello;
    size_t hello_len;
    const char *kx;
    unsigned concurrency, timeout_ms;
    bool smtp;
    struct target *targets;
    size_t targets_n, next, done, certificates;
    int epoll;
    struct talk *talks, *oldest, *newest, *spare;
    size_t in_flight;
} run = { .hello = hello_rsa,
          .hello_len = sizeof hello_rsa,
          .kx = "rsa",
          .concurrency = CONCURRENCY,
          .timeout_ms = TIMEOUT_MS };

static void
die(const char *what)
{
    perror(what);
    exit(2);
}

static int64_t
now_us(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool
parse_target(char *line, struct target *out)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)&out->address;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)&out->address;
    char *colon, *end;
    unsigned long port;

    line[strcspn(line, "\r\n")] = '\0';
    if ((colon = strrchr(line, ':')) == NULL)
        return false;
    *colon = '\0';
    port = strtoul(colon + 1, &end, 10);
    if (end == colon + 1 || *end != '\0' || port == 0 || port > 65535)
        return false;
    if (line[0] == '[' && colon > line && colon[-1] == ']') {
        colon[-1] = '\0';
        *v6 = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
        out->len = sizeof *v6;
        return inet_pton(AF_INET6, line + 1, &v6->sin6_addr) == 1;
    }
    *v4 = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    out->len = sizeof *v4;
    return inet_pton(AF_INET, line, &v4->sin_addr) == 1;
}

static void
read_targets(FILE *in)
{
    char line[128];
    size_t cap = 0;

    while (fgets(line, sizeof line, in) != NULL) {
        if (run.targets_n == cap) {
            cap = cap > 0 ? cap * 2 : 1024;
            run.targets = realloc(run.targets, cap * sizeof *run.targets);
            if (run.targets == NULL)
                die("targets");
        }
        if (!parse_target(line, &run.targets[run.targets_n])) {
            (void)fprintf(stderr, "not ADDRESS:PORT: %s\n", line);
            exit(2);
        }
        run.targets_n++;
    }
    if (run.targets_n == 0) {
        (void)fprintf(stderr, "no targets\n");
        exit(2);
    }
}

static void
finish(struct talk *t, bool shown)
{
    (void)close(t->fd);
    run.done++;
    run.certificates += shown;
    run.in_flight--;
    *(t->older != NULL ? &t->older->newer : &run.oldest) = t->newer;
    *(t->newer != NULL ? &t->newer->older : &run.newest) = t->older;
    t->newer = run.spare;
    run.spare = t;
}

static void
start(const struct target *to, int64_t now)
{
    struct talk *t = run.spare;
    struct epoll_event ev = { .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = t };

    run.spare = t->newer;
    *t = (struct talk){ .started_us = now, .older = run.newest };
    *(t->older != NULL ? &t->older->newer : &run.oldest) = t;
    run.newest = t;
    run.in_flight++;
    t->fd = socket(to->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (t->fd < 0)
        die("socket");
    if (connect(t->fd, (const struct sockaddr *)&to->address, to->len) != 0 &&
        errno != EINPROGRESS) {
        finish(t, false);
        return;
    }
    if (epoll_ctl(run.epoll, EPOLL_CTL_ADD, t->fd, &ev) != 0)
        die("epoll_ctl");
}

static size_t
fill(uint8_t *have, uint8_t *have_n, size_t want, const uint8_t *bytes, size_t len)
{
    size_t n = want - *have_n < len ? want - *have_n : len;

    memcpy(have + *have_n, bytes, n);
    *have_n = (uint8_t)(*have_n + n);
    return n;
}

/* Handshake bytes of one record; true at the end of the Certificate. */
static bool
pass_messages(struct talk *t, const uint8_t *bytes, size_t len)
{
    while (len > 0) {
        size_t n;

        if (t->message_n < sizeof t->message) {
            n = fill(t->message, &t->message_n, sizeof t->message, bytes, len);
            t->message_left =
                (size_t)t->message[1] << 16 | (size_t)t->message[2] << 8 | t->message[3];
        } else {
            n = len < t->message_left ? len : t->message_left;
            t->message_left -= n;
        }
        bytes += n;
        len -= n;
        if (t->message_n == sizeof t->message && t->message_left == 0) {
            if (t->message[0] == MESSAGE_CERTIFICATE)
                return true;
            t->message_n = 0;
        }
    }
    return false;
}

enum progress { MORE, SHOWN, REFUSED };

static enum progress
pass_records(struct talk *t, const uint8_t *bytes, size_t len)
{
    while (len > 0) {
        size_t n;

        if (t->record_left == 0) {
            n = fill(t->head, &t->head_n, sizeof t->head, bytes, len);
            if (t->head_n == sizeof t->head) {
                if (t->head[0] != RECORD_HANDSHAKE || t->head[1] != 3)
                    return REFUSED;
                t->record_left = (size_t)t->head[3] << 8 | t->head[4];
                t->head_n = 0;
            }
        } else {
            n = len < t->record_left ? len : t->record_left;
            if (pass_messages(t, bytes, n))
                return SHOWN;
            t->record_left -= n;
        }
        bytes += n;
        len -= n;
    }
    return MORE;
}

static const char *const dialogue[] = { "EHLO localhost\r\n", "STARTTLS\r\n" };
#define DIALOGUE_N (sizeof dialogue / sizeof dialogue[0])

/* The next thing to be said, the hello last; false: it could not be. */
static bool
say(struct talk *t)
{
    bool last = !run.smtp || t->said == DIALOGUE_N;
    const void *words = last ? (const void *)run.hello : dialogue[t->said];
    size_t n = last ? run.hello_len : strlen(dialogue[t->said]);

    t->said++;
    t->hello_sent = last;
    return send(t->fd, words, n, MSG_NOSIGNAL) == (ssize_t)n;
}

/* Until it would block: the events are edges. */
static void
receive(struct talk *t)
{
    static uint8_t buf[16384];

    for (;;) {
        ssize_t n = recv(t->fd, buf, sizeof buf, 0);
        enum progress p;

        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n > 0 && run.smtp && !t->hello_sent)
            p = say(t) ? MORE : REFUSED;
        else
            p = n > 0 ? pass_records(t, buf, (size_t)n) : REFUSED;
        if (p != MORE) {
            finish(t, p == SHOWN);
            return;
        }
        if ((size_t)n < sizeof buf)
            return; /* a short read emptied the socket; more is another edge */
    }
}

static void
on_event(struct talk *t, uint32_t events)
{
    if (!run.smtp && !t->hello_sent && (events & EPOLLOUT) != 0 && !say(t)) {
        finish(t, false);
        return;
    }
    if ((events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0)
        receive(t);
}

static void
drive(void)
{
    struct epoll_event events[EVENTS_MAX];

    while (run.done < run.targets_n) {
        int64_t now = now_us(), timeout_us = (int64_t)run.timeout_ms * 1000;
        int n, wait_ms = (int)run.timeout_ms;

        while (run.oldest != NULL && now - run.oldest->started_us >= timeout_us)
            finish(run.oldest, false);
        while (run.in_flight < run.concurrency && run.next < run.targets_n)
            start(&run.targets[run.next++], now);
        if (run.oldest != NULL) /* rounded up: never woken before it is time */
            wait_ms = (int)((run.oldest->started_us + timeout_us - now + 999) / 1000);
        n = run.in_flight > 0 ? epoll_wait(run.epoll, events, EVENTS_MAX, wait_ms) : 0;
        for (int i = 0; i < n; i++)
            on_event(events[i].data.ptr, events[i].events);
    }
}

/* Not ru_maxrss, which survives exec: it may be that of whoever started us. */
static long
peak_rss_kib(void)
{
    FILE *f = fopen("/proc/self/status", "r");
    char line[256];
    long kib = -1;

    while (f != NULL && kib < 0 && fgets(line, sizeof line, f) != NULL)
        if (strncmp(line, "VmHWM:", 6) == 0)
            kib = strtol(line + 6, NULL, 10);
    if (f != NULL)
        (void)fclose(f);
    return kib;
}

static void
print_report(double seconds)
{
    struct rusage u;
    double n = (double)run.targets_n, user_us, system_us;

    (void)getrusage(RUSAGE_SELF, &u);
    user_us = (double)u.ru_utime.tv_sec * 1e6 + (double)u.ru_utime.tv_usec;
    system_us = (double)u.ru_stime.tv_sec * 1e6 + (double)u.ru_stime.tv_usec;
    (void)printf("{\"tool\":\"floor\",\"kx\":\"%s\",\"concurrency\":%u,\"targets\":%zu,"
                 "\"certificates\":%zu,\"seconds\":%.4f,\"endpoints_per_s\":%.0f,"
                 "\"client_us\":%.2f,\"user_us\":%.2f,\"system_us\":%.2f,\"rss_kib\":%ld}\n",
                 run.kx, run.concurrency, run.targets_n, run.certificates, seconds, n / seconds,
                 (user_us + system_us) / n, user_us / n, system_us / n, peak_rss_kib());
}

static unsigned
number(const char *text, unsigned long max)
{
    char *end;
    unsigned long v = strtoul(text, &end, 10);

    if (end == text || *end != '\0' || v == 0 || v > max) {
        (void)fprintf(stderr, "not a number up to %lu: %s\n", max, text);
        exit(2);
    }
    return (unsigned)v;
}

static void
parse_options(int argc, char **argv)
{
    for (int c; (c = getopt(argc, argv, "k:c:t:s")) != -1;) {
        if (c == 'k' && strcmp(optarg, "mix") == 0) {
            run.kx = "mix";
            run.hello = hello_mix;
            run.hello_len = sizeof hello_mix;
        } else if (c == 's') {
            run.smtp = true;
        } else if (c == 'c') {
            run.concurrency = number(optarg, CONCURRENCY_MAX);
        } else if (c == 't') {
            run.timeout_ms = number(optarg, 600000);
        } else if (c != 'k' || strcmp(optarg, "rsa") != 0) {
            (void)fprintf(stderr, "usage: floor [-k rsa|mix] [-c N] [-t MS] [-s] < targets\n");
            exit(2);
        }
    }
}

int
main(int argc, char **argv)
{
    int64_t began_us;

    parse_options(argc, argv);
    read_targets(stdin);
    run.talks = calloc(run.concurrency, sizeof *run.talks);
    run.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (run.talks == NULL || run.epoll < 0)
        die("floor");
    for (size_t i = 0; i < run.concurrency; i++) {
        run.talks[i].newer = run.spare;
        run.spare = &run.talks[i];
    }
    began_us = now_us();
    drive();
    print_report((double)(now_us() - began_us) / 1e6);
    free(run.talks);
    free(run.targets);
    (void)close(run.epoll);
    return run.certificates == run.targets_n ? 0 : 1;
}
