using System.Diagnostics;
using System.Text.Json;
using NUnit.Framework;
using Pipeline.ExchangeSimulator;

namespace Pipeline.Tests.EndToEnd.Simulator;

/// <summary>Clients that others wrote, unmodified, from npm: `npm ci --ignore-scripts` in tests/clients brings them.</summary>
public class NpmClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static string? Folder
    {
        get
        {
            for (var at = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); at is not null; at = at.Parent)
            {
                if (File.Exists(Path.Combine(at.FullName, "tests", "clients", "package.json")))
                {
                    return Path.Combine(at.FullName, "tests", "clients");
                }
            }

            return null;
        }
    }

    [TestCase("binance")]
    [TestCase("official")]
    [TestCase("ccxt")]
    public async Task Should_serve_a_client_that_others_wrote(string client)
    {
        RequirePackages();
        await using var server = await ExchangeServer.StartAsync(new() { RestingOrders = 800, RememberedBooks = 20_000 });

        var result = await RunAsync(client, server);

        Assert.That(result.GetProperty("placed").GetString(), Is.EqualTo("NEW"));
        Assert.That(result.GetProperty("amended").GetString(), Is.EqualTo("0.020"));
        Assert.That(result.GetProperty("canceled").GetString(), Is.EqualTo("CANCELED"));
        Assert.That(result.GetProperty("executions").EnumerateArray().Select(x => x.GetString()), Is.EqualTo(new[] { "NEW", "AMENDMENT", "CANCELED" }));
        Assert.That(result.GetProperty("filled").GetString(), Is.EqualTo("0.01"));
        Assert.That(server.PositionLots(server.Keys[0].ApiKey, "BTCUSDT"), Is.EqualTo(10));
        AssertBook(result.GetProperty("book"), server);
    }

    private static void AssertBook(JsonElement book, ExchangeServer server)
    {
        Assert.That(server.TryBookAt("BTCUSDT", book.GetProperty("id").GetInt64(), out var engine), Is.True, "the book is at an id that the engine had");
        Assert.That(Levels(book.GetProperty("bids")), Is.EqualTo(engine!.Bids.Take(20).Select(level => (level.PriceTicks * 0.1m, level.SizeLots * 0.001m))));
        Assert.That(Levels(book.GetProperty("asks")), Is.EqualTo(engine.Asks.Take(20).Select(level => (level.PriceTicks * 0.1m, level.SizeLots * 0.001m))));
    }

    private static IEnumerable<(decimal, decimal)> Levels(JsonElement side) => side.EnumerateArray().Select(level => (Number(level[0]), Number(level[1])));

    private static decimal Number(JsonElement value) => value.ValueKind == JsonValueKind.String ? decimal.Parse(value.GetString()!) : value.GetDecimal();

    private static void RequirePackages()
    {
        if (Folder is { } folder && Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            return;
        }

        Assert.That(Environment.GetEnvironmentVariable("CI"), Is.Null.Or.Empty, "the npm clients are missing: npm ci --ignore-scripts in tests/clients");
        Assert.Ignore("the npm clients are missing: npm ci --ignore-scripts in tests/clients");
    }

    private static async Task<JsonElement> RunAsync(string client, ExchangeServer server)
    {
        var (rest, key) = (server.Addresses.Rest, server.Keys[0]);
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder! };
        foreach (var argument in (string[])[$"{client}.js", rest, rest.Replace("http", "ws"), key.ApiKey, key.Secret])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        await using var killed = patience.Token.Register(() => process.Kill());
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, await errors + await output);
        return JsonDocument.Parse((await output).TrimEnd().Split('\n')[^1]).RootElement.Clone();
    }
}
