using System.Text;
using Pipeline.Events;

namespace Pipeline.Journal.Envelope;

/// <summary>The instrument table of a file header.</summary>
/// <remarks>
/// <code>1 market | 1 flags (1 tradable, 2 inferred) | 4 price decimals | 4 size decimals | 8 each: tick, lot, contract,
/// least lots, most lots, least notional | symbol, UTF-8, its length before it</code>
/// </remarks>
internal static class InstrumentTable
{
    private const int TradableBit = 1;
    private const int InferredBit = 2;

    /// <summary>The table's bytes.</summary>
    public static byte[] Write(IReadOnlyList<Instrument> instruments)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        foreach (var instrument in instruments)
        {
            Write(writer, instrument);
        }

        writer.Flush();
        return memory.ToArray();
    }

    /// <summary>Reads <paramref name="count"/> instruments; false where the bytes are not exactly that.</summary>
    public static bool TryRead(ReadOnlySpan<byte> table, int count, out IReadOnlyList<Instrument> instruments)
    {
        instruments = [];
        if (count < 0 || count > table.Length)
        {
            return false;
        }

        try
        {
            using var memory = new MemoryStream(table.ToArray());
            using var reader = new BinaryReader(memory, Encoding.UTF8);
            instruments = [.. Enumerable.Range(0, count).Select(_ => Read(reader))];
            return memory.Position == memory.Length;
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    private static void Write(BinaryWriter writer, Instrument instrument)
    {
        writer.Write((byte)instrument.Market);
        writer.Write((byte)((instrument.Tradable ? TradableBit : 0) | (instrument.Inferred ? InferredBit : 0)));
        writer.Write(instrument.PriceDecimals);
        writer.Write(instrument.SizeDecimals);
        writer.Write(instrument.SparePriceDecimals);
        writer.Write(instrument.SpareSizeDecimals);
        writer.Write(instrument.TickMantissa);
        writer.Write(instrument.LotMantissa);
        writer.Write(instrument.ContractSize);
        writer.Write(instrument.MinLots);
        writer.Write(instrument.MaxLots);
        writer.Write(instrument.MinNotionalE8);
        writer.Write(instrument.Symbol);
    }

    private static Instrument Read(BinaryReader reader)
    {
        var market = (Market)reader.ReadByte();
        var flags = reader.ReadByte();
        return new Instrument
        {
            Market = market,
            Tradable = (flags & TradableBit) != 0,
            Inferred = (flags & InferredBit) != 0,
            PriceDecimals = reader.ReadInt32(),
            SizeDecimals = reader.ReadInt32(),
            SparePriceDecimals = reader.ReadInt32(),
            SpareSizeDecimals = reader.ReadInt32(),
            TickMantissa = reader.ReadInt64(),
            LotMantissa = reader.ReadInt64(),
            ContractSize = reader.ReadInt64(),
            MinLots = reader.ReadInt64(),
            MaxLots = reader.ReadInt64(),
            MinNotionalE8 = reader.ReadInt64(),
            Symbol = reader.ReadString(),
        };
    }
}
