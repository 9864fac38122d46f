// SPDX-License-Identifier: MIT
using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Ekuprobe.Judge;

/// <summary>What the judging side requires of the peer's certificate.</summary>
enum Usage { Server, Client, None }

static class Usages
{
    public static readonly Oid ServerAuth = new("1.3.6.1.5.5.7.3.1");
    public static readonly Oid ClientAuth = new("1.3.6.1.5.5.7.3.2");

    public static string Name(this Usage usage) => usage.ToString().ToLowerInvariant();
}

/// <summary>One case as testcerts lays it out: a leaf, issuers, roots, a clock.</summary>
sealed class Case
{
    public required string Id { get; init; }
    public required DateTime At { get; init; }
    public required X509Certificate2 Leaf { get; init; }
    public required X509Certificate2Collection Issuers { get; init; }
    public required X509Certificate2Collection Roots { get; init; }

    public static IEnumerable<(string Id, DateTime At)> List(string folder)
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json")));
        foreach (var entry in index.RootElement.GetProperty("cases").EnumerateArray())
            yield return (entry.GetProperty("id").GetString()!,
                          entry.GetProperty("at").GetDateTime().ToUniversalTime());
    }

    /// <summary>Throws CryptographicException where .NET cannot read one of the files.</summary>
    public static Case Read(string folder, string id, DateTime at)
    {
        var files = Path.Combine(folder, id);
        return new Case
        {
            Id = id,
            At = at,
            Leaf = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(files, "leaf.der")),
            Issuers = ReadPem(Path.Combine(files, "issuers.pem")),
            Roots = ReadPem(Path.Combine(files, "root.pem")),
        };
    }

    static X509Certificate2Collection ReadPem(string file)
    {
        var certificates = new X509Certificate2Collection();
        if (File.Exists(file))
            certificates.ImportFromPemFile(file);
        return certificates;
    }

    /// <summary>The policy of SslStream, but for the trusted roots and the clock.</summary>
    public X509ChainPolicy Policy(Usage usage)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = At,
        };
        policy.CustomTrustStore.AddRange(Roots);
        policy.ExtraStore.AddRange(Issuers);
        if (usage != Usage.None)
            policy.ApplicationPolicy.Add(usage == Usage.Server ? Usages.ServerAuth
                                                               : Usages.ClientAuth);
        return policy;
    }
}

/// <summary>The private keys that the certificates of the cases share.</summary>
sealed class KeyRing
{
    readonly List<AsymmetricAlgorithm> keys = [];

    public KeyRing(string folder)
    {
        foreach (var file in Directory.GetFiles(folder, "*.pem"))
        {
            var pem = File.ReadAllText(file);
            var key = ReadKey(RSA.Create(), pem) ?? ReadKey(ECDsa.Create(), pem);
            if (key != null)
                keys.Add(key);
        }
    }

    /// <summary>Null where it is another kind of key: .NET has no class for Ed25519.</summary>
    static AsymmetricAlgorithm? ReadKey(AsymmetricAlgorithm key, string pem)
    {
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }

    /// <summary>The certificate with its key, or null where none of the keys is its own.</summary>
    public X509Certificate2? Join(X509Certificate2 certificate)
    {
        var wanted = certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan();
        foreach (var key in keys)
        {
            if (!wanted.SequenceEqual(key.ExportSubjectPublicKeyInfo()))
                continue;
            return key is RSA rsa ? certificate.CopyWithPrivateKey(rsa)
                                  : certificate.CopyWithPrivateKey((ECDsa)key);
        }
        return null;
    }
}
