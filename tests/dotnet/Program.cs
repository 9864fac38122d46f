// SPDX-License-Identifier: MIT
using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Ekuprobe.Judge;

// Judges every case with X509Chain, and with SslStream where the leaf's key is at hand.
// One line a case and usage: ID USAGE CHAIN WORDS STREAM WORDS; see README.md.
if (args.Length != 2)
{
    Console.Error.WriteLine("usage: judge CASESDIR KEYSDIR");
    return 2;
}
var keys = new KeyRing(args[1]);
using var streams = new StreamJudge();
using var output = new StreamWriter(Console.OpenStandardOutput());
output.WriteLine($"# {Platform()}");
foreach (var (id, at) in Case.List(args[0]))
{
    try
    {
        await Judge(Case.Read(args[0], id, at));
    }
    catch (CryptographicException problem)
    {
        foreach (var usage in Enum.GetValues<Usage>())
            output.WriteLine($"{id} {usage.Name()} {Answer.Of(problem)} {Answer.NotAsked}");
    }
}
return 0;

static string Platform()
{
    var runtime = RuntimeInformation.FrameworkDescription;
    if (OperatingSystem.IsWindows())
        return $"{runtime}, {RuntimeInformation.OSDescription}";
    var openssl = SafeEvpPKeyHandle.OpenSslVersion;
    return $"{runtime}, {RuntimeInformation.OSDescription}, "
           + $"OpenSSL {openssl >> 28}.{openssl >> 20 & 0xff}.{openssl >> 4 & 0xff}";
}

async Task Judge(Case what)
{
    // On Windows a handshake would put the issuers into the user's store.
    using var leaf = OperatingSystem.IsWindows() ? null : keys.Join(what.Leaf);
    foreach (var usage in Enum.GetValues<Usage>())
    {
        var stream = leaf == null || usage == Usage.None
            ? Answer.NotAsked
            : await Try(() => streams.Judge(what, leaf, usage));
        var chain = await Try(() => Task.FromResult(Chain(what, usage)));
        output.WriteLine($"{what.Id} {usage.Name()} {chain} {stream}");
    }
}

static Answer Chain(Case what, Usage usage)
{
    using var chain = new X509Chain { ChainPolicy = what.Policy(usage) };
    chain.Build(what.Leaf);
    return Answer.Of(chain);
}

static async Task<Answer> Try(Func<Task<Answer>> judge)
{
    try
    {
        return await judge();
    }
    catch (Exception problem) when (problem is CryptographicException or ArgumentException)
    {
        return Answer.Of(problem);
    }
}
