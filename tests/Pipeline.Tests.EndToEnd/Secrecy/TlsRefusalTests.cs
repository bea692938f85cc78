using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Primitives;
using Pipeline.Testing.Replay;
using Pipeline.Tests.EndToEnd.Gateway;
using Pipeline.Venues.Binance.Live;
using Pipeline.Venues.Binance.Live.Orders;
using Pipeline.Venues.Binance.Live.Rest;
using Pipeline.Venues.Binance.Live.Signing;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Tests.EndToEnd.Secrecy;

/// <summary>REST and the orders' socket speak to nobody whose certificate is not good, and to nobody in plain text.</summary>
[SupportedOSPlatform("linux")]
internal sealed class TlsRefusalTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private TemporaryFolder _folder = null!;
    private X509Certificate2 _root = null!;
    private X509Certificate2 _otherRoot = null!;

    [OneTimeSetUp]
    public void MakeRoots()
    {
        _folder = new TemporaryFolder();
        _root = TlsPeer.Root("CN=Test root");
        _otherRoot = TlsPeer.Root("CN=Another root");
        File.WriteAllText(_folder.File("root.pem"), _root.ExportCertificatePem());
        File.WriteAllText(_folder.File("keys"), "key=CanaryKey\nsecret=CanarySecret\n");
        File.SetUnixFileMode(_folder.File("keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [OneTimeTearDown]
    public void DisposeRoots()
    {
        _root.Dispose();
        _otherRoot.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Should_speak_by_rest_where_the_certificate_is_good()
    {
        var (result, heard) = await RecordAsync(TlsPeer.Leaf(_root, "localhost", Now.AddDays(1)));

        Assert.That(result.Errors, Does.Contain("404"));
        Assert.That(heard, Does.StartWith("GET /fapi/v1/exchangeInfo"));
    }

    [Test]
    public Task Should_refuse_rest_with_an_expired_certificate() => ShouldRefuseRest(TlsPeer.Leaf(_root, "localhost", Now.AddMinutes(-5)));

    [Test]
    public Task Should_refuse_rest_with_a_certificate_for_another_host() => ShouldRefuseRest(TlsPeer.Leaf(_root, "example.org", Now.AddDays(1)));

    [Test]
    public Task Should_refuse_rest_with_an_untrusted_root() => ShouldRefuseRest(TlsPeer.Leaf(_otherRoot, "localhost", Now.AddDays(1)));

    [Test]
    public Task Should_refuse_rest_with_a_self_signed_certificate() => ShouldRefuseRest(TlsPeer.Leaf(null, "localhost", Now.AddDays(1)));

    [Test]
    public Task Should_refuse_orders_to_an_expired_certificate() => ShouldRefuseOrders(TlsPeer.Leaf(_root, "localhost", Now.AddMinutes(-5)));

    [Test]
    public Task Should_refuse_orders_to_a_certificate_for_another_host() => ShouldRefuseOrders(TlsPeer.Leaf(_root, "example.org", Now.AddDays(1)));

    [Test]
    public Task Should_refuse_orders_to_an_untrusted_root() => ShouldRefuseOrders(TlsPeer.Leaf(_otherRoot, "localhost", Now.AddDays(1)));

    [Test]
    public Task Should_refuse_orders_to_a_self_signed_certificate() => ShouldRefuseOrders(TlsPeer.Leaf(null, "localhost", Now.AddDays(1)));

    [Test]
    public void Should_refuse_rest_in_plain_text() => Assert.That(
        () => Gateway(new Uri("http://127.0.0.1:9"), new Uri("wss://127.0.0.1:9")), Throws.ArgumentException.With.Message.Contains("https"));

    [Test]
    public async Task Should_refuse_an_order_socket_in_plain_text()
    {
        using var certificate = TlsPeer.Leaf(null, "localhost", Now.AddDays(1));
        await using var rest = new TlsPeer(certificate);
        await using var plain = new TlsPeer(null);
        using var gateway = Gateway(new Uri($"https://localhost:{rest.Port}"), new Uri($"ws://localhost:{plain.Port}/ws-fapi/v1"));
        gateway.Start();

        // The socket is tried first, so the visit to REST tells that its turn is over.
        Assert.That(SpinWait.SpinUntil(() => rest.Visits > 0, Patience), Is.True);
        Assert.That((plain.Visits, plain.Heard, rest.Heard), Is.EqualTo((0, "", "")));
    }

    [TestCase(Market.UsdM)]
    [TestCase(Market.CoinM)]
    [TestCase(Market.Spot)]
    public void Should_know_the_venue_by_encrypted_addresses_only(Market market)
    {
        foreach (var at in new[] { BinanceAddresses.Live(market), BinanceAddresses.Testnet(market) })
        {
            Assert.That(at.Rest.Scheme, Is.EqualTo("https"));
            Assert.That(new[] { at.Public.Scheme, at.Market.Scheme, at.Private.Scheme, at.WsApi.Scheme }, Is.All.EqualTo("wss"));
        }
    }

    // A process of its own, which trusts the test's root instead of the machine's.
    private async Task<(PipelineProcess.Result Result, string Heard)> RecordAsync(X509Certificate2 certificate)
    {
        using var owned = certificate;
        await using var peer = new TlsPeer(certificate);
        var at = $"localhost:{peer.Port}";
        var config = _folder.File($"{TestContext.CurrentContext.Test.ID}.yaml");
        File.WriteAllText(
            config,
            $"profile: simulator\nsymbols: [BTCUSDT]\naddresses: {{rest: 'https://{at}', public: 'wss://{at}/public', market: 'wss://{at}/market', private: 'wss://{at}/private', wsApi: 'wss://{at}/ws-fapi/v1'}}\n");
        using var process = new PipelineProcess(["record", "--config", config, "--for", "1s", "--out", _folder.File("tapes")], environment: [new("SSL_CERT_FILE", _folder.File("root.pem"))]);
        var result = process.Finish();
        return (result, peer.Heard);
    }

    private async Task ShouldRefuseRest(X509Certificate2 certificate)
    {
        var (result, heard) = await RecordAsync(certificate);

        Assert.That(result.ExitCode, Is.EqualTo(4), result.All);
        Assert.That(result.Errors, Does.Contain("SSL"));
        Assert.That(heard, Is.Empty, "nothing was said to it");
    }

    private static async Task ShouldRefuseOrders(X509Certificate2 certificate)
    {
        using var owned = certificate;
        await using var server = await ExchangeServer.StartAsync(new() { ActionsPerSecond = 0, RestingOrders = 100 });
        await using var peer = new TlsPeer(certificate);
        using var gateway = new TestGateway(
            server, TestGateway.Quick, address => address == server.Addresses.WsApi ? new Uri($"wss://localhost:{peer.Port}/ws-fapi/v1") : new Uri(address));
        gateway.UntilOpen();
        gateway.Await(RecordKind.OrderAck, gateway.PlaceResting());
        gateway.Until(() => peer.Visits > 1, "it is tried again");

        Assert.That(peer.Heard, Is.Empty, "nothing was said to it; the order went by REST");
    }

    private BinanceOrderGateway Gateway(Uri rest, Uri wsApi)
    {
        var instruments = new InstrumentTable();
        instruments.Add(ExchangeInstruments.BtcUsdt);
        var addresses = BinanceAddresses.Simulator(rest, wsApi, wsApi, wsApi, wsApi);
        return new BinanceOrderGateway(
            new OrderGatewayOptions { Desk = TestGateway.Quick }, addresses, ApiKeys.FromFile(_folder.File("keys")), instruments, new WeightBudget(), new NoReports(), SystemClock.Instance);
    }

    private sealed class NoReports : IOrderReports
    {
        public void Publish(ref InputRecord record) => Assert.Fail($"nothing happened, but {record.Kind}");
    }
}
