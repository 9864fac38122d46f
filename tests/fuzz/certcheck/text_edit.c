/* SPDX-License-Identifier: MIT */
#include "text_edit.h"

#include <stdbool.h>
#include <string.h>

/* What separates a label from its value, or a cell from the next. */
static const char *const separators[] = { ": ",  ":",   " : ",      " = ",    "=",        ",",
                                          ";",   "\t",  "\u00a0: ", "\uff1a", "\u202f: ", "  ",
                                          ":: ", ":< ", " \u2013 ", "|",      "\u3001",   "\",\"" };

/* Of certutil, in its languages: whatever a line says of these, no reader goes by it. */
static const char *const labels[][5] = {
    { "Serial Number", "Seriennummer", "Num\u00e9ro de s\u00e9rie",
      "\u30b7\u30ea\u30a2\u30eb\u756a\u53f7", "\u5e8f\u5217\u53f7" },
    { "Issuer", "Aussteller", "\u00c9metteur", "\u767a\u884c\u8005", "\u9881\u53d1\u8005" },
    { "Subject", "Antragsteller", "Objet", "\u30b5\u30d6\u30b8\u30a7\u30af\u30c8",
      "\u4f7f\u7528\u8005" },
    { "Certificate Extensions", "Zertifikaterweiterungen", "Extensions de certificat",
      "\u8a3c\u660e\u66f8\u306e\u62e1\u5f35", "\u8bc1\u4e66\u6269\u5c55" },
    { "Cert Hash", "Zertifikathash", "Hach. cert.", "\u8a3c\u660e\u66f8\u30cf\u30c3\u30b7\u30e5",
      "\u8bc1\u4e66\u54c8\u5e0c" },
    { "Signature Algorithm", "Signaturalgorithmus", "Algorithme de signature",
      "\u7f72\u540d\u30a2\u30eb\u30b4\u30ea\u30ba\u30e0", "\u7b7e\u540d\u7b97\u6cd5" },
    { "Non-root Certificate", "Kein Stammzertifikat", "Certificat non-racine",
      "\u30eb\u30fc\u30c8\u3067\u306f\u306a\u3044\u8a3c\u660e\u66f8", "\u975e\u6839\u8bc1\u4e66" },
};

static const char *const words[] = {
    "",
    "================ Certificate 0 ================",
    "X509 Certificate:",
    "PKCS10 Certificate Request:",
    "    2.5.29.37: Flags = 0, Length = 16",
    "    Server Authentication (1.3.6.1.5.5.7.3.1)",
    "        1.3.6.1.5.5.7.3.2 Client Authentication",
    "    1.3.6.1.4.1.311.21.10: Flags = 0, Length = 1a",
    "Cert Hash(sha1): 00112233445566778899aabbccddeeff00112233",
    "-----BEGIN CERTIFICATE-----",
    "-----END CERTIFICATE-----",
    "MIIBszCCARygAwIBAgIBATANBgkqhkiG9w0BAQUFADAOMQwwCgYDVQQDDANhYmMw",
    "    0000  30 82 01 0a 02 82 01 01  00 b3",
    "dn: CN=x,CN=Certificate Templates",
    "objectClass: pKICertificateTemplate",
    "pKIExtendedKeyUsage: 1.3.6.1.5.5.7.3.1",
    "msPKI-Certificate-Application-Policy;range=0-1499: 1.3.6.1.5.5.7.3.2",
    "cn:: VGVtcGxhdGU=",
    "  TemplatePropCommonName = x",
    "sep=;",
    "#TYPE Selected.Microsoft.Rtc.Management.Xds.DisplayPool",
    "\"Fqdn\",\"Port\"",
    "edge01.contoso.com:8057",
    "fe01.contoso.com 8060,8061",
    "10.0.0.1-3",
    "----  ----",
    "CertUtil: -store command completed successfully.",
    "# a comment",
};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

struct lines {
    struct base_slice all, at; /* the line edited, without its end */
    size_t from, next;         /* where it and the line after it begin */
};

static struct base_slice
part(struct base_slice s, size_t from, size_t to)
{
    return (struct base_slice){ s.ptr + from, to - from };
}

static void
put(struct writer *w, const char *text)
{
    writer_bytes(w, base_slice_str(text));
}

static size_t
line_end(struct base_slice text, size_t from)
{
    const uint8_t *end = from < text.len ? memchr(text.ptr + from, '\n', text.len - from) : NULL;

    return end == NULL ? text.len : (size_t)(end - text.ptr);
}

static size_t
line_after(struct base_slice text, size_t from)
{
    size_t end = line_end(text, from);

    return end < text.len ? end + 1 : end;
}

static struct lines
find(struct base_slice text, unsigned line)
{
    struct lines l = { .all = text };
    size_t n = 0;

    for (size_t at = 0; at < text.len; at = line_after(text, at))
        n++;
    for (size_t i = n > 0 ? line % n : 0; i > 0; i--)
        l.from = line_after(text, l.from);
    l.next = line_after(text, l.from);
    l.at = part(text, l.from, line_end(text, l.from));
    return l;
}

/* A column of the line that is no middle of a character. */
static size_t
column(struct base_slice line, uint8_t value)
{
    size_t at = line.len > 0 ? value % line.len : 0;

    while (at > 0 && (line.ptr[at] & 0xc0) == 0x80)
        at--;
    return at;
}

static void
put_line(struct writer *w, struct base_slice line)
{
    writer_bytes(w, line);
    put(w, "\n");
}

static bool
begins(struct base_slice s, size_t at, const char *word)
{
    size_t len = strlen(word);

    return len <= s.len - at && memcmp(s.ptr + at, word, len) == 0;
}

/* The line with each of `what` (the longest first that stands there) as `with`. */
static void
put_replaced(struct writer *w, struct base_slice line, const char *const *what, size_t n,
             const char *with)
{
    for (size_t at = 0; at < line.len;) {
        const char *found = NULL;

        for (size_t i = 0; i < n; i++)
            if (begins(line, at, what[i]) && (found == NULL || strlen(what[i]) > strlen(found)))
                found = what[i];
        if (found != NULL)
            put(w, with);
        else
            writer_bytes(w, part(line, at, at + 1));
        at += found != NULL ? strlen(found) : 1;
    }
}

static void
put_translated(struct writer *w, struct base_slice line, uint8_t value)
{
    struct base_slice now = line;
    struct writer turns[2] = { { 0 }, { 0 } };

    for (size_t i = 0; i < COUNT(labels); i++) {
        struct writer *turn = &turns[i % 2];

        turn->len = 0;
        put_replaced(turn, now, labels[i], COUNT(labels[i]), labels[i][value % COUNT(labels[i])]);
        now = writer_slice(turn);
    }
    put_line(w, now);
    writer_free(&turns[0]);
    writer_free(&turns[1]);
}

static void
put_cased(struct writer *w, struct base_slice line, uint8_t value)
{
    for (size_t i = 0; i < line.len; i++) {
        uint8_t c = line.ptr[i];

        if ((value & 1) == 0 && c >= 'a' && c <= 'z')
            c &= 0xdf;
        else if ((value & 1) != 0 && c >= 'A' && c <= 'Z')
            c |= 0x20;
        writer_bytes(w, (struct base_slice){ &c, 1 });
    }
    put(w, "\n");
}

static void
put_indented(struct writer *w, struct base_slice line, uint8_t value)
{
    size_t at = 0;

    while (at < line.len && line.ptr[at] == ' ')
        at++;
    for (unsigned i = value % 12; i > 0; i--)
        put(w, value & 0x80 ? "\t" : " ");
    put_line(w, part(line, at, line.len));
}

static void
put_octet(struct writer *w, struct base_slice line, uint8_t value)
{
    static const char others[] = "0123456789abcdef.:,;=()[]{}\"'-_ \\/#@<>*xZ";
    size_t at = column(line, value), end = at + (at < line.len);

    while (end < line.len && (line.ptr[end] & 0xc0) == 0x80)
        end++;
    writer_bytes(w, part(line, 0, at));
    writer_bytes(w,
                 (struct base_slice){ (const uint8_t *)others + value % (sizeof others - 1), 1 });
    put_line(w, part(line, end, line.len));
}

static void
put_broken(struct writer *w, const struct lines *l, const char *before_rest, uint8_t value)
{
    size_t at = column(l->at, value);

    put_line(w, part(l->at, 0, at));
    put(w, before_rest);
    put_line(w, part(l->at, at, l->at.len));
}

/* What stands for the line itself. */
static void
put_edited(struct writer *w, const struct lines *l, const struct text_edit *e)
{
    switch (e->op) {
    case TEXT_TWICE:
        put_line(w, l->at);
        put_line(w, l->at);
        break;
    case TEXT_JOIN:
        writer_bytes(w, l->at);
        break;
    case TEXT_BREAK:
    case TEXT_FOLD:
        put_broken(w, l, e->op == TEXT_FOLD ? " " : "", e->value);
        break;
    case TEXT_INDENT:
        put_indented(w, l->at, e->value);
        break;
    case TEXT_SEPARATOR:
        put_replaced(w, l->at, separators, COUNT(separators),
                     separators[e->value % COUNT(separators)]);
        put(w, "\n");
        break;
    case TEXT_TRANSLATE:
        put_translated(w, l->at, e->value);
        break;
    case TEXT_CASE:
        put_cased(w, l->at, e->value);
        break;
    case TEXT_OCTET:
        put_octet(w, l->at, e->value);
        break;
    case TEXT_WORD:
        put(w, words[e->value % COUNT(words)]);
        put(w, "\n");
        put_line(w, l->at);
        break;
    case TEXT_CUT:
        put_line(w, part(l->at, 0, column(l->at, e->value)));
        break;
    default: /* DELETE, and what stands elsewhere */
        break;
    }
}

void
text_edit_apply(struct writer *w, struct base_slice text, const struct text_edit *e)
{
    struct lines l = find(text, e->line);
    size_t end = l.next;

    if (e->op == TEXT_MOVE && (e->value & 1) == 0)
        put_line(w, l.at);
    writer_bytes(w, part(text, 0, l.from));
    put_edited(w, &l, e);
    if (e->op == TEXT_SWAP) {
        end = line_after(text, l.next);
        put_line(w, part(text, l.next, line_end(text, l.next)));
        put_line(w, l.at);
    } else if (e->op == TEXT_END) {
        writer_bytes(w, part(l.at, 0, column(l.at, e->value)));
        return;
    } else if (e->op == TEXT_BLOCK) {
        end = l.from;
    }
    writer_bytes(w, part(text, end, text.len));
    if (e->op == TEXT_MOVE && (e->value & 1) != 0)
        put_line(w, l.at);
    for (unsigned i = e->op == TEXT_BLOCK ? e->value % 64u : 0; i > 0 && l.from < text.len; i--) {
        put_line(w, part(text, l.from, line_end(text, l.from)));
        l.from = line_after(text, l.from);
    }
}
