/* SPDX-License-Identifier: MIT */
/* Files that people hand over and that are not read: what they are, what to export instead. */
#include "read.h"
#include "text/read_text.h"

#include <string.h>

#define HEAD_MAX 65536u
#define HEX_LOOKED_AT 1024u
#define HEX_MORE 20u /* digits of a dump's row, which has 32, or 16 */
#define LOOKED_AT 64u

#define ESCAPED "PEM with \\n in place of line ends: replace them (printf '%b')"
#define DASHES "PEM whose hyphens became dashes: copy it as plain text"
#define LISTED "a list of templates without their usages: " TEMPLATES
#define SSH "an SSH key: it has no certificate in it"
#define TEMPLATES "export the templates with ldifde or certutil -v -template"
#define CERTIFICATE "export the certificate itself (.cer, .p7b or .pfx)"

/* Octets at the front, or a word (and another) anywhere in the first 64 KiB. */
static const struct {
    const char *front, *word, *and, *text;
} kinds[] = {
    { "{\\rtf", NULL, NULL, "a document (RTF): " CERTIFICATE },
    { "%PDF-", NULL, NULL, "a PDF document: " CERTIFICATE },
    { "PK\3\4", "word/", NULL, "a Word document (.docx): " CERTIFICATE },
    { "PK\3\4", "xl/", NULL, "an Excel workbook (.xlsx): save a list as CSV, and " CERTIFICATE },
    { "PK\3\4", NULL, NULL, "a ZIP archive: unpack it first" },
    { "\x1f\x8b", NULL, NULL, "compressed by gzip: unpack it first" },
    { "BZh", NULL, NULL, "compressed by bzip2: unpack it first" },
    { "\xfd"
      "7zXZ",
      NULL, NULL, "compressed by xz: unpack it first" },
    { "\x28\xb5\x2f\xfd", NULL, NULL, "compressed by zstd: unpack it first" },
    { "7z\xbc\xaf", NULL, NULL, "a 7z archive: unpack it first" },
    { "Rar!", NULL, NULL, "a RAR archive: unpack it first" },
    { "MSCF", NULL, NULL, "a cabinet (.cab): unpack it first" },
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
    { "ssh-", NULL, NULL, SSH },
    { "sk-", "@openssh.com", NULL, SSH },
    { NULL, "ecdsa-sha2-nistp", NULL, SSH },
    { NULL, "ssh-rsa AAAA", NULL, SSH }, /* authorized_keys, known_hosts */
    { NULL, "ssh-ed25519 AAAA", NULL, SSH },
    { NULL, "BEGIN OPENSSH PRIVATE KEY", NULL, SSH },
    { NULL, "BEGIN SSH2 PUBLIC KEY", NULL, SSH },
    { "PuTTY-User-Key-File", NULL, NULL, SSH },
    { NULL, "BEGIN PGP ", NULL, "an OpenPGP key or message: it has no certificate in it" },
    { NULL, "-----\\n", "BEGIN ", ESCAPED },
    { NULL, "-----\\r\\n", "BEGIN ", ESCAPED },
    { "LS0tLS1CRUdJTi", NULL, NULL, "base64 of PEM: decode it once (base64 -d, certutil -decode)" },
    { "\xe2\x80\x93", "BEGIN ", NULL, DASHES },
    { "\xe2\x80\x94", "BEGIN ", NULL, DASHES },
    { "-----BEGIN\xc2\xa0", NULL, NULL,
      "PEM with no-break spaces in its BEGIN line: copy it as plain text" },
    { NULL, "Dn: ", "objectClass", "output of ldp.exe: " TEMPLATES },
    { "DN,", NULL, NULL, "output of csvde: " TEMPLATES },
    { "\"DN\",", NULL, NULL, "output of csvde: " TEMPLATES },
    { NULL, "Certificate Templates", "Template Name", "output of Certipy: " TEMPLATES },
    { NULL, "DistinguishedName", "ObjectGUID", "output of Get-ADObject: " TEMPLATES },
    { NULL, "-CATemplates", NULL, LISTED },
    { NULL, "-ADTemplate", NULL, LISTED },
    { NULL, " -- Auto-Enroll", NULL, LISTED },
    { "Name ", "----", "1.3.6.1.4.1.311.21.8.", LISTED }, /* Get-CATemplate */
    { NULL, "EnhancedKeyUsageList", NULL, "a listing of certificates: " CERTIFICATE },
    { NULL, "Microsoft.PowerShell.Security\\Certificate::", NULL, /* in every language */
      "a listing of Get-ChildItem Cert: " CERTIFICATE },
    { NULL, "PSParentPath", "Thumbprint", "a listing of Get-ChildItem Cert: " CERTIFICATE },
    { NULL, "Thumbprint", "Subject", "a listing of certificates: " CERTIFICATE },
    { NULL, "ertificate[1]:", "Owner:", "output of keytool: export with keytool -exportcert" },
    { "Keystore ", NULL, NULL, "output of keytool: export with keytool -exportcert" },
    { NULL, "[NewRequest]", NULL,
      "a policy for certreq: give the request that certreq -new writes" },
    { NULL, "MIME-Version:", "Content-Type:", "a mail: save the certificate attached to it" },
    { NULL, "tls.crt:", NULL, "a Kubernetes secret: decode its tls.crt (base64 -d)" },
    { NULL, "CERT_CHAIN_CONTEXT", NULL, "output of certutil -verify: " CERTIFICATE },
    { NULL, "X.509 Certificate Information:", NULL, "text of certtool: " CERTIFICATE },
    { NULL, "ssl-cert: Subject", NULL, "output of nmap: probe the server itself with ekuprobe" },
    { NULL, "IP:port ", NULL, "output of netsh http show sslcert: " CERTIFICATE },
    { NULL, "Signature Algorithm:", "Not Before",
      "text of openssl x509 -text: give the certificate itself (.pem or .cer)" },
    { "{", "\"verdict\"", NULL, "results of an earlier run: read them with --merge of ekuprobe" },
    { "{", "\"", NULL, "JSON: " CERTIFICATE ", or " TEMPLATES },
    { "[", "{", NULL, "JSON: " CERTIFICATE ", or " TEMPLATES },
    { "<", "Topology", NULL, "a topology: give it to ekuprobe --topology" },
    { "<", "schemas.microsoft.com/powershell", NULL,
      "output of Export-Clixml: use Export-Certificate instead" },
    { "<", "html", NULL, "a web page: " CERTIFICATE },
    { "<", NULL, NULL, "XML: " CERTIFICATE },
    { "REGEDIT4", NULL, NULL, "a registry export: " CERTIFICATE },
    { "Windows Registry Editor", NULL, NULL, "a registry export: " CERTIFICATE },
};

/* Digits of text without what stands between them: "0x", "\\x", commas, blanks and the like. */
static size_t
squeeze(struct base_slice text, char *digits)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];

        if ((c == '0' || c == '\\') && i + 1 < text.len && (text.ptr[i + 1] | 0x20) == 'x')
            i++;
        else if (strchr(" \t\r\n,:;-", c) == NULL || c == '\0')
            digits[n++] = (char)c;
    }
    return n;
}

static size_t
hex_digits(const char *at, size_t n)
{
    size_t i = 0;

    while (i < n && read_hex_digit((uint8_t)at[i]) >= 0)
        i++;
    return i;
}

bool
read_has_controls(struct base_slice bytes)
{
    for (size_t i = 0; i < bytes.len && i < LOOKED_AT; i++)
        if (bytes.ptr[i] == 0 || bytes.ptr[i] == 0x7f ||
            (bytes.ptr[i] < 0x20 && strchr("\t\r\n\f", bytes.ptr[i]) == NULL))
            return true;
    return false;
}

/* "30 82 03 4f", "0x3082034f", "{ 0x30, 0x82, ...", "0000  30 82 ...": a SEQUENCE of a long
 * length in digits, more of them behind it. */
static bool
is_hex_dump(struct base_slice text)
{
    char digits[HEX_LOOKED_AT];
    size_t n;

    if (text.len > sizeof digits)
        text.len = sizeof digits;
    n = squeeze(text, digits);
    for (size_t i = 0; i + 4 + HEX_MORE <= n; i++)
        if ((memcmp(digits + i, "3082", 4) == 0 || memcmp(digits + i, "3081", 4) == 0) &&
            hex_digits(digits + i, n - i) >= 4 + HEX_MORE)
            return true;
    return false;
}

const char *
read_foreign(struct base_slice bytes)
{
    struct base_slice text = base_trim(bytes);

    if (text.len > HEAD_MAX)
        text.len = HEAD_MAX;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if ((kinds[i].front == NULL || read_starts(text, kinds[i].front)) &&
            (kinds[i].word == NULL || read_has(text, kinds[i].word)) &&
            (kinds[i].and == NULL || read_has(text, kinds[i].and)))
            return kinds[i].text;
    return is_hex_dump(text) ? "a hex dump: turn it into octets (certutil -decodehex, xxd -r -p)"
                             : NULL;
}
