/* SPDX-License-Identifier: MIT */
/*
 * What to do about a result, by the table remedies.def: each row has the findings it is for and
 * a rule for when it fits; here are the rules. events.c says what the judging side will log,
 * sentences.c puts names into the table's sentences, reference.c is what --explain knows,
 * decision/ sums a whole run up, files/ writes what --remedy leaves behind.
 */
#include <advice/remedy.h>

#include <limits.h>
#include <string.h>

#include "receivers.h"

enum when {
    ANY,
    ISSUED,
    ISSUED_POOL,
    ISSUED_OTHER,
    ISSUED_PRIVATE,
    ISSUED_PUBLIC,
    POOL,
    NO_POOL,
    REQUEST,
    STAMPED,
    TEMPLATE_1,
    TEMPLATE_2,
    TEMPLATE_OTHER,
    OPT,
    OPT_APP,
    PSOM_CLOSED,
    PSOM_ALL_CLOSED,
    CLOSED,
    SILENT,
    BY_ADDRESS,
    NOT_BY_ADDRESS,
    STARTTLS,
    NOT_STARTTLS,
    NAME_WANTED,
    NAME_NOT_WANTED,
    NOT_LISTENED,
    NOT_SPOKEN,
    BOTH_ROLES,
    STARTTLS_TRIED,
    NOTHING_TRIED,
    CERTIFICATE_TRIED,
    NO_CERTIFICATE_TRIED,
};

/* A finding's code, or a probe's error class as a negative number. */
typedef int cause;
#define FINDING(code) (CERTCHECK_F_##code + 1)
#define CLASS(kind) (-(int)PROBE_##kind)
#define NO_CAUSE 0

struct row {
    struct advice_remedy remedy;
    enum when when;
    const char *product;
    const cause *causes; /* NO_CAUSE at the end */
};

#define ADVICE_REMEDY(ID, id_, when_, product_, what_, ...)                                        \
    static const cause causes_##ID[] = { __VA_ARGS__, NO_CAUSE };
#include "remedies.def"
#undef ADVICE_REMEDY

static const struct row rows[] = {
#define ADVICE_REMEDY(ID, id_, when_, product_, what_, ...)                                        \
    { .remedy = { .id = id_, .what = what_ },                                                      \
      .when = when_,                                                                               \
      .product = product_,                                                                         \
      .causes = causes_##ID },
#include "remedies.def"
#undef ADVICE_REMEDY
};
#define ROWS (sizeof rows / sizeof rows[0])
_Static_assert(ROWS <= ADVICE_REMEDIES_MAX, "more remedies than callers have room for");

static bool
has_cause(const struct assess_result *r, cause wanted)
{
    if (wanted < 0) /* an error matters where it is the verdict's reason */
        return (r->verdict == CERTCHECK_NO_CERTIFICATE || r->verdict == CERTCHECK_UNREACHABLE) &&
               r->error != NULL && (int)r->error->kind == -wanted;
    for (size_t i = 0; i < r->findings_n; i++)
        if ((int)r->findings[i].code + 1 == wanted)
            return true;
    return false;
}

static bool
is_caused(const struct assess_result *r, const bool found[CERTCHECK_CODES], const struct row *row)
{
    for (const cause *c = row->causes; *c != NO_CAUSE; c++)
        if (*c > 0 ? found[*c - 1] : has_cause(r, *c))
            return true;
    return false;
}

/* A file judged by usage alone is for the Data MCU only where its product was named. */
static bool
data_mcu_judges(const struct assess_result *r)
{
    return r->profile == NULL ? r->product != NULL : r->profile->judges == BASE_JUDGE_DATA_MCU;
}

static bool
is_of_pool(const struct assess_result *r)
{
    return r->product != NULL || data_mcu_judges(r);
}

static bool
other_dotnet_judges(const struct assess_result *r)
{
    return r->profile != NULL && r->profile->judges == BASE_JUDGE_DOTNET;
}

static bool
is_product(const struct row *row, const struct assess_result *r)
{
    return row->product == NULL || strcmp(row->product, r->product == NULL ? "" : r->product) == 0;
}

static bool
has_finding(const struct assess_result *r, enum certcheck_code code)
{
    return has_cause(r, (int)code + 1);
}

static bool
is_request(const struct assess_result *r)
{
    return has_finding(r, CERTCHECK_F_REQUEST_IS_A_WISH) ||
           has_finding(r, CERTCHECK_F_TEMPLATE_STAMPS);
}

static bool
is_issued(const struct assess_result *r)
{
    return r->as_template == NULL && !is_request(r);
}

static bool
is_public(const struct assess_result *r)
{
    return (r->forecast != NULL && r->forecast->owner != NULL) ||
           (r->judgement != NULL && r->judgement->path.n > 0 &&
            certcheck_is_of_the_forum(r->judgement->path.at[0].facts));
}

/* Can a certificate from the same CA help? */
static bool
is_excluded_by_ca(const struct assess_result *r)
{
    static const enum certcheck_code codes[] = {
        CERTCHECK_F_CA_EKU_EXCLUDES_SERVER_AUTH, CERTCHECK_F_CA_EKU_EXCLUDES_CLIENT_AUTH,
        CERTCHECK_F_CA_APPLICATION_POLICIES_EXCLUDE_SERVER_AUTH,
        CERTCHECK_F_CA_APPLICATION_POLICIES_EXCLUDE_CLIENT_AUTH
    };

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (has_finding(r, codes[i]))
            return true;
    return false;
}

/* Rows about certificates in use: neither requests nor templates. */
static bool
is_issued_as(const struct assess_result *r, enum when when)
{
    if (!is_issued(r))
        return false;
    switch (when) {
    case ISSUED_PUBLIC:
        return is_public(r);
    case ISSUED_POOL:
        return !is_public(r) && !is_excluded_by_ca(r) && is_of_pool(r);
    case ISSUED_OTHER:
        return !is_public(r) && !is_excluded_by_ca(r) && !is_of_pool(r);
    case ISSUED_PRIVATE:
        return !is_public(r) && !is_excluded_by_ca(r);
    default:
        return true;
    }
}

/* Whatever usage was asked about. */
static bool
is_for_servers(const struct assess_template *t)
{
    return !t->ca && t->as_server == CERTCHECK_READY;
}

static bool
is_template(const struct assess_result *r, unsigned least, unsigned most)
{
    const struct assess_template *t = r->as_template;

    return t != NULL && is_for_servers(t) &&
           (r->verdict != CERTCHECK_READY || assess_template_fit(t) == ASSESS_TEMPLATE_ADAPTABLE) &&
           t->schema_version >= least && t->schema_version <= most;
}

static bool
is_address(const char *host)
{
    return host != NULL && (strchr(host, ':') != NULL || host[strspn(host, "0123456789.")] == '\0');
}

static bool
has_tried(const struct assess_result *r, unsigned ways)
{
    return r->error != NULL && (r->error->tried & ways) != 0;
}

/* A service that greets first, as the probe names its greeting (probe/src/plan/sniff.c). LDAP, XMPP
 * and PostgreSQL wait for the client and then hang up: they are known by their ports. */
static bool
wants_starttls(const struct assess_result *r)
{
    static const char *const greetings[] = { " an SMTP",     " an LMTP", " an FTP",
                                             " a POP3",      " an IMAP", " an XML stream",
                                             " an XMPP",     " a MySQL", " an LDAP",
                                             " an NNTP",     " an IRC",  " a ManageSieve",
                                             " a PostgreSQL" };
    static const uint16_t ports[] = { 21, 25, 110, 143, 389, 587, 3268, 3306, 5222, 5269, 5432 };
    const char *end = strstr(r->error->text, ", not TLS"), *at;

    if (has_tried(r, 1u << PROBE_TRIED_STARTTLS))
        return false;
    for (size_t i = 0; i < sizeof greetings / sizeof *greetings; i++)
        if (end != NULL && (at = strstr(r->error->text, greetings[i])) != NULL && at < end)
            return true;
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
        if (r->port == ports[i])
            return r->verdict == CERTCHECK_NO_CERTIFICATE;
    return false;
}

/* RFC 6066 3; Go's servers answer a hello without a name they want by internal_error, HAProxy's
 * (strict-sni) by handshake_failure, which from a server of these products means something else. */
static bool
wants_name(const struct assess_result *r)
{
    enum { HANDSHAKE_FAILURE = 40, INTERNAL_ERROR = 80, UNRECOGNIZED_NAME = 112 };

    return r->error->alert == UNRECOGNIZED_NAME ||
           (is_address(r->host) && (r->error->alert == INTERNAL_ERROR ||
                                    (r->error->alert == HANDSHAKE_FAILURE && !data_mcu_judges(r))));
}

/* A short wait for the peer's ClientHello does not count as a try. */
static enum when
tried_by(const struct assess_result *r)
{
    const unsigned heard = 1u << PROBE_TRIED_LISTENED | 1u << PROBE_TRIED_SERVER;
    const unsigned spoke =
        1u << PROBE_TRIED_CLIENT | 1u << PROBE_TRIED_CLIENT_TLS13 | 1u << PROBE_TRIED_CLIENT_TLS10;

    if (r->error->kind == PROBE_RESOURCE)
        return NOTHING_TRIED;
    if (has_tried(r, 1u << PROBE_TRIED_STARTTLS))
        return STARTTLS_TRIED;
    if (!has_tried(r, heard | spoke))
        return NOTHING_TRIED;
    if (!has_tried(r, heard))
        return NOT_LISTENED;
    return has_tried(r, spoke) ? BOTH_ROLES : NOT_SPOKEN;
}

/* Of rows whose causes are all error classes. */
static bool
error_is_met(const struct assess_result *r, enum when when)
{
    if (r->error == NULL)
        return false;
    switch (when) {
    case STARTTLS:
        return wants_starttls(r);
    case NOT_STARTTLS:
        return !wants_starttls(r) && !has_tried(r, 1u << PROBE_TRIED_STARTTLS);
    case NOT_LISTENED:
    case NOT_SPOKEN:
    case BOTH_ROLES:
    case STARTTLS_TRIED:
    case NOTHING_TRIED:
        return !wants_starttls(r) && tried_by(r) == when;
    default:
        return wants_name(r) == (when == NAME_WANTED);
    }
}

static bool
is_offered(const struct assess_result *r, const struct row *row)
{
    switch (row->when) {
    case POOL:
    case NO_POOL:
        return is_of_pool(r) == (row->when == POOL);
    case REQUEST:
        return has_finding(r, CERTCHECK_F_REQUEST_IS_A_WISH);
    case STAMPED:
        return has_finding(r, CERTCHECK_F_TEMPLATE_STAMPS);
    case TEMPLATE_1:
        return is_template(r, 0, 1);
    case TEMPLATE_2:
        return is_template(r, 2, UINT_MAX);
    case TEMPLATE_OTHER:
        return r->as_template != NULL && !is_for_servers(r->as_template) && !r->as_template->ca;
    case OPT:
        return advice_breaks_by_2017(r) && is_issued(r) && data_mcu_judges(r) && is_product(row, r);
    case OPT_APP:
        return advice_breaks_by_2017(r) && is_issued(r) && other_dotnet_judges(r);
    case PSOM_CLOSED:
    case PSOM_ALL_CLOSED:
        return r->verdict == CERTCHECK_UNREACHABLE && data_mcu_judges(r) &&
               has_tried(r, 1u << PROBE_TRIED_OTHER_PORTS) == (row->when == PSOM_ALL_CLOSED);
    case CLOSED:
        return r->verdict == CERTCHECK_UNREACHABLE && !data_mcu_judges(r);
    case SILENT:
        return r->verdict == CERTCHECK_NO_CERTIFICATE;
    case BY_ADDRESS:
    case NOT_BY_ADDRESS:
        return is_address(r->host) == (row->when == BY_ADDRESS);
    case CERTIFICATE_TRIED:
    case NO_CERTIFICATE_TRIED:
        return has_tried(r, 1u << PROBE_TRIED_CERTIFICATE) == (row->when == CERTIFICATE_TRIED);
    case ANY:
        return true;
    default:
        return row->when <= ISSUED_PUBLIC ? is_issued_as(r, row->when) : error_is_met(r, row->when);
    }
}

size_t
advice_remedies(const struct assess_result *r, const struct advice_remedy *out[ADVICE_REMEDIES_MAX])
{
    const struct advice_receiver *row;
    bool found[CERTCHECK_CODES] = { false };
    size_t n = 0;

    if (r->findings_n == 0 && r->error == NULL)
        return 0;
    for (size_t i = 0; i < r->findings_n; i++)
        found[r->findings[i].code] = true;
    for (size_t i = 0; i < ROWS; i++)
        if (is_caused(r, found, &rows[i]) && is_offered(r, &rows[i]))
            out[n++] = &rows[i].remedy;
    if (advice_breaks_at(r) == 0)
        return n;
    for (size_t i = 0; (row = advice_receiver_get(i)) != NULL && n < ADVICE_REMEDIES_MAX; i++)
        if (advice_receiver_helps(row, r))
            out[n++] = &row->remedy;
    return n;
}

static size_t
rows_for(cause wanted, const struct advice_remedy *out[ADVICE_REMEDIES_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < ROWS; i++)
        for (const cause *c = rows[i].causes; *c != NO_CAUSE; c++)
            if (*c == wanted)
                out[n++] = &rows[i].remedy;
    return n;
}

size_t
advice_remedies_for(enum certcheck_code code, const struct advice_remedy *out[ADVICE_REMEDIES_MAX])
{
    return rows_for((int)code + 1, out);
}

size_t
advice_remedies_for_error(enum probe_class kind,
                          const struct advice_remedy *out[ADVICE_REMEDIES_MAX])
{
    return rows_for(-(int)kind, out);
}

const struct advice_remedy *
advice_remedy_get(size_t n)
{
    const struct advice_receiver *row = n < ROWS ? NULL : advice_receiver_get(n - ROWS);

    return n < ROWS ? &rows[n].remedy : row == NULL ? NULL : &row->remedy;
}
