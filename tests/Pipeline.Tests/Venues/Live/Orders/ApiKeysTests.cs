using System.Text;
using System.Runtime.Versioning;
using NUnit.Framework;
using Pipeline.Venues.Binance.Live.Signing;

namespace Pipeline.Tests.Venues.Live.Orders;

/// <summary>Keys and payloads are invented; the expected signatures are those of the openssl command.</summary>
[SupportedOSPlatform("linux")]
[Platform(Exclude = "Win", Reason = "who may read a file is a matter of its mode")]
public class ApiKeysTests
{
    private const string Payload = "price=84215.20&quantity=0.010&side=BUY&symbol=BTCUSDT&timestamp=1790000000400";
    private const string Secret = "invented-secret-of-no-account";
    private const string Mark = "PRIVATE KEY";
    private const string Ed25519 = "MC4CAQAwBQYDK2VwBCIEIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g";

    private string _path = "";

    [SetUp]
    public void MakeFile() => _path = Path.GetTempFileName();

    [TearDown]
    public void RemoveFile() => File.Delete(_path);

    [Test]
    public void Should_sign_by_hmac_as_openssl_does() =>
        Assert.That(Sign(Load($"key=CanaryKey1\nsecret={Secret}\n")), Is.EqualTo("9346f1c7ba5fa20302c18e16c714388f2a40c16eb8f78e830cca0242c52204b7"));

    [Test]
    public void Should_sign_by_ed25519_as_openssl_does() =>
        Assert.That(
            Sign(Load(Ed25519File)),
            Is.EqualTo("/FbbjkGJsF7ctS7A5Zo+rKaLIkIJVJ67FlYiCHy9v5arw33OWb8Dnp2UqKOU1uJf+KzWJRFAHE2o0YcejBPiAQ=="));

    [TestCase(UnixFileMode.GroupRead)]
    [TestCase(UnixFileMode.GroupWrite)]
    [TestCase(UnixFileMode.OtherRead)]
    [TestCase(UnixFileMode.OtherWrite)]
    public void Should_refuse_a_file_that_is_open_to_others(UnixFileMode mode)
    {
        File.WriteAllText(_path, $"key=CanaryKey1\nsecret={Secret}\n");
        File.SetUnixFileMode(_path, UnixFileMode.UserRead | mode);

        Assert.That(() => ApiKeys.FromFile(_path), Throws.TypeOf<ApiKeyException>().With.Message.Contains("open to others"));
    }

    [TestCase("key=CanaryKey1\n")]
    [TestCase("secret=CanarySecret\n")]
    [TestCase("key=Canary Key\nsecret=CanarySecret\n")]
    [TestCase("key=CanaryKey1\nCanarySecret\n")]
    public void Should_refuse_what_is_no_pair_of_keys_and_show_none_of_it(string text) =>
        Assert.That(() => Load(text), Throws.TypeOf<ApiKeyException>().With.Message.Not.Contains("Canary"));

    [Test]
    public void Should_show_no_key_as_text()
    {
        var keys = Load($"key=CanaryKey1\nsecret={Secret}\n");

        Assert.That($"{keys} {keys.CreateSigner()}", Does.Not.Contain("Canary").And.Not.Contain(Secret));
    }

    [Test]
    public void Should_take_a_credential_by_its_plain_name_only()
    {
        File.WriteAllText(_path, $"key=CanaryKey1\nsecret={Secret}\n");
        var folder = Path.GetDirectoryName(_path)!;

        Assert.That(ApiKeys.FromCredential(folder, Path.GetFileName(_path)).CanLogOn, Is.False);
        Assert.That(() => ApiKeys.FromCredential(folder, $"../{Path.GetFileName(folder)}/{Path.GetFileName(_path)}"), Throws.TypeOf<ApiKeyException>());
        Assert.That(() => ApiKeys.FromCredential(null, "keys"), Throws.TypeOf<ApiKeyException>());
    }

    private static string Ed25519File => $"key=CanaryKey1\n-----BEGIN {Mark}-----\n{Ed25519}\n-----END {Mark}-----\n";

    private ApiKeys Load(string text)
    {
        File.WriteAllText(_path, text);
        File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return ApiKeys.FromFile(_path);
    }

    private static string Sign(ApiKeys keys)
    {
        Span<byte> signature = stackalloc byte[128];
        var length = keys.CreateSigner().Sign(Encoding.ASCII.GetBytes(Payload), signature);
        return Encoding.ASCII.GetString(signature[..length]);
    }
}
