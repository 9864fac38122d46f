// SPDX-License-Identifier: MIT
using System;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

namespace Ekuprobe.Judge;

/// <summary>Shows the leaf in a TLS handshake on loopback and notes what is said of it.</summary>
sealed class StreamJudge : IDisposable
{
    const string Host = "edge01.contoso.com";
    static readonly TimeSpan HandshakeMax = TimeSpan.FromSeconds(10);

    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly X509Certificate2 bystander = MakeBystander();

    public StreamJudge() => listener.Start();

    public void Dispose()
    {
        listener.Dispose();
        bystander.Dispose();
    }

    /// <summary>What a server shows whose own certificate is not the question.</summary>
    static X509Certificate2 MakeBystander()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UtcNow.AddDays(1));
    }

    public async Task<Answer> Judge(Case what, X509Certificate2 leaf, Usage usage)
    {
        Answer? seen = null;
        bool Note(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
        {
            seen = Answer.Of(errors, chain);
            return true;
        }
        var context = SslStreamCertificateContext.Create(leaf, what.Issuers, offline: true);
        var server = ServerOptions();
        var client = ClientOptions();
        if (usage == Usage.Server)
        {
            server.ServerCertificateContext = context;
            client.CertificateChainPolicy = what.Policy(Usage.None);
            client.RemoteCertificateValidationCallback = Note;
        }
        else
        {
            server.ClientCertificateRequired = true;
            server.CertificateChainPolicy = what.Policy(Usage.None);
            server.RemoteCertificateValidationCallback = Note;
            client.ClientCertificateContext = context;
        }
        var problem = await Handshake(server, client);
        return seen ?? Answer.Of(problem ?? new InvalidOperationException());
    }

    /// <summary>TLS 1.2: both sides have judged when both calls return. No resumption.</summary>
    SslServerAuthenticationOptions ServerOptions() => new()
    {
        ServerCertificate = bystander,
        EnabledSslProtocols = SslProtocols.Tls12,
        AllowTlsResume = false,
    };

    static SslClientAuthenticationOptions ClientOptions() => new()
    {
        TargetHost = Host,
        EnabledSslProtocols = SslProtocols.Tls12,
        AllowTlsResume = false,
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
    };

    /// <summary>Null, or what went wrong first.</summary>
    async Task<Exception?> Handshake(SslServerAuthenticationOptions server,
                                     SslClientAuthenticationOptions client)
    {
        using var limit = new CancellationTokenSource(HandshakeMax);
        using var dialled = new TcpClient();
        var accepting = listener.AcceptTcpClientAsync(limit.Token);
        await dialled.ConnectAsync((IPEndPoint)listener.LocalEndpoint, limit.Token);
        using var accepted = await accepting;
        using var serverSide = new SslStream(accepted.GetStream());
        using var clientSide = new SslStream(dialled.GetStream());
        Exception? first = null;
        async Task Finish(Task side, TcpClient connection)
        {
            try
            {
                await side;
            }
            catch (Exception problem)
            {
                Interlocked.CompareExchange(ref first, problem, null);
                connection.Close(); // the other side must not wait for us
            }
        }
        await Task.WhenAll(
            Finish(serverSide.AuthenticateAsServerAsync(server, limit.Token), accepted),
            Finish(clientSide.AuthenticateAsClientAsync(client, limit.Token), dialled));
        return first;
    }
}
