// SPDX-License-Identifier: MIT
using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

// tls ROLE PKCS12 PASSWORD ROOT [VERSION asks|silent]: listen on a free port of loopback, or on that
// of the environment's PORT, and play that TLS role, in that version only.
//   server      asks for a certificate and judges it by ROOT
//   client      a selection callback shows the leaf whatever it is for; any server will do
//   collection  leaves the choice of the leaf to .NET
//   chain       shows issuers too
//   none        has no certificate
//   strict      as client, but trusts nobody, and says so when the handshake is done
// tls http PKCS12 PASSWORD ROOT VERSION URL: let HttpClient dial, which chooses as it likes.
// Without arguments each line of standard input has those of a peer, tabs between them; what one of
// several says begins with its port.
if (args.Length is not (0 or 4 or 6))
{
    Console.Error.WriteLine("usage: tls [ROLE PKCS12 PASSWORD ROOT [VERSION asks|silent]]");
    return 2;
}
if (args.Length > 0 && args[0] == "http")
    return await new Peer(args).Get(args[5]);
if (args.Length > 0)
{
    var port = int.Parse(Environment.GetEnvironmentVariable("PORT") ?? "0");
    await new Peer(args).Serve(port);
}
while (await Console.In.ReadLineAsync() is { } line)
{
    try
    {
        _ = new Peer(line.Split('\t')).Serve(0);
    }
    catch (Exception problem)
    {
        Console.WriteLine($"no peer: {problem.Message}");
    }
}
return 0;

sealed class Peer
{
    private readonly string role;
    private readonly X509Certificate2Collection all;
    private readonly X509Certificate2 root, leaf;
    private readonly SslProtocols versions;
    private readonly bool asks;
    private readonly SslStreamCertificateContext context;

    public Peer(string[] words)
    {
        role = words[0];
        all = X509CertificateLoader.LoadPkcs12CollectionFromFile(words[1], words[2]);
        root = X509CertificateLoader.LoadCertificateFromFile(words[3]);
        versions = Versions(words.Length > 4 ? words[4] : "");
        asks = words.Length < 6 || words[5] == "asks";
        leaf = Leaf();
        context = SslStreamCertificateContext.Create(leaf, all, offline: true);
    }

    public async Task Serve(int wanted)
    {
        using var listener = new TcpListener(IPAddress.Loopback, wanted);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Console.WriteLine($"port {port}");
        while (true)
            _ = Attend(await listener.AcceptTcpClientAsync(), port);
    }

    private X509Certificate2 Leaf()
    {
        foreach (var one in all)
            if (one.HasPrivateKey)
                return one;
        throw new InvalidDataException("no certificate with its key");
    }

#pragma warning disable SYSLIB0039 // TLS 1.0 on purpose
    private static SslProtocols Versions(string only) => only switch
    {
        "TLSv1" => SslProtocols.Tls,
        "TLSv1.2" => SslProtocols.Tls12,
        "TLSv1.3" => SslProtocols.Tls13,
        _ => SslProtocols.None, // the system's
    };

    // First from ourselves, where it fails: once it dials, a slow first compilation of all that
    // would be taken for silence.
    public async Task<int> Get(string url)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var refused = Refuse(listener);
        await Fetch($"https://{listener.LocalEndpoint}/");
        await refused;
        var (text, status) = await Fetch(url);
        Console.WriteLine(text);
        return status;
    }

    private async Task Refuse(TcpListener listener)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        listener.Stop(); // nor does it come again
        using var stream = new SslStream(connection.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(leaf);
        }
        catch (Exception problem) when (problem is AuthenticationException or IOException)
        {
        }
    }

    private async Task<(string Text, int Status)> Fetch(string url)
    {
        using var handler = new HttpClientHandler
        {
            SslProtocols = versions,
            ClientCertificateOptions = ClientCertificateOption.Manual,
            ServerCertificateCustomValidationCallback = (_, _, _, _) => true,
            UseProxy = false,
        };
        handler.ClientCertificates.Add(leaf);
        using var client = new HttpClient(handler);
        try
        {
            return (await client.GetStringAsync(new Uri(url)), 0);
        }
        catch (HttpRequestException problem)
        {
            return (problem.InnerException?.Message ?? problem.Message, 1);
        }
    }

    private async Task Attend(TcpClient connection, int port)
    {
        using (connection)
        {
            try
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
                using var stream = new SslStream(connection.GetStream());
                if (role == "server")
                    await stream.AuthenticateAsServerAsync(ServerOptions(), limit.Token);
                else
                    await stream.AuthenticateAsClientAsync(ClientOptions(), limit.Token);
                var rest = new byte[4096];
                while (await stream.ReadAsync(rest, limit.Token) > 0)
                    continue;
            }
            catch (Exception problem) when (problem is AuthenticationException or IOException
                                                    or OperationCanceledException)
            {
                Console.WriteLine($"{port}: {problem.InnerException?.Message ?? problem.Message}");
            }
        }
    }

    private SslServerAuthenticationOptions ServerOptions() => new()
    {
        ServerCertificateContext = context,
        EnabledSslProtocols = versions,
        ClientCertificateRequired = asks,
        CertificateChainPolicy = Policy(),
    };

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(root);
        return policy;
    }

    private SslClientAuthenticationOptions ClientOptions()
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            EnabledSslProtocols = versions,
            AllowTlsResume = false,
        };
        if (role != "strict")
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        if (role is "client" or "strict")
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => leaf;
        else if (role == "collection")
            options.ClientCertificates = [leaf];
        else if (role == "chain")
            options.ClientCertificateContext = context;
        return options;
    }
}
