// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Ekuprobe.Judge;

/// <summary>What .NET said: accepted, rejected or error, and in which of its words.</summary>
sealed record Answer(string Verdict, string Words)
{
    public static readonly Answer NotAsked = new("-", "-");

    public static Answer Of(Exception problem) => new("error", problem.GetType().Name);

    public static Answer Of(X509Chain chain)
    {
        var words = ChainWords(chain);
        return words.Count == 0 ? new("accepted", "-") : new("rejected", string.Join(',', words));
    }

    /// <summary>
    /// As a validation callback sees it. The host name is no matter of the cases (R24): a
    /// mismatch is reported and does not reject.
    /// </summary>
    public static Answer Of(SslPolicyErrors errors, X509Chain? chain)
    {
        var words = new List<string>();
        if (errors != SslPolicyErrors.None)
            words.AddRange(errors.ToString().Split(", "));
        if (chain != null)
            words.AddRange(ChainWords(chain));
        var rejected = (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) != 0;
        return new(rejected ? "rejected" : "accepted",
                   words.Count == 0 ? "-" : string.Join(',', words));
    }

    static SortedSet<string> ChainWords(X509Chain chain)
    {
        var words = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var status in chain.ChainStatus)
            words.UnionWith(status.Status.ToString().Split(", "));
        return words;
    }

    public override string ToString() => $"{Verdict} {Words}";
}
