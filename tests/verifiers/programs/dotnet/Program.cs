// SPDX-License-Identifier: MIT
using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;

// judge server PKCS12 PASSWORD ROOTS, judge client ROOTS PORT...: as judge.py.
if (args[0] == "server")
    await Serve(X509CertificateLoader.LoadPkcs12FromFile(args[1], args[2]), args[3]);
foreach (var port in args[2..])
    await Dial(args[1], port);

static X509ChainPolicy Policy(string roots)
{
    var policy = new X509ChainPolicy
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };
    policy.CustomTrustStore.ImportFromPemFile(roots);
    return policy;
}

static async Task Serve(X509Certificate2 own, string roots)
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    Console.WriteLine($"port {((IPEndPoint)listener.LocalEndpoint).Port}");
    while (true)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        using var stream = new SslStream(connection.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = own,
                EnabledSslProtocols = SslProtocols.Tls12,
                ClientCertificateRequired = true,
                CertificateChainPolicy = Policy(roots),
            });
            await stream.WriteAsync(Encoding.ASCII.GetBytes("accepted\n"));
        }
        catch (Exception problem) when (problem is AuthenticationException or IOException)
        {
            Console.WriteLine(problem.Message);
        }
    }
}

static async Task Dial(string roots, string port)
{
    using var connection = new TcpClient("127.0.0.1", int.Parse(port));
    using var stream = new SslStream(connection.GetStream());
    try
    {
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            EnabledSslProtocols = SslProtocols.Tls12,
            CertificateChainPolicy = Policy(roots),
        });
        Console.WriteLine($"{port} accepted");
    }
    catch (AuthenticationException problem)
    {
        Console.WriteLine($"{port} refused {problem.Message}");
    }
}
