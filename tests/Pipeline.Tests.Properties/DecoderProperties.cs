using System.Runtime.InteropServices;
using System.Text;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Tests.Properties;

[TestFixture]
public class DecoderProperties
{
    private const int MutatedMessages = 60_000;
    private const int CleanMessages = 20_000;

    private static readonly DecodeWidth[] Widths = [.. Enum.GetValues<DecodeWidth>().Where(MarketDataDecoder.IsSupported)];

    /// <summary>Repeat one run with PIPELINE_SEED=n dotnet test --filter DecoderProperties.</summary>
    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("PIPELINE_SEED"), out var seed) ? seed : 20_240_808;

    [TestCase(Market.UsdM)]
    [TestCase(Market.CoinM)]
    [TestCase(Market.Spot)]
    public void Should_decode_as_the_oracle_does_at_every_width(Market market)
    {
        var random = new Random(Seed);
        var bench = new Bench(market);
        var messages = new DecoderMessages(random, market);
        for (var round = 0; round < CleanMessages; round++)
        {
            bench.Compare(messages.Next(), $"seed {Seed}, message {round}", expectsRecord: true);
        }

        bench.AssertTemplatesWereUsed();
    }

    [TestCase(Market.UsdM)]
    [TestCase(Market.CoinM)]
    [TestCase(Market.Spot)]
    public void Should_judge_damaged_messages_as_the_oracle_does_at_every_width(Market market)
    {
        var random = new Random(Seed + 1);
        var bench = new Bench(market);
        var messages = new DecoderMessages(random, market);
        var mutations = new DecoderMutations(random);
        var dead = 0;
        for (var round = 0; round < MutatedMessages; round++)
        {
            var message = messages.Next();
            bench.Compare(message, $"seed {Seed + 1}, message {round}", expectsRecord: true);
            dead += bench.Compare(mutations.Mutate(message), $"seed {Seed + 1}, damaged message {round}", expectsRecord: false) ? 0 : 1;
        }

        Assert.That(dead, Is.InRange(MutatedMessages / 4, MutatedMessages * 3 / 4), "the damage must kill some messages and spare others");
    }

    internal sealed class Bench
    {
        private readonly DecoderOracle _oracle;
        private readonly MarketDataDecoder[] _decoders;
        private readonly LevelUpdate[] _levels = new LevelUpdate[LevelArena.MaxRun];
        private int _messages;

        public Bench(Market market, string? snapshotSymbol = null)
        {
            var instruments = new InstrumentTable();
            var followed = ExchangeInfo.Shipped.Where(instrument => instrument.Market == market).ToList();
            followed.ForEach(instrument => instruments.Add(instrument));
            var symbol = snapshotSymbol ?? DecoderMessages.SymbolOf(market);
            var snapshots = followed.FindIndex(instrument => instrument.Symbol == symbol);
            _oracle = new DecoderOracle(followed, market) { SnapshotInstrument = snapshots };
            _decoders = [.. Widths.Select(width => new MarketDataDecoder(instruments, market, width) { SnapshotInstrument = snapshots })];
        }

        public bool Compare(byte[] message, string what, bool expectsRecord)
        {
            _messages++;
            var expected = _oracle.Decode(message);
            if (expectsRecord && expected.Reason != DeadLetterReason.None)
            {
                Assert.Fail($"the generator made a {expected.Reason} ({what}): {Encoding.Latin1.GetString(message)}");
            }

            foreach (var decoder in _decoders)
            {
                Compare(decoder, message, expected, what);
            }

            return expected.Reason == DeadLetterReason.None;
        }

        public void AssertTemplatesWereUsed()
        {
            foreach (var decoder in _decoders.Where(decoder => decoder.Width != DecodeWidth.Scalar))
            {
                Assert.That(decoder.Walked, Is.LessThan(_messages / 2), $"{decoder.Width} walked nearly everything");
            }
        }

        private void Compare(MarketDataDecoder decoder, byte[] message, OracleResult expected, string what)
        {
            var record = new InputRecord();
            MemoryMarshal.AsBytes(new Span<InputRecord>(ref record))[InputRecord.BodyOffset..].Fill(0xA5);
            var reason = decoder.Decode(message, ref record, _levels, out var offset);
            var isSame = reason == DeadLetterReason.None
                ? expected.Reason == DeadLetterReason.None && IsSame(record, expected)
                : expected.Reason != DeadLetterReason.None && (reason == DeadLetterReason.MalformedJson) == (expected.Reason == DeadLetterReason.MalformedJson);
            if (!isSame || (uint)offset > (uint)message.Length)
            {
                Assert.Fail($"{decoder.Width} says {reason} at {offset}, the oracle {expected.Reason} ({what}): {Encoding.Latin1.GetString(message)}");
            }
        }

        private bool IsSame(InputRecord record, OracleResult expected)
        {
            var expectedRecord = expected.Record;
            var levels = MemoryMarshal.Cast<LevelUpdate, long>(_levels.AsSpan(0, expected.Levels.Count));
            return MemoryMarshal.AsBytes(new ReadOnlySpan<InputRecord>(in record))
                    .SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<InputRecord>(in expectedRecord)))
                && levels.SequenceEqual(MemoryMarshal.Cast<LevelUpdate, long>(expected.Levels.ToArray()));
        }
    }
}
