/* SPDX-License-Identifier: MIT */
#include "flight_edit.h"

#include <stdbool.h>
#include <string.h>

#define ITEMS_MAX 128
#define BODY_MAX 65536u /* nothing grows beyond it */
#define FLOOD_MAX 48
#define RECORD_MAX 16384
#define FLIGHT_EDITED_MAX (1u << 20) /* and the flight ends there */

enum { ALERT = 21, HANDSHAKE = 22 };
enum { CERTIFICATE = 11, COMPRESSED_CERTIFICATE = 25 };

enum form { RAW, RECORD, MESSAGE };

struct item {
    enum form form;
    uint8_t type;
    uint16_t version;
    int lie;             /* added to the length in its head */
    unsigned split;      /* octets a record; 0: as few records as can be */
    bool joined, broken; /* in the record before; an alert within */
    uint8_t alert;
    struct writer body;
};

struct model {
    struct item at[ITEMS_MAX];
    size_t n;
};

static struct base_slice
part(struct base_slice s, size_t from, size_t len)
{
    from = from < s.len ? from : s.len;
    return (struct base_slice){ s.ptr + from, len < s.len - from ? len : s.len - from };
}

static size_t
number(struct base_slice s, size_t at, size_t width)
{
    size_t v = 0;

    for (size_t i = 0; i < width; i++)
        v = v << 8 | s.ptr[at + i];
    return v;
}

static void
write_number(struct writer *w, size_t v, size_t width)
{
    for (size_t i = width; i > 0; i--) {
        const uint8_t octet = (uint8_t)(v >> 8 * (i - 1));

        writer_bytes(w, (struct base_slice){ &octet, 1 });
    }
}

/* ---- apart ---- */

/* Room at `at`; NULL: there is none. */
static struct item *
insert(struct model *m, size_t at, enum form form, uint8_t type)
{
    struct item *item = &m->at[at];

    if (m->n == ITEMS_MAX)
        return NULL;
    memmove(item + 1, item, (m->n - at) * sizeof *item);
    m->n++;
    *item = (struct item){ .form = form, .type = type, .version = 0x0303 };
    return item;
}

static void
add(struct model *m, enum form form, uint8_t type, uint16_t version, struct base_slice body)
{
    struct item *item = insert(m, m->n, form, type);

    if (item == NULL)
        return;
    item->version = version;
    writer_bytes(&item->body, body);
}

/* The whole messages of the handshake octets gathered so far; the rest stays. */
static void
add_messages(struct model *m, struct writer *gathered, uint16_t version)
{
    struct base_slice s = writer_slice(gathered);
    size_t at = 0;

    while (s.len - at >= 4 && number(s, at + 1, 3) <= s.len - at - 4) {
        size_t len = number(s, at + 1, 3);

        add(m, MESSAGE, s.ptr[at], version, part(s, at + 4, len));
        at += 4 + len;
    }
    if (at > 0)
        memmove(gathered->at, gathered->at + at, s.len - at);
    gathered->len = s.len - at;
}

static void
take_apart(struct model *m, struct base_slice s)
{
    struct writer gathered = { 0 };
    uint16_t version = 0x0303;
    size_t at = 0;

    if (s.len > 2 && s.ptr[0] >= 0x80) { /* an SSL 2.0 ClientHello, RFC 5246 E.2 */
        at = 2 + ((size_t)(s.ptr[0] & 0x7f) << 8 | s.ptr[1]);
        add(m, RAW, 0, 0, part(s, 0, at));
    }
    while (at < s.len && s.len - at >= 5 && number(s, at + 3, 2) <= s.len - at - 5) {
        struct base_slice body = part(s, at + 5, number(s, at + 3, 2));

        version = (uint16_t)number(s, at + 1, 2);
        if (s.ptr[at] == HANDSHAKE) {
            writer_bytes(&gathered, body);
            add_messages(m, &gathered, version);
        } else {
            add(m, RECORD, s.ptr[at], version, body);
        }
        at += 5 + body.len;
    }
    if (gathered.len > 0)
        add(m, RECORD, HANDSHAKE, version, writer_slice(&gathered));
    if (at < s.len)
        add(m, RAW, 0, 0, part(s, at, s.len));
    writer_free(&gathered);
}

/* ---- together ---- */

static void
write_record(struct writer *w, uint8_t type, uint16_t version, int lie, struct base_slice body)
{
    write_number(w, type, 1);
    write_number(w, version, 2);
    write_number(w, (size_t)((int)body.len + lie) & 0xffff, 2);
    writer_bytes(w, body);
}

static void
write_records(struct writer *w, const struct item *item, struct base_slice s)
{
    size_t size = item->split > 0 ? item->split : RECORD_MAX;
    const uint8_t alert[] = { 1, item->alert };

    for (size_t at = 0; at < s.len; at += size) {
        write_record(w, HANDSHAKE, item->version, 0, part(s, at, size));
        if (item->broken && at == 0)
            write_record(w, ALERT, item->version, 0, (struct base_slice){ alert, sizeof alert });
    }
}

static void
put_together(struct writer *w, const struct model *m)
{
    struct writer pending = { 0 };

    for (size_t i = 0; i < m->n && w->len < FLIGHT_EDITED_MAX; i++) {
        const struct item *item = &m->at[i], *next = i + 1 < m->n ? item + 1 : NULL;

        if (item->form == RAW) {
            writer_bytes(w, writer_slice(&item->body));
        } else if (item->form == RECORD) {
            write_record(w, item->type, item->version, item->lie, writer_slice(&item->body));
        } else {
            write_number(&pending, item->type, 1);
            write_number(&pending, (size_t)((int)item->body.len + item->lie) & 0xffffff, 3);
            writer_bytes(&pending, writer_slice(&item->body));
            if (next != NULL && next->form == MESSAGE && next->joined)
                continue;
            write_records(w, item, writer_slice(&pending));
            pending.len = 0;
        }
    }
    writer_free(&pending);
}

/* ---- edits ---- */

/* What stands in the place of an item's contents; `body` is the edit's own. */
static void
replace(struct item *item, struct writer *body)
{
    writer_free(&item->body);
    item->body = *body;
}

static void
erase(struct model *m, size_t at)
{
    writer_free(&m->at[at].body);
    m->n--;
    memmove(&m->at[at], &m->at[at + 1], (m->n - at) * sizeof m->at[0]);
}

static void
repeat(struct model *m, size_t at, size_t times)
{
    for (size_t i = 0; i < times; i++) {
        struct item *copy = insert(m, at, RAW, 0);

        if (copy == NULL)
            return;
        *copy = m->at[at + 1];
        copy->body = (struct writer){ 0 };
        writer_bytes(&copy->body, writer_slice(&m->at[at + 1].body));
    }
}

static void
swap(struct model *m, size_t a, size_t b)
{
    struct item item = m->at[a];

    m->at[a] = m->at[b];
    m->at[b] = item;
}

static void
change_type(struct item *item, uint8_t value)
{
    static const uint8_t messages[] = { 0, 1, 2, 4, 11, 12, 13, 14, 15, 16, 20, 22, 25, 99 };
    static const uint8_t records[] = { 20, 21, 22, 23, 24, 25, 128 };

    item->type =
        item->form == MESSAGE ? messages[value % sizeof messages] : records[value % sizeof records];
}

static void
flip(struct item *item, uint8_t value)
{
    if (item->body.len > 0)
        item->body.at[value % item->body.len] ^= (uint8_t)(1u << (value & 7));
}

static void
cut(struct item *item, uint8_t value)
{
    item->body.len -= item->body.len > 0 ? value % (item->body.len + 1) : 0;
}

static void
insert_alert(struct model *m, size_t at, uint8_t value)
{
    static const uint8_t alerts[] = { 0, 10, 40, 42, 43, 47, 70, 80, 86, 90, 100, 112, 120, 255 };
    struct item *item = insert(m, at, RECORD, ALERT);

    if (item == NULL)
        return;
    write_number(&item->body, value >> 7 ? 2u : value % 3, 1);
    write_number(&item->body, alerts[(value & 0x7f) % sizeof alerts], 1);
}

static void
insert_record(struct model *m, size_t at, uint8_t value)
{
    static const struct {
        uint8_t type;
        const char *hex;
    } rows[] = { { 20, "01" },   { 22, "" },         { 23, "17" }, { 24, "010000" }, { 21, "" },
                 { 21, "0100" }, { 21, "01000170" }, { 21, "02" }, { 23, "" } };
    const size_t row = value % (sizeof rows / sizeof rows[0]);
    struct item *item = insert(m, at, RECORD, rows[row].type);

    if (item != NULL)
        writer_hex(&item->body, rows[row].hex);
}

static void
insert_message(struct model *m, size_t at, uint8_t value)
{
    static const struct {
        uint8_t type;
        const char *hex;
    } rows[] = {
        { 0, "" },                      /* HelloRequest */
        { 11, "000000" },               /* Certificate, empty */
        { 11, "" },                     /* no list at all */
        { 11, "000004 000001 30" },     /* of one octet */
        { 11, "000003 000000" },        /* of none */
        { 13, "01 01 0000" },           /* CertificateRequest before TLS 1.2 */
        { 13, "01 01 0002 0401 0000" }, /* of TLS 1.2 */
        { 14, "" },                     /* ServerHelloDone */
        { 22, "01 000001 00" },         /* CertificateStatus */
        { 25, "0001 000010 000000" },   /* CompressedCertificate, zlib */
        { 8, "0000" },                  /* EncryptedExtensions */
        { 20, "000000000000000000000000" },
    };
    const size_t row = value % (sizeof rows / sizeof rows[0]);
    struct item *item = insert(m, at, MESSAGE, rows[row].type);

    if (item != NULL)
        writer_hex(&item->body, rows[row].hex);
}

/* An entry of a Certificate's list, RFC 5246 7.4.2. */
static void
write_entry(struct writer *w, struct base_slice entry, int lie)
{
    write_number(w, (size_t)((int)entry.len + lie) & 0xffffff, 3);
    writer_bytes(w, entry);
}

enum { ENTRY_DELETE, ENTRY_TWICE, ENTRY_EMPTY, ENTRY_LONG, ENTRY_SHORT, ENTRY_MANY, ENTRY_LAST };

static void
write_edited(struct writer *w, struct base_slice entry, uint8_t how)
{
    unsigned times = how == ENTRY_MANY ? 40 : how == ENTRY_TWICE ? 2 : how == ENTRY_DELETE ? 0 : 1;

    if (how == ENTRY_EMPTY)
        entry.len = 0;
    for (unsigned i = 0; i < times && w->len < BODY_MAX; i++)
        write_entry(w, entry, how == ENTRY_LONG ? 1 : how == ENTRY_SHORT ? -1 : 0);
}

/* Five bits choose the entry; the last of the ways is a false length of the list. */
static void
edit_chain(struct item *item, uint8_t value)
{
    struct base_slice s = writer_slice(&item->body);
    struct writer list = { 0 }, body = { 0 };
    uint8_t how = value & 7, which = value >> 3;
    size_t at = 3, lie = 0;

    if (item->form != MESSAGE || item->type != CERTIFICATE)
        return;
    for (unsigned i = 0; at + 3 <= s.len; i++) {
        struct base_slice entry = part(s, at + 3, number(s, at, 3));

        if (i % 4 == which % 4)
            write_edited(&list, entry, how);
        else
            write_entry(&list, entry, 0);
        at += 3 + entry.len;
    }
    if (how >= ENTRY_LAST)
        lie = which + 1u;
    write_number(&body, (how == ENTRY_LAST ? list.len + lie : list.len - lie) & 0xffffff, 3);
    writer_bytes(&body, writer_slice(&list));
    writer_free(&list);
    replace(item, &body);
}

static void
compress(struct item *item, uint8_t value)
{
    struct writer body = { 0 };

    if (item->form != MESSAGE)
        return;
    item->type = COMPRESSED_CERTIFICATE;
    write_number(&body, value & 3, 2); /* 1 zlib, 2 brotli, 3 zstd */
    write_number(&body, (value & 4) != 0 ? 0xffffff : item->body.len, 3);
    write_entry(&body, writer_slice(&item->body), 0);
    replace(item, &body);
}

static void
end_within(struct model *m, size_t at, uint8_t value)
{
    struct item *item = &m->at[at];
    size_t keeps = item->body.len * value / 256;

    while (m->n > at + 1)
        erase(m, m->n - 1);
    item->lie = (int)(item->body.len - keeps);
    item->body.len = keeps;
}

/* Of one item; what a row changes nothing of is not here. */
static void
edit_item(struct item *item, const struct flight_edit *e)
{
    static const uint16_t versions[] = { 0x0002, 0x0200, 0x0300, 0x0301, 0x0302,
                                         0x0303, 0x0304, 0x7f1c, 0xfeff };

    switch (e->op) {
    case FLIGHT_TYPE:
        change_type(item, e->value);
        break;
    case FLIGHT_LENGTH:
        item->lie = (int8_t)e->value;
        break;
    case FLIGHT_FLIP:
        flip(item, e->value);
        break;
    case FLIGHT_CUT:
        cut(item, e->value);
        break;
    case FLIGHT_APPEND:
        if (item->body.len < BODY_MAX)
            write_number(&item->body, e->value, 1);
        break;
    case FLIGHT_SPLIT:
        item->split = e->value + 1u;
        break;
    case FLIGHT_JOIN:
        item->joined = true;
        break;
    case FLIGHT_BREAK:
        item->broken = true;
        item->split = item->split > 0 ? item->split : 7;
        item->alert = e->value;
        break;
    case FLIGHT_CHAIN:
        edit_chain(item, e->value);
        break;
    case FLIGHT_VERSION:
        item->version = versions[e->value % (sizeof versions / sizeof versions[0])];
        break;
    default:
        compress(item, e->value);
    }
}

static void
edit(struct model *m, const struct flight_edit *e)
{
    size_t at = m->n > 0 ? e->item % m->n : 0;

    if (m->n == 0)
        return;
    switch (e->op) {
    case FLIGHT_DELETE:
        erase(m, at);
        break;
    case FLIGHT_TWICE:
    case FLIGHT_FLOOD:
        repeat(m, at, e->op == FLIGHT_TWICE ? 1 : e->value % FLOOD_MAX);
        break;
    case FLIGHT_SWAP:
        swap(m, at, (at + 1) % m->n);
        break;
    case FLIGHT_MOVE:
        for (; e->value & 1 ? at + 1 < m->n : at > 0; at = e->value & 1 ? at + 1 : at - 1)
            swap(m, at, e->value & 1 ? at + 1 : at - 1);
        break;
    case FLIGHT_ALERT:
        insert_alert(m, at, e->value);
        break;
    case FLIGHT_RECORD:
        insert_record(m, at, e->value);
        break;
    case FLIGHT_MESSAGE:
        insert_message(m, at, e->value);
        break;
    case FLIGHT_END:
        end_within(m, at, e->value);
        break;
    default:
        edit_item(&m->at[at], e);
    }
}

void
flight_edit_apply(struct writer *w, struct base_slice flight, const struct flight_edit *edits,
                  size_t n)
{
    struct model m = { .n = 0 };

    take_apart(&m, flight);
    for (size_t i = 0; i < n; i++)
        edit(&m, &edits[i]);
    put_together(w, &m);
    while (m.n > 0)
        erase(&m, m.n - 1);
}
