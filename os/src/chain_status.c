/* SPDX-License-Identifier: MIT */
/* X509ChainStatusFlags of .NET: its names of crypt32's CERT_TRUST_... bits, which R24 takes all. */
#include <os/chain.h>

static const struct {
    uint32_t bit;
    const char *name;
} names[] = {
    { 0x1, "NotTimeValid" },
    { 0x2, "NotTimeNested" },
    { 0x4, "Revoked" },
    { 0x8, "NotSignatureValid" },
    { 0x10, "NotValidForUsage" },
    { OS_CHAIN_UNTRUSTED_ROOT, "UntrustedRoot" },
    { 0x40, "RevocationStatusUnknown" },
    { 0x80, "Cyclic" },
    { 0x100, "InvalidExtension" },
    { 0x200, "InvalidPolicyConstraints" },
    { 0x400, "InvalidBasicConstraints" },
    { 0x800, "InvalidNameConstraints" },
    { 0x1000, "HasNotSupportedNameConstraint" },
    { 0x2000, "HasNotDefinedNameConstraint" },
    { 0x4000, "HasNotPermittedNameConstraint" },
    { 0x8000, "HasExcludedNameConstraint" },
    { OS_CHAIN_PARTIAL, "PartialChain" },
    { 0x20000, "CtlNotTimeValid" },
    { 0x40000, "CtlNotSignatureValid" },
    { 0x80000, "CtlNotValidForUsage" },
    { 0x100000, "HasWeakSignature" },
    { 0x1000000, "OfflineRevocation" },
    { 0x2000000, "NoIssuanceChainPolicy" },
    { 0x4000000, "ExplicitDistrust" },
    { 0x8000000, "HasNotSupportedCriticalExtension" },
};

const char *
os_chain_status_name(uint32_t *status)
{
    uint32_t bit = *status & (0u - *status);

    *status &= ~bit;
    for (size_t i = 0; bit != 0 && i < sizeof names / sizeof names[0]; i++)
        if (names[i].bit == bit)
            return names[i].name;
    return bit == 0 ? NULL : "Unknown";
}
