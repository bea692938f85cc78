using System.Runtime.InteropServices;
using System.Text;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Tests.Properties;

/// <summary>However a message is written, it gives the record that it holds.</summary>
[TestFixture]
public class DecoderEncodings
{
    private const int Encodings = 60;
    private const int Messages = 150;

    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("PIPELINE_SEED"), out var seed) ? seed : 20_260_801;

    [TestCase(Market.UsdM)]
    [TestCase(Market.CoinM)]
    [TestCase(Market.Spot)]
    public void Should_give_the_same_record_however_a_message_is_written(Market market)
    {
        var random = new Random(Seed);
        foreach (var width in Enum.GetValues<DecodeWidth>().Where(MarketDataDecoder.IsSupported))
        {
            var messages = new DecoderMessages(random, market);
            var plain = new Lane(market, width);
            var written = new Lane(market, width);
            for (var round = 0; round < Encodings; round++)
            {
                var encoding = new MessageEncoding(random);
                for (var message = 0; message < Messages; message++)
                {
                    var text = messages.Next();
                    Compare(plain, text, written, encoding.Write(text), width);
                }
            }
        }
    }

    private static void Compare(Lane plain, byte[] text, Lane written, byte[] other, DecodeWidth width)
    {
        var expected = plain.Decode(text);
        var reason = written.Decode(other);
        if (expected != DeadLetterReason.None || reason != expected || !plain.HoldsTheSameAs(written))
        {
            Assert.Fail($"{width}: {reason} (as it was: {expected}); repeat it with PIPELINE_SEED={Seed} dotnet test tests/Pipeline.Tests.Properties --filter DecoderEncodings\n{Encoding.UTF8.GetString(text)}\n{Encoding.UTF8.GetString(other)}");
        }
    }

    private sealed class Lane
    {
        private readonly MarketDataDecoder _decoder;
        private readonly LevelUpdate[] _levels = new LevelUpdate[LevelArena.MaxRun];
        private InputRecord _record;

        public Lane(Market market, DecodeWidth width)
        {
            var instruments = new InstrumentTable();
            var followed = ExchangeInfo.Shipped.Where(instrument => instrument.Market == market).ToList();
            followed.ForEach(instrument => instruments.Add(instrument));
            var snapshots = followed.FindIndex(instrument => instrument.Symbol == DecoderMessages.SymbolOf(market));
            _decoder = new MarketDataDecoder(instruments, market, width) { SnapshotInstrument = snapshots };
        }

        public DeadLetterReason Decode(byte[] text)
        {
            _record = default;
            return _decoder.Decode(text, ref _record, _levels, out _);
        }

        public bool HoldsTheSameAs(Lane other) =>
            MemoryMarshal.AsBytes(new ReadOnlySpan<InputRecord>(in _record)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<InputRecord>(in other._record)))
            && MemoryMarshal.AsBytes(Levels).SequenceEqual(MemoryMarshal.AsBytes(other.Levels));

        private ReadOnlySpan<LevelUpdate> Levels => _levels.AsSpan(0, _record.HasLevels ? _record.Depth.BidCount + _record.Depth.AskCount : 0);
    }
}
