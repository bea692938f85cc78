using System.Text;
using Pipeline.Events;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Tests.Venues;

/// <summary>A decoder over the shipped instruments of one market, and what the last message gave.</summary>
internal sealed class DecodeBench
{
    private readonly LevelUpdate[] _levels = new LevelUpdate[LevelArena.MaxRun];
    private InputRecord _record;
    private int _errorOffset;

    public DecodeBench(Market market, DecodeWidth width, params Instrument[] more)
    {
        Instruments = new InstrumentTable();
        foreach (var instrument in ExchangeInfo.Shipped.Where(instrument => instrument.Market == market).Concat(more))
        {
            Instruments.Add(instrument);
        }

        Decoder = new MarketDataDecoder(Instruments, market, width);
    }

    public static IEnumerable<DecodeWidth> Widths => Enum.GetValues<DecodeWidth>().Where(MarketDataDecoder.IsSupported);

    public InstrumentTable Instruments { get; }

    public MarketDataDecoder Decoder { get; }

    public ref readonly InputRecord Record => ref _record;

    public int ErrorOffset => _errorOffset;

    public ReadOnlySpan<LevelUpdate> Levels => _levels.AsSpan(0, _record.Depth.BidCount + _record.Depth.AskCount);

    public Instrument Instrument => Instruments[_record.Instrument];

    public DeadLetterReason Decode(string json) => Decode(Encoding.UTF8.GetBytes(json));

    public DeadLetterReason Decode(ReadOnlySpan<byte> json)
    {
        _record = new InputRecord { Lane = 3, Epoch = 4, ReceiveNanos = 5 };
        return Decoder.Decode(json, ref _record, _levels, out _errorOffset);
    }
}
