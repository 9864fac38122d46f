/* SPDX-License-Identifier: MIT */
/*
 * The lists within Certificate and CertificateRequest messages, read with
 * bounds of our own from the bytes as they were sent (RFC 5246 7.4.2 and 7.4.4,
 * RFC 8446 4.3.2 and 4.4.2). Pure but for memory.
 */
#ifndef PROBE_LISTS_H
#define PROBE_LISTS_H

#include <probe/result.h>

struct probe_list {
    uint8_t *bytes;           /* owned; what items point into */
    struct base_slice *items; /* owned */
    size_t n;
    bool cut;    /* over a limit: the rest is missing */
    bool broken; /* lengths that contradict each other, after what is here */
    bool no_memory;
};

/* body is the message without its four header bytes. False: nothing is in it
 * that could be read (cut or broken is set), or the list is empty. A list that
 * is longer or shorter than its message is broken, and read as far as it goes. */
bool probe_list_certificates(struct probe_list *list, struct base_slice body, bool tls13);

/* version as negotiated: the message has three shapes. */
bool probe_list_ca_names(struct probe_list *list, struct base_slice body, uint16_t version);

void probe_list_clear(struct probe_list *list);

#endif
