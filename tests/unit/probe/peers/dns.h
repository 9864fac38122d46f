/* SPDX-License-Identifier: MIT */
/*
 * A name server for tests: a thread on a port of loopback, UDP and TCP, that answers every
 * A question with the same addresses and every AAAA question with none.
 */
#ifndef TEST_DNS_H
#define TEST_DNS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct dns {
    const char *const *addresses; /* IPv4 */
    unsigned n;
    unsigned delay_ms;
    int rcode;       /* 3: the name does not exist */
    int lost;        /* the type of the questions that are never answered; 0: none */
    int aaaa_rcode;  /* for AAAA alone, as name servers that do not know it answer */
    int questions;   /* so far; read it after dns_stop */
    char server[32]; /* for probe_options.dns_servers */
    int fd, tcp;
    pthread_t thread;
};

void dns_start(struct dns *d);
void dns_stop(struct dns *d);

#endif
