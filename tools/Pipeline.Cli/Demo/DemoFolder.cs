using System.Text.Json;
using Pipeline.Cli.Live;
using Pipeline.Cli.Output;
using Pipeline.ExchangeSimulator;
using Pipeline.Primitives;
using Pipeline.Risk;

namespace Pipeline.Cli.Demo;

/// <summary>The files of one demo: the addresses, the keys and the latch of a session that trades at the loopback exchange.</summary>
/// <remarks>The keys are the made-up ones of an exchange that ends with the demo; they go with it all the same.</remarks>
internal sealed class DemoFolder : IDisposable
{
    private readonly string _keys;

    public DemoFolder(string path, ExchangeServer exchange, string symbol)
    {
        Path = OutputFile.Folder(path);
        ClearLatch();
        _keys = File("demo.keys");
        System.IO.File.Delete(_keys);
        KeyFile.Write(_keys, exchange.Keys[0]);
        System.IO.File.WriteAllText(File("ready.json"), JsonSerializer.Serialize(exchange.Addresses, JsonSerializerOptions.Web));
        System.IO.File.WriteAllLines(Config, ["profile: simulator", "addressesFile: ready.json", $"symbols: [{symbol}]", "orders: venue", "keysFile: demo.keys", "latchFile: demo.latch"]);
        LatchFile.Open(File("demo.latch"), SystemClock.Instance).Resume("pipeline demo", "a loopback exchange");
    }

    public string Path { get; }

    public LiveRequest Request(TimeSpan length) => new(Config, Path, length, Trades: true);

    public void Dispose() => System.IO.File.Delete(_keys);

    private string Config => File("demo.yaml");

    private string File(string name) => System.IO.Path.Combine(Path, name);

    private void ClearLatch()
    {
        foreach (var earlier in Directory.EnumerateFiles(Path, "demo.latch*"))
        {
            System.IO.File.Delete(earlier);
        }
    }
}
