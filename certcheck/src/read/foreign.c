/* SPDX-License-Identifier: MIT */
/* Files that people hand over and that are not read: what they are, what to export instead. */
#include "read.h"
#include "text/read_text.h"

#include <string.h>

#define HEAD_MAX 65536u

#define TEMPLATES "export the templates with ldifde or certutil -v -template"
#define CERTIFICATE "export the certificate itself (.cer, .p7b or .pfx)"

/* Octets at the front, or a word (and another) anywhere in the first 64 KiB. */
static const struct {
    const char *front, *word, *and, *text;
} kinds[] = {
    { "%PDF-", NULL, NULL, "a PDF document: " CERTIFICATE },
    { "PK\3\4", "word/", NULL, "a Word document (.docx): " CERTIFICATE },
    { "PK\3\4", "xl/", NULL, "an Excel workbook (.xlsx): save a list as CSV, and " CERTIFICATE },
    { "PK\3\4", NULL, NULL, "a ZIP archive: unpack it first" },
    { "\x1f\x8b", NULL, NULL, "compressed by gzip: unpack it first" },
    { "\xd0\xcf\x11\xe0", NULL, NULL, "an Office document or a message: " CERTIFICATE },
    { "\xfe\xed\xfe\xed", NULL, NULL,
      "a Java keystore: keytool -exportcert, or convert it to PKCS#12" },
    { "\xce\xce\xce\xce", NULL, NULL,
      "a Java keystore (JCEKS): convert it to PKCS#12 with keytool" },
    { "\x89PNG", NULL, NULL, "an image: " CERTIFICATE },
    { "\xff\xd8\xff", NULL, NULL, "an image: " CERTIFICATE },
    { "GIF8", NULL, NULL, "an image: " CERTIFICATE },
    { "BM", NULL, NULL, "an image: " CERTIFICATE },
    { "SQLite format 3", NULL, NULL, "a database: certutil -L -a, or " CERTIFICATE },
    { "MZ", NULL, NULL, "a Windows program: " CERTIFICATE },
    { "ssh-", NULL, NULL, "an SSH key: it has no certificate in it" },
    { "ecdsa-sha2-", NULL, NULL, "an SSH key: it has no certificate in it" },
    { NULL, "BEGIN CERTIFICATE-----\\n", NULL,
      "PEM with \\n in place of line ends: replace them (printf '%b')" },
    { NULL, "Dn: ", "objectClass", "output of ldp.exe: " TEMPLATES },
    { "DN,", NULL, NULL, "output of csvde: " TEMPLATES },
    { NULL, "DistinguishedName", "ObjectGUID", "output of Get-ADObject: " TEMPLATES },
    { NULL, "Microsoft.PowerShell.Security\\Certificate::", NULL, /* in every language */
      "a listing of Get-ChildItem Cert: " CERTIFICATE },
    { NULL, "PSParentPath", "Thumbprint", "a listing of Get-ChildItem Cert: " CERTIFICATE },
    { NULL, "Thumbprint", "Subject", "a listing of certificates: " CERTIFICATE },
    { "{", NULL, NULL, "JSON: " CERTIFICATE ", or " TEMPLATES },
    { "[", "{", NULL, "JSON: " CERTIFICATE ", or " TEMPLATES },
    { "<", "html", NULL, "a web page: " CERTIFICATE },
    { "<", NULL, NULL, "XML: " CERTIFICATE },
    { "Windows Registry Editor", NULL, NULL, "a registry export: " CERTIFICATE },
};

static bool
begins(struct base_slice bytes, const char *front)
{
    return bytes.len >= strlen(front) && memcmp(bytes.ptr, front, strlen(front)) == 0;
}

/* "30 82 03 4f", "3082034f", "0000  30 82 ...". */
bool
read_is_hex_dump(struct base_slice text)
{
    struct base_slice head = { text.ptr, text.len < 64 ? text.len : 64 };
    size_t digits = 0;

    if (!read_has(head, "30 82") && !begins(text, "3082") && !begins(text, "30:82"))
        return false;
    for (size_t i = 0; i < head.len; i++)
        digits += strchr("0123456789abcdefABCDEF", head.ptr[i]) != NULL && head.ptr[i] != 0;
    return digits >= head.len / 2;
}

const char *
read_foreign(struct base_slice bytes)
{
    struct base_slice text = read_trim(bytes);

    if (text.len > HEAD_MAX)
        text.len = HEAD_MAX;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if ((kinds[i].front == NULL || begins(text, kinds[i].front)) &&
            (kinds[i].word == NULL || read_has(text, kinds[i].word)) &&
            (kinds[i].and == NULL || read_has(text, kinds[i].and)))
            return kinds[i].text;
    return read_is_hex_dump(text)
               ? "a hex dump: turn it into octets (certutil -decodehex, xxd -r -p)"
               : NULL;
}
