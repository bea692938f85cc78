using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Engine.Configuration;
using Pipeline.Events;
using Pipeline.Ring;
using Pipeline.Venues.Binance.Live;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Pipeline.Cli.Live;

/// <summary>What a live session is told in its YAML file. A member that nobody knows is an error.</summary>
internal sealed record LiveConfig
{
    private const int ShortestDeadManMillis = 500;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        RespectNullableAnnotations = true,
    };

    /// <summary>`simulator`, `testnet` or `live`.</summary>
    public LiveProfile Profile { get; init; }

    /// <summary>Base addresses of the simulator, where they are not in a file.</summary>
    public SimulatorAddresses? Addresses { get; init; }

    /// <summary>The file that `pipeline simulate --ready-file` writes, relative to the configuration.</summary>
    public string? AddressesFile { get; init; }

    /// <summary>`usdm` (default), `coinm` or `spot`: the market of all symbols.</summary>
    public Market Market { get; init; } = Market.UsdM;

    /// <summary>Symbols of that market.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>Redundant sockets a route: 1 or 2. Default 1.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>`shared` (default) or `dedicated`.</summary>
    public ThreadMode Mode { get; init; } = ThreadMode.Shared;

    /// <summary>Model, strategy, limits and simulated exchange: a JSON file, relative to this one. Default: the built-in demo configuration.</summary>
    public string? Trading { get; init; }

    /// <summary>Where orders of `run` go: `paper` (default) or `venue`.</summary>
    public OrderDestination Orders { get; init; }

    /// <summary>For orders at the venue: the file with the keys, readable by its owner alone.</summary>
    public string? KeysFile { get; init; }

    /// <summary>Instead of a file: the name of the keys in the credentials directory of the service.</summary>
    public string? Credential { get; init; }

    /// <summary>For orders at the venue: the kill latch. A file that is not there means halted, until `pipeline resume`.</summary>
    public string? LatchFile { get; init; }

    /// <summary>For orders at the venue: how long it waits for a sign of life before it cancels everything, milliseconds. Default 30,000.</summary>
    public int DeadManMillis { get; init; } = 30_000;

    /// <summary>How the tape is flushed, and whether new orders wait for that.</summary>
    public LiveJournal Journal { get; init; } = new();

    /// <summary>Reads and checks a configuration.</summary>
    /// <exception cref="ConfigException">It is missing or has problems; all of them are named.</exception>
    public static LiveConfig Load(string path)
    {
        try
        {
            var text = Encoding.UTF8.GetString(ConfigShape.ReadFile(path));
            ConfigShape.RequireYaml<LiveConfig>(path, text);
            var yaml = new DeserializerBuilder().Build().Deserialize<object?>(text);
            var json = new SerializerBuilder().JsonCompatible().Build().Serialize(yaml);
            var config = JsonSerializer.Deserialize<LiveConfig>(json, Options) ?? throw new ConfigException($"{path}: is empty");
            config = config with { Symbols = [.. config.Symbols.Select(symbol => InstrumentName.SymbolIn(config.Market, symbol))] };
            var problems = config.Validate();
            return problems.Count == 0 ? config.RelativeTo(path) : throw new ConfigException($"{path}: {string.Join("; ", problems)}");
        }
        catch (YamlException e)
        {
            throw new ConfigException($"{path}: line {e.Start.Line}: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new ConfigException($"{path}: {e.Path?.TrimStart('$', '.')}: {ConfigShape.Describe(e)}", e);
        }
    }

    /// <summary>Where the venue is.</summary>
    /// <exception cref="ConfigException">The simulator's addresses cannot be read.</exception>
    public BinanceAddresses Resolve() => Profile switch
    {
        LiveProfile.Live => BinanceAddresses.Live(Market),
        LiveProfile.Testnet => BinanceAddresses.Testnet(Market),
        _ => (Addresses ?? ReadAddresses()).ToAddresses(),
    };

    private List<string> Validate()
    {
        var problems = new List<string>();
        Require(problems, Market is Market.UsdM or Market.CoinM or Market.Spot, $"market is {Market}; use usdm, coinm or spot");
        Require(problems, Orders == OrderDestination.Paper || Market == Market.UsdM, "orders go to the venue on market usdm alone; here use orders: paper");
        Require(problems, Symbols.Count > 0, "symbols names none");
        Require(problems, Symbols.Distinct(StringComparer.Ordinal).Count() == Symbols.Count, "symbols names one twice");
        Require(problems, !Symbols.Any(symbol => symbol.Contains(':', StringComparison.Ordinal)), $"symbols names another market than {Market.ToString().ToLowerInvariant()}: {string.Join(", ", Symbols.Where(symbol => symbol.Contains(':', StringComparison.Ordinal)))}; a session follows one market");
        Require(problems, Lanes is 1 or 2, $"lanes is {Lanes}; use 1 or 2");
        Require(problems, Mode != ThreadMode.Invoker, "mode is invoker, which has no threads; use shared or dedicated");
        var isSimulator = Profile == LiveProfile.Simulator;
        var given = (Addresses is null ? 0 : 1) + (AddressesFile is null ? 0 : 1);
        Require(problems, !isSimulator || given == 1, "a simulator needs addresses or addressesFile, one of them");
        Require(problems, isSimulator || given == 0, $"profile {Profile} has its own addresses; remove those that are given");
        var hasKeys = (KeysFile is null ? 0 : 1) + (Credential is null ? 0 : 1);
        Require(problems, Orders == OrderDestination.Paper || hasKeys == 1, "orders at the venue need keysFile or credential, one of them");
        Require(problems, Orders == OrderDestination.Paper || LatchFile is not null, "orders at the venue need latchFile");
        Require(problems, DeadManMillis >= ShortestDeadManMillis, $"deadManMillis is {DeadManMillis}; use {ShortestDeadManMillis} or more");
        problems.AddRange(Journal.Problems());
        return problems;
    }

    private static void Require(List<string> problems, bool holds, string problem)
    {
        if (!holds)
        {
            problems.Add(problem);
        }
    }

    private LiveConfig RelativeTo(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return this with
        {
            AddressesFile = AddressesFile is null ? null : Path.Combine(folder, AddressesFile),
            Trading = Trading is null ? null : Path.Combine(folder, Trading),
            KeysFile = KeysFile is null ? null : Path.Combine(folder, KeysFile),
            LatchFile = LatchFile is null ? null : Path.Combine(folder, LatchFile),
        };
    }

    private SimulatorAddresses ReadAddresses()
    {
        try
        {
            return JsonSerializer.Deserialize<SimulatorAddresses>(File.ReadAllText(AddressesFile!), JsonSerializerOptions.Web)
                ?? throw new ConfigException($"{AddressesFile}: is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ConfigException($"{AddressesFile}: cannot be read ({e.Message}); start pipeline simulate --ready-file with this name", e);
        }
    }
}

/// <summary>Where orders go.</summary>
internal enum OrderDestination
{
    /// <summary>To the simulated exchange in this process.</summary>
    Paper,

    /// <summary>To the venue.</summary>
    Venue,
}

/// <summary>Which venue.</summary>
internal enum LiveProfile
{
    /// <summary>A simulated exchange.</summary>
    Simulator,

    /// <summary>The venue's test network.</summary>
    Testnet,

    /// <summary>Real money.</summary>
    Live,
}

/// <summary>Base addresses as a simulator writes them.</summary>
internal sealed record SimulatorAddresses(string Rest, string Public, string Market, string Private, string WsApi)
{
    public BinanceAddresses ToAddresses() => Uri.TryCreate(Rest, UriKind.Absolute, out var rest)
        && Uri.TryCreate(Public, UriKind.Absolute, out var publicStreams) && Uri.TryCreate(Market, UriKind.Absolute, out var market)
        && Uri.TryCreate(Private, UriKind.Absolute, out var privateStreams) && Uri.TryCreate(WsApi, UriKind.Absolute, out var wsApi)
        ? BinanceAddresses.Simulator(rest, publicStreams, market, privateStreams, wsApi)
        : throw new ConfigException("the simulator's addresses are not all there: rest, public, market, private, wsApi, each a whole address");
}
