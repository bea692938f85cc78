using System.Runtime.InteropServices;
using System.Text;
using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>The instruments that a run follows, by index and by (market, symbol).</summary>
/// <remarks>Single writer; decoders may read from other threads only while nothing is written.</remarks>
public sealed class InstrumentTable
{
    private readonly List<Instrument> _instruments = [];
    private readonly List<byte[]> _symbols = [];
    private readonly List<(DecimalScale Prices, DecimalScale Sizes)> _scales = [];

    /// <summary>Number of instruments.</summary>
    public int Count => _instruments.Count;

    /// <summary>Grows with every change, so that whoever learned something from the table knows when to forget it.</summary>
    public int Version { get; private set; }

    /// <summary>XXH3-64 over all that identifies the instruments and their grids, in order.</summary>
    public ulong Hash
    {
        get
        {
            var hash = new RunningHash();
            for (var index = 0; index < Count; index++)
            {
                AddTo(ref hash, index);
            }

            return hash.Value;
        }
    }

    /// <summary>The instrument at <paramref name="index"/>.</summary>
    public Instrument this[int index] => _instruments[index];

    /// <summary>Adds an instrument and answers its index.</summary>
    /// <exception cref="ArgumentException">The (market, symbol) is there already, or the grid is not positive.</exception>
    public int Add(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        var symbol = Encoding.UTF8.GetBytes(instrument.Symbol);
        if (TryFind(symbol, instrument.Market, out _))
        {
            Throw.Argument(nameof(instrument), $"{instrument.Market} {instrument.Symbol} is in the table already");
        }

        _scales.Add(ScalesOf(instrument));
        _instruments.Add(instrument);
        _symbols.Add(symbol);
        Version++;
        return Count - 1;
    }

    /// <summary>Finds an instrument by its symbol as the venue writes it.</summary>
    /// <remarks>A scan: decoders ask only where no template knows the answer, and a run follows few instruments.</remarks>
    public bool TryFind(ReadOnlySpan<byte> symbolUtf8, Market market, out int index)
    {
        for (index = 0; index < Count; index++)
        {
            if (symbolUtf8.SequenceEqual(_symbols[index]) && _instruments[index].Market == market)
            {
                return true;
            }
        }

        index = InputRecord.NoInstrument;
        return false;
    }

    /// <summary>Puts a new grid of the same instrument at <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentException">It is another instrument, or the grid is not positive.</exception>
    public void Replace(int index, Instrument newGrid)
    {
        ArgumentNullException.ThrowIfNull(newGrid);
        var old = _instruments[index];
        if (old.Market != newGrid.Market || old.Symbol != newGrid.Symbol)
        {
            Throw.Argument(nameof(newGrid), $"{newGrid.Market} {newGrid.Symbol} cannot replace {old.Market} {old.Symbol}");
        }

        _scales[index] = ScalesOf(newGrid);
        _instruments[index] = newGrid;
        Version++;
    }

    internal DecimalScale Prices(int index) => CollectionsMarshal.AsSpan(_scales)[index].Prices;

    internal DecimalScale Sizes(int index) => CollectionsMarshal.AsSpan(_scales)[index].Sizes;

    private static (DecimalScale Prices, DecimalScale Sizes) ScalesOf(Instrument instrument)
    {
        var isGrid = instrument.TickMantissa > 0 && instrument.LotMantissa > 0
            && instrument.PriceDecimals is >= 0 and <= FixedPoint.MaxDecimals
            && instrument.SizeDecimals is >= 0 and <= FixedPoint.MaxDecimals;
        if (!isGrid)
        {
            Throw.Argument(nameof(instrument), $"{instrument.Symbol} has no positive tick and lot size of at most {FixedPoint.MaxDecimals} decimals");
        }

        return (DecimalScale.Of(instrument.PriceDecimals), DecimalScale.Of(instrument.SizeDecimals));
    }

    private void AddTo(ref RunningHash hash, int index)
    {
        var instrument = _instruments[index];
        hash.Add((int)instrument.Market);
        hash.Add(_symbols[index].AsSpan());
        hash.Add(instrument.TickMantissa);
        hash.Add(instrument.PriceDecimals);
        hash.Add(instrument.LotMantissa);
        hash.Add(instrument.SizeDecimals);
        hash.Add(instrument.SparePriceDecimals);
        hash.Add(instrument.SpareSizeDecimals);
        hash.Add(instrument.ContractSize);
        hash.Add(instrument.MinLots);
        hash.Add(instrument.MaxLots);
        hash.Add(instrument.MinNotionalE8);
        hash.Add(instrument.Tradable ? 1 : 0);
        hash.Add(instrument.Inferred ? 1 : 0);
    }
}
