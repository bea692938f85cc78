using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Primitives;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Venues.Binance.Capture;

/// <summary>Recordings of Binance: the market by what its messages hold, the grid by an instrument table or the first snapshot.</summary>
/// <remarks>Any thread.</remarks>
public sealed class BinanceCaptureVenue : ICaptureVenue
{
    private const int DecimalsE8 = 8;

    private readonly string? _instrumentsFile;
    private readonly byte[]? _instrumentsJson;

    /// <summary>With the shipped instruments, or those of a file in the form of `exchangeInfo`.</summary>
    /// <exception cref="InputUnusableException">The file cannot be read.</exception>
    public BinanceCaptureVenue(string? instrumentsFile = null)
    {
        _instrumentsFile = instrumentsFile;
        try
        {
            _instrumentsJson = instrumentsFile is null ? null : File.ReadAllBytes(instrumentsFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputUnusableException($"{instrumentsFile}: the instrument table cannot be read ({e.Message}); check the path");
        }
    }

    /// <inheritdoc/>
    public CaptureSetup? Identify(IReadOnlyList<byte[]> head, bool isLast, IReadOnlyList<string> symbols)
    {
        var seen = HeadSurvey.Of(head);
        string[] wanted = symbols.Count > 0 ? Wanted(seen, symbols) : [.. seen.Symbols.Take(1)];
        if (seen.FindUnusableDepth(wanted) is { } unusable)
        {
            return isLast ? throw new InputUnusableException(OnlyPartial(unusable)) : null;
        }

        if (seen.Market == Market.None || wanted.Length == 0 || (!isLast && seen.IsDepthUndecided(wanted)))
        {
            return null;
        }

        var known = Known(seen.Market, wanted);
        var instruments = new List<Instrument>();
        foreach (var symbol in wanted)
        {
            var instrument = !seen.Symbols.Contains(symbol) ? null
                : known.FirstOrDefault(each => each.Market == seen.Market && each.Symbol == symbol) ?? Infer(seen, symbol, wanted.Length);
            if (instrument is null)
            {
                return isLast ? throw new InputUnusableException(Unknown(seen, symbol)) : null;
            }

            instruments.Add(instrument);
        }

        var table = new InstrumentTable();
        instruments.ForEach(instrument => table.Add(instrument));
        var partial = wanted.Select(seen.IsRawDepthPartial).ToArray();
        return new CaptureSetup(instruments, () => new CaptureDecoder(table, seen.Market, partial));
    }

    /// <inheritdoc/>
    public CaptureContents Survey(IReadOnlyList<byte[]> head)
    {
        var seen = HeadSurvey.Of(head);
        return new CaptureContents(seen.Market, [.. seen.Symbols]);
    }

    /// <inheritdoc/>
    public string? SymbolOf(ReadOnlySpan<byte> json) => MessageProbe.TryProbe(json, out var probed) ? probed.Symbol(json) : null;

    /// <inheritdoc/>
    public long EventNanosOf(ReadOnlySpan<byte> json) => EventTime.Find(json);

    private static Instrument? Infer(HeadSurvey seen, string symbol, int wanted)
    {
        var snapshot = seen.Snapshots.FirstOrDefault(each => each.Symbol == symbol || (each.Symbol is null && wanted == 1 && seen.Symbols.Count == 1));
        return snapshot is null ? null : new Instrument
        {
            Market = seen.Market,
            Symbol = symbol,
            TickMantissa = UnitOf(snapshot.PriceDecimals),
            PriceDecimals = DecimalsE8,
            SparePriceDecimals = DecimalsE8 - Math.Min(snapshot.PriceDecimals, DecimalsE8),
            LotMantissa = UnitOf(snapshot.SizeDecimals),
            SizeDecimals = DecimalsE8,
            SpareSizeDecimals = DecimalsE8 - Math.Min(snapshot.SizeDecimals, DecimalsE8),
            Inferred = true,
        };
    }

    private static string[] Wanted(HeadSurvey seen, IReadOnlyList<string> symbols)
    {
        var table = new SymbolTable(seen.Symbols.Select(symbol => new InstrumentName(seen.Market, symbol)));
        return [.. symbols.SelectMany(symbol => table.Find(symbol) is { Count: > 0 } found ? found.Select(each => each.Symbol) : [symbol.ToUpperInvariant()]).Distinct()];
    }

    // The power of ten that a snapshot's finest number uses, in units of 1e-8.
    private static long UnitOf(int decimals) => FixedPoint.PowerOfTen(DecimalsE8 - Math.Min(decimals, DecimalsE8));

    private static string Unknown(HeadSurvey seen, string symbol) => seen.Symbols.Contains(symbol)
        ? $"{symbol} ({seen.Market}) is in no instrument table and the recording has no snapshot to read its grid from; name a table with --instruments"
        : $"the recording holds no message about {symbol}; it holds {string.Join(", ", seen.Symbols)}";

    private static string OnlyPartial(string symbol) =>
        $"the only depth of {(symbol.Length > 0 ? symbol : "the recording")} is partial: the best levels again and again, from which no book can be kept; "
        + $"record {(symbol.Length > 0 ? symbol.ToLowerInvariant() : "<symbol>")}@depth@100ms and a REST snapshot (/depth?limit=1000) instead";

    private IReadOnlyList<Instrument> Known(Market market, string[] wanted)
    {
        try
        {
            return _instrumentsJson is null ? ExchangeInfo.Shipped : ExchangeInfo.Parse(_instrumentsJson, market, wanted);
        }
        catch (FormatException e)
        {
            throw new InputUnusableException($"{_instrumentsFile}: {e.Message}; it must have the form of the venue's exchangeInfo");
        }
    }
}
