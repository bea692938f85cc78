using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using Pipeline.Feeds.Sockets;

namespace Pipeline.Tests.Feeds.Sockets;

/// <summary>A certificate is taken only from the trusted root, in its time, for its host.</summary>
[CancelAfter(30_000)]
public sealed class TlsTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private X509Certificate2 _root = null!;
    private X509Certificate2 _otherRoot = null!;

    [OneTimeSetUp]
    public void MakeRoots()
    {
        _root = Root("CN=Test root");
        _otherRoot = Root("CN=Another root");
    }

    [OneTimeTearDown]
    public void DisposeRoots()
    {
        _root.Dispose();
        _otherRoot.Dispose();
    }

    [Test]
    public async Task Should_speak_where_the_certificate_is_good(CancellationToken ct)
    {
        using var certificate = Leaf(_root, "localhost", Now.AddDays(1));
        await using var peer = Peer.Speaking(async (socket, stop) =>
        {
            await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, stop);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", stop);
        }, certificate);
        await using var connection = await WebSocketConnection.ConnectAsync(peer.Options with { TrustedRoot = _root, AllowPlain = false }, ct);
        var recorder = new Recorder();

        await connection.ReceiveAsync(recorder, ct);

        Assert.That(recorder.Messages, Is.EqualTo(new[] { "hello" }));
    }

    [Test]
    public Task Should_refuse_an_expired_certificate(CancellationToken ct) => ShouldRefuse(Leaf(_root, "localhost", Now.AddMinutes(-5)), _root, ct);

    [Test]
    public Task Should_refuse_a_certificate_for_another_host(CancellationToken ct) => ShouldRefuse(Leaf(_root, "example.org", Now.AddDays(1)), _root, ct);

    [Test]
    public Task Should_refuse_an_untrusted_root(CancellationToken ct) => ShouldRefuse(Leaf(_otherRoot, "localhost", Now.AddDays(1)), _root, ct);

    [Test]
    public Task Should_refuse_a_root_that_the_machine_does_not_know(CancellationToken ct) => ShouldRefuse(Leaf(_root, "localhost", Now.AddDays(1)), null, ct);

    [Test]
    public Task Should_refuse_a_self_signed_certificate(CancellationToken ct) => ShouldRefuse(Leaf(null, "localhost", Now.AddDays(1)), _root, ct);

    private static async Task ShouldRefuse(X509Certificate2 certificate, X509Certificate2? trusted, CancellationToken ct)
    {
        using var owned = certificate;
        await using var peer = Peer.Speaking((_, _) => Task.CompletedTask, certificate);

        var thrown = await Assert.ThrowsAsync<WebSocketFaultException>(() => WebSocketConnection.ConnectAsync(peer.Options with { TrustedRoot = trusted }, ct));

        Assert.That(thrown!.Fault, Is.EqualTo(WebSocketFault.TlsRefused));
        Assert.That(peer.Request, Is.Empty, "nothing was said to it");
    }

    private static X509Certificate2 Root(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(Now.AddDays(-10), Now.AddDays(10));
    }

    private static X509Certificate2 Leaf(X509Certificate2? issuer, string host, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var bare = issuer is null ? request.CreateSelfSigned(Now.AddDays(-5), until) : request.Create(issuer, Now.AddDays(-5), until, [1, 2, 3, 4]);
        using var whole = bare.HasPrivateKey ? new X509Certificate2(bare) : bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }
}
