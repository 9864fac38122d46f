# SPDX-License-Identifier: MIT
"""Findings that no case of tests/cases can have, with the reason and the folders of which a test names each. A case is one
certificate and its issuers, judged for a usage at a time, and the answers of OpenSSL and .NET to that."""

NOT_CASES = (
    ("what a peer, a host or a pool does: it takes a connection", ("run", "hostile", "lab", "unit/assess"), """
        CERTIFICATE_UNDECODABLE PSOM_PORT_UNREACHABLE PROFILE_ASSUMED FRONT_END_PORTS_SILENT DEFAULT_PORTS_SILENT
        HOST_NAME_MISMATCH ADDRESS_DECIDES ADDRESSES_PROBED MORE_ADDRESSES ADDRESS_BY_PROXY SECOND_CERTIFICATE
        SECOND_CERTIFICATE_POSSIBLE BYTES_BEFORE_TLS CHAIN_TOO_LARGE CHAIN_CUT_OFF POOL_CERTIFICATES_DIFFER EMPTY_CERTIFICATE PEER_REFUSED_US
        CHAIN_STARTS_WITH_CA SERVER_NAME_REFUSED
        TLS_ROLE_UNEXPECTED TLS_ROLE_REVERSED SRV_FOLLOWED TRUSTED_APP_TLS TRUSTED_APP_PLAIN_TCP TRUSTED_APP_IPV6
        TRIAL_FITS TRIAL_FITS_NONE TRIAL_ACCEPTED TRIAL_ALL_REFUSED TRIAL_NOT_REQUESTED TRIAL_INCOMPLETE"""),
    ("of requests, dumps, lists and templates, not of a certificate",
     ("templates", "dumps", "readers", "unit/assess/objects", "unit/assess/store"), """
        REQUEST_IS_A_WISH REQUEST_NAMES_TEMPLATE REQUEST_NAMES_ANOTHER_TEMPLATE REQUEST_POLICIES_COPIED FIELDS_OF_A_DUMP
        CHANGE_NOT_JUDGED CERTIFICATE_NOT_GIVEN ISSUERS_DIFFER ISSUERS_TOO_MANY TEMPLATE_STAMPS TEMPLATE_IGNORES_SUBJECT
        TEMPLATE_NOT_GIVEN TEMPLATE_INCOMPLETE TEMPLATE_VALUE_NOT_READ TEMPLATE_ANY_PURPOSE TEMPLATE_FOR_A_CA
        TEMPLATE_SUPERSEDED TEMPLATE_SUBJECT_FROM_DIRECTORY TEMPLATE_VERSION_1"""),
    ("told only of a --verifier or a --change", ("cli", "run"), """
        UPDATE_WILL_REFUSE RENEWAL_LOSES_CLIENT_AUTH RENEWED_WITHOUT_CLIENT_AUTH RENEWAL_ROOT_UNKNOWN RENEWAL_ANCHOR_DECIDES
        RENEWAL_ROOT_CLAIMED RENEWAL_DATES_CONFLICT VERIFIERS_CHOICE_DECIDES"""),
    ("what the chain engine of a Windows says (--platform)", ("wine",), "PLATFORM_DISAGREES PLATFORM_ANSWER"),
    ("told only for --expires-within or a profile", ("readers", "unit/certcheck"), "EXPIRES_SOON ADVISED_USAGE_MISSING"),
    ("a bound, or constraints without a meaning: octets that other verifiers need not agree on", ("unit/certcheck",),
     "SIGNATURE_LIMIT NAME_CONSTRAINTS_UNSETTLED"),
)
