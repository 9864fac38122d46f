/* SPDX-License-Identifier: MIT */
/*
 * The one result model of both programs. Every format is made from it.
 * Everything is borrowed for the call it is passed to.
 */
#ifndef ASSESS_RESULT_H
#define ASSESS_RESULT_H

#include <base/declare.h>
#include <base/profile.h>
#include <certcheck/crypto.h>
#include <certcheck/forecast.h>
#include <probe/result.h>

BASE_BEGIN_DECLS

enum assess_setting {
#define ASSESS_SETTING(ident, option) ASSESS_SETTING_##ident,
#include <assess/setting.def>
#undef ASSESS_SETTING
    ASSESS_SETTINGS
};
const char *assess_setting_option(enum assess_setting s); /* "--change" */

/* What a run judges under: the same for all its results. */
struct assess_policy {
    unsigned required; /* --require or --usage; 0: by profile */
    bool opted_out;    /* --opted-out */
    bool trust;        /* roots were given */
    int64_t at_s;      /* the time judged at */
    int64_t expires_s; /* --expires-within, in seconds; 0: not asked for */
    /* A mark of what each stood at, to tell runs apart by: equal values, equal marks; 0: not given.
     * No defence against somebody who looks for two values with one mark. */
    uint64_t settings[ASSESS_SETTINGS];
};

/* A certificate as shown: facts, or why there are none. */
struct assess_certificate {
    struct certcheck_facts facts; /* meaningful when readable */
    bool readable;
    struct base_slice der;
    uint8_t sha1[CERTCHECK_SHA1_LEN];
    uint8_t sha256[CERTCHECK_SHA256_LEN];
    bool made_sha1, made_sha256; /* only fields are known: a key of ours, never shown */
};

/* A certificate template, beside the synthetic certificate it issues. */
struct assess_template {
    const char *name, *display, *oid; /* display and oid may be empty */
    unsigned schema_version, major, minor;
    const char *governs;       /* the attribute that decides, or "none" */
    bool shows_subject;        /* whether the next is known */
    bool supplies_subject, ca; /* the request names the subject; it issues CA certificates */
    uint16_t key_usage;        /* certcheck_key_usage bits */
    const char *superseded_by; /* NULL: by none */
    /* What becomes of a certificate from it, for each profile that requires a usage. */
    enum certcheck_verdict verdicts[BASE_PROFILE_COUNT];
    /* ... of a server's, and for both usages, on a machine without the opt-out. */
    enum certcheck_verdict as_server, as_both;
};

/* What a template that is meant for servers lacks: bits. */
enum assess_lack { ASSESS_LACKS_CLIENT = 1, ASSESS_LACKS_SUBJECT = 2, ASSESS_LACKS_ALL = 4 };

/* The templates that were looked at, those for servers sorted by what they lack. */
struct assess_template_survey {
    size_t templates;                    /* looked at */
    const char *names[ASSESS_LACKS_ALL]; /* by assess_lack bits: "WebServer, OfficeWeb", or "" */
    bool cut[ASSESS_LACKS_ALL];          /* there are more than were room for */
};

/* What can be made of a template for servers that take both usages. */
enum assess_template_fit {
    ASSESS_TEMPLATE_FITS_BOTH,  /* both usages, and the subject from the request */
    ASSESS_TEMPLATE_ADAPTABLE,  /* a server's: a copy can be made to fit */
    ASSESS_TEMPLATE_NO_SERVERS, /* for users, CAs, any purpose */
    ASSESS_TEMPLATE_UNKNOWN,    /* not exported in full */
    ASSESS_TEMPLATE_FITS
};
enum assess_template_fit assess_template_fit(const struct assess_template *t);
const char *assess_template_fit_name(enum assess_template_fit fit); /* "adaptable" */

/* How a result stands against an earlier run, and what was excused. */
enum assess_standing {
    ASSESS_NOT_COMPARED,
    ASSESS_NEW,   /* the earlier run did not have it */
    ASSESS_WORSE, /* ... or had it with a better verdict, or fewer errors */
    ASSESS_KNOWN,
    ASSESS_SUPPRESSED,
    ASSESS_STANDINGS
};
const char *assess_standing_name(enum assess_standing s); /* "worse" */

/* What one of a name's addresses shows. */
struct assess_address {
    const char *address;
    enum certcheck_verdict verdict;
    const struct probe_error *error; /* NULL: none */
};

/* Who connected to us. */
struct assess_inbound {
    const char *peer; /* its address */
    bool withheld;    /* it answered the request for its certificate with an empty list */
};

/* What became of one certificate of a trial (assess_options.trial). */
enum assess_trial_outcome {
    ASSESS_TRIAL_NOT_TRIED, /* what came before it ended the trial */
    ASSESS_TRIAL_ACCEPTED,  /* in TLS: what the protocol above it says is not heard */
    ASSESS_TRIAL_REFUSED,   /* by an alert, or the connection ended behind it */
    ASSESS_TRIAL_NOT_REQUESTED,
    ASSESS_TRIAL_NOT_PRESENTED, /* the peer takes no signature by its key */
    ASSESS_TRIAL_FAILED,        /* no handshake came so far */
    ASSESS_TRIAL_OUTCOMES
};
const char *assess_trial_outcome_name(enum assess_trial_outcome o); /* "not-requested" */

#define ASSESS_TRIAL_MAX 64 /* certificates of one trial */

struct assess_trial_answer {
    const char *name; /* of its file */
    uint8_t sha256[CERTCHECK_SHA256_LEN];
    enum assess_trial_outcome outcome;
    bool finished;            /* the handshake was, with it */
    uint16_t version;         /* of TLS; 0: unknown */
    struct probe_error error; /* where it was refused or failed; else PROBE_OK */
};

struct assess_trial {
    const struct assess_trial_answer *at; /* in the order of their names */
    size_t n;
    unsigned usage; /* of ours, that the peer looks for: a base_usage bit */
    uint64_t fits;  /* certcheck_verifier_id bits: rows that its answers fit; 0: none is named */
};

/* What the chain engine of the machine that ran says, with the usages that are required after the
 * update: a second opinion, which changes no verdict. */
#define ASSESS_PLATFORM_STATUS_MAX 26
struct assess_platform {
    bool accepted;
    const char *status[ASSESS_PLATFORM_STATUS_MAX]; /* "NotValidForUsage", as .NET names them */
    size_t status_n;
};

struct assess_result {
    const char *target; /* ekuprobe: "edge01.contoso.com:8057"; NULL for certcheck */
    const char *file;   /* certcheck: the file; NULL for ekuprobe */
    unsigned index;     /* certcheck: which object of the file, from 0 */
    unsigned line;      /* certcheck: where it begins in a text, from 1; 0: unknown */
    const char *kind;   /* certcheck: a certcheck_kind_name; NULL for ekuprobe */
    const char *use;    /* certcheck: what Get-CsCertificate says it serves, or NULL */

    const struct assess_template *as_template; /* certcheck: NULL for all that is none */
    /* Of a request whose usages are a template's: what stands for that (certcheck/template.h),
     * DER. ptr NULL: they are its own. */
    struct base_slice issued_from;

    const char *host;
    uint16_t port;
    const char *product;                /* "sfb2015", or NULL */
    const char *origin;                 /* where the target came from, or NULL */
    const char *seen_from;              /* the machine that looked (--seen-from), or NULL */
    const struct base_profile *profile; /* NULL: judged by usage alone */
    bool indirect;                      /* read on another port than the one judged */

    enum certcheck_verdict verdict;
    const struct probe_result *probe; /* NULL for certcheck */
    const struct probe_error *error;  /* NULL: none; may differ from the probe's (indirect) */

    const struct assess_inbound *inbound; /* NULL: we connected to it */

    const struct assess_trial *trial; /* NULL: nothing was presented */

    const struct assess_address *addresses; /* each that was looked at, where several were */
    size_t addresses_n;                     /* at most PROBE_NAMED_MAX */

    const struct assess_certificate *certificates; /* leaf first, as sent */
    size_t certificates_n;
    const struct certcheck_judgement *judgement;        /* NULL: nothing to judge */
    const uint8_t (*path_sha256)[CERTCHECK_SHA256_LEN]; /* one per element of judgement->path */

    /* What other verifiers make of the path, and what the changes asked for do; NULL: no path. */
    const struct certcheck_forecast *forecast;
    bool assumed; /* the certificate of the client's role was inferred from a server's */

    /* All findings, the judgement's and the endpoint's own. element indexes the path. */
    const struct certcheck_finding *findings;
    size_t findings_n;

    const struct assess_platform *platform; /* NULL: it was not asked (--platform) */

    enum assess_standing standing; /* against --baseline and --suppress */
    const char *excuse;            /* why it is known or suppressed; NULL: neither */

    /* Of the run it comes from, where that is not this one (read.h); else NULL. */
    const struct assess_policy *policy;
    const char *version;
};

struct assess_run_info {
    const char *tool; /* "ekuprobe" or "certcheck" */
    const char *version;
    int64_t started_s, finished_s;
    struct assess_policy policy;
    const char *const *notes; /* said once a run */
    /* The same in the user's language where the catalogue cannot have it, or NULL for one. */
    const char *const *notes_local; /* NULL: for none */
    size_t notes_n;
    unsigned summary[CERTCHECK_VERDICTS]; /* see assess_count */
    unsigned interrupted;     /* results that a signal cut short: unreachable, but not counted so */
    size_t finished, targets; /* where it, or a run merged, ended before the last; else both 0 */
    size_t left;              /* targets, or files, that are not done yet when a result is told */
    bool resumed;             /* it goes on where an earlier one ended (--resume) */
    int64_t merged;           /* when it merged others (--merge); else 0 */
    size_t results, of_files; /* all; those of files, not of targets */
    size_t expiring;          /* results with the finding EXPIRES_SOON */
    unsigned excused[CERTCHECK_VERDICTS]; /* of summary: known or suppressed; they fail nothing */
    size_t standings[ASSESS_STANDINGS];
    size_t unread;          /* inputs of which nothing was judged: bad files, lines of a list */
    size_t passed_over;     /* files inside directories that could not be read: warnings */
    size_t missing;         /* shares of merged runs that nobody has the results of */
    unsigned share, shares; /* --shard: of the targets, from 1; 0: all were asked */
    size_t share_targets, all_targets; /* so many has this share, and all of them; else both 0 */
    uint32_t changes;  /* asked for, as in certcheck_forecast_request; 0: as the results say */
    const char *roots; /* where they are from, "a.pem, b.pem"; NULL: not known here */
};

/* Did it, or a run merged here, end before its last target or file (a signal, --max-time)? */
static inline bool
assess_is_incomplete(const struct assess_run_info *run)
{
    return run->interrupted > 0 || run->finished < run->targets;
}

/* `complete` of the reports: nothing cut short, every input read (a line of a list, a part of a
 * topology too; files inside directories count with --strict), and of merged runs, no share of the
 * targets and no file's results missing. One share alone is whole: the decision tells of it. */
static inline bool
assess_is_whole(const struct assess_run_info *run)
{
    return !assess_is_incomplete(run) && run->unread == 0 && run->missing == 0;
}

/* Did a signal end it? Its target counts as not probed. */
bool assess_is_cut_short(const struct assess_result *r);

/* The leaf, or NULL when none can be read. */
const struct certcheck_facts *assess_leaf(const struct assess_result *r);

/* The certificate of the judged path that ends first, the leaf where there is no path; NULL
 * where no end can be read. */
const struct certcheck_facts *assess_first_end(const struct assess_result *r);

/* The usages that from, what stands for a template, puts in place of the request's own. */
void assess_request_template_apply(const struct certcheck_facts *from,
                                   struct certcheck_facts *request);

/* Is it known or suppressed? */
static inline bool
assess_is_excused(const struct assess_result *r)
{
    return r->standing == ASSESS_KNOWN || r->standing == ASSESS_SUPPRESSED;
}

/* Does every element of the judged path allow the usage? UNKNOWN when nothing was judged. */
enum certcheck_answer assess_allows(const struct assess_result *r, unsigned usage_index);

/* Were files judged, and no targets? Also of a merge. */
bool assess_is_of_files(const struct assess_run_info *run);

/* Add a result to the run's counts; the caller's, once per result. */
void assess_count(struct assess_run_info *run, const struct assess_result *result);

BASE_END_DECLS

#endif
