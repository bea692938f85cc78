using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using Pipeline.ExchangeSimulator;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.EndToEnd.Secrecy;

/// <summary>A key and a secret that nothing may repeat: not a tape, a dead letter, the latch or its audit, nor the text of a refusal.</summary>
[NonParallelizable]
[SupportedOSPlatform("linux")]
internal sealed class CanaryTests
{
    private const string Key = "CanaryKeyOfNoAccount0123456789";
    private const string Secret = "CanarySecretOfNoAccount0123456789";

    [TestCase(Secret)]
    [TestCase("AnotherSecretSoThatEverySignatureIsRefused")]
    public async Task Should_be_in_no_output_of_a_run(string known)
    {
        await using var server = await ExchangeServer.StartAsync(new() { Keys = [new ExchangeKey(Key, known)] });
        server.Inject(new FaultRule { Kind = FaultKind.CorruptJson, Count = 20 });
        using var folder = new TemporaryFolder();
        var config = Configure(folder, server);
        var resumed = PipelineProcess.Run("resume", "--config", config, "--by", "test", "--reason", "a test");
        var run = PipelineProcess.Run("run", "--config", config, "--for", "5s", "--out", folder.File("tapes"));
        var halted = PipelineProcess.Run("halt", "--config", config, "--by", "test", "--reason", "a drill");

        Assert.That(server.FaultsStruck[FaultKind.CorruptJson], Is.Positive);
        Assert.That(resumed.All + run.All + halted.All, Does.Not.Contain(Key).And.Not.Contain(Secret));
        var searched = Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "keys").ToArray();
        Assert.That(searched, Has.Some.EndsWith(".deadletters").And.Some.Contains("latch.audit").And.Some.EndsWith(".tape"));
        Array.ForEach(searched, AssertClean);
    }

    private static string Configure(TemporaryFolder folder, ExchangeServer server)
    {
        File.WriteAllText(folder.File("ready.json"), JsonSerializer.Serialize(server.Addresses, JsonSerializerOptions.Web));
        File.WriteAllText(folder.File("keys"), $"key={Key}\nsecret={Secret}\n");
        File.SetUnixFileMode(folder.File("keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(folder.File("run.yaml"), "profile: simulator\naddressesFile: ready.json\nsymbols: [BTCUSDT]\norders: venue\nkeysFile: keys\nlatchFile: run.latch\n");
        return folder.File("run.yaml");
    }

    private static void AssertClean(string file)
    {
        var bytes = File.ReadAllBytes(file).AsSpan();
        Assert.That(bytes.IndexOf(Encoding.ASCII.GetBytes(Key)), Is.EqualTo(-1), $"the key is in {file}");
        Assert.That(bytes.IndexOf(Encoding.ASCII.GetBytes(Secret)), Is.EqualTo(-1), $"the secret is in {file}");
    }
}
