using Pipeline.Events;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Venues.Binance.Capture;

/// <summary>What the first messages of a recording say together.</summary>
internal sealed class HeadSurvey
{
    private const int MostPartialLevels = 20;

    private readonly List<string> _symbols = [];
    private readonly List<SnapshotGrid> _snapshots = [];
    private readonly Dictionary<string, DepthSurvey> _depth = [];

    // On spot, partial depth and snapshots of a REST call alike name no symbol.
    private readonly DepthSurvey _nameless = new();

    private HeadSurvey()
    {
    }

    public Market Market { get; private set; }

    public IReadOnlyCollection<string> Symbols => _symbols;

    public IReadOnlyList<SnapshotGrid> Snapshots => _snapshots;

    public static HeadSurvey Of(IReadOnlyList<byte[]> head)
    {
        var survey = new HeadSurvey();
        foreach (var json in head)
        {
            if (MessageProbe.TryProbe(json, out var probed))
            {
                survey.Add(json, in probed);
            }
        }

        return survey;
    }

    /// <summary>Whether the raw depth messages about <paramref name="symbol"/> are partial depth.</summary>
    public bool IsRawDepthPartial(string symbol) => _depth.TryGetValue(symbol, out var depth) && depth.IsRawPartial;

    /// <summary>Whether more messages must be seen to tell what the depth of one of the symbols is.</summary>
    public bool IsDepthUndecided(IReadOnlyList<string> symbols) =>
        symbols.Any(symbol => _depth.TryGetValue(symbol, out var depth) ? depth.IsUndecided : _nameless.IsUndecided);

    /// <summary>
    /// The first of the symbols whose depth, as far as seen, is all partial; empty text where such depth names no symbol.
    /// Null where there is none.
    /// </summary>
    public string? FindUnusableDepth(IReadOnlyList<string> symbols)
    {
        var unusable = symbols.FirstOrDefault(symbol => _depth.TryGetValue(symbol, out var depth) && depth is { HasPartial: true, HasDiffs: false });
        var hasDiffs = _depth.Values.Any(depth => depth.HasDiffs);
        return unusable ?? (!hasDiffs && (_nameless.HasPartial || (symbols.Count == 0 && _depth.Count > 0)) ? symbols.Concat(_depth.Keys).FirstOrDefault("") : null);
    }

    private void Add(byte[] json, in ProbedMessage probed)
    {
        var symbol = probed.Symbol(json);
        AddDepth(symbol, in probed);
        if (probed.IsOtherDepth)
        {
            return;
        }

        Market = Market == Market.None ? probed.Market : Market;
        if (symbol is not null && !_symbols.Contains(symbol))
        {
            _symbols.Add(symbol);
        }

        if (probed.Kind == RecordKind.DepthSnapshot)
        {
            _snapshots.Add(new SnapshotGrid(symbol, probed.PriceDecimals, probed.SizeDecimals));
        }
    }

    private void AddDepth(string? symbol, in ProbedMessage probed)
    {
        if (probed.IsOtherDepth)
        {
            DepthOf(symbol).AddWrapped(isDiff: false);
        }
        else if (probed is { Kind: RecordKind.DepthSnapshot, IsWrapped: false, LevelsPerSide: <= MostPartialLevels } && symbol is null)
        {
            _nameless.AddRaw(in probed);
        }
        else if (probed.Kind == RecordKind.DepthUpdate && probed.IsWrapped)
        {
            DepthOf(symbol).AddWrapped(isDiff: true);
        }
        else if (probed.Kind == RecordKind.DepthUpdate)
        {
            DepthOf(symbol).AddRaw(in probed);
        }
    }

    private DepthSurvey DepthOf(string? symbol)
    {
        if (symbol is null)
        {
            return _nameless;
        }

        if (!_depth.TryGetValue(symbol, out var depth))
        {
            _depth.Add(symbol, depth = new DepthSurvey());
        }

        return depth;
    }
}

/// <summary>The finest price and size of a snapshot.</summary>
internal sealed record SnapshotGrid(string? Symbol, int PriceDecimals, int SizeDecimals);
