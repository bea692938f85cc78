using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Feeds.Lanes;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Tests.Feeds;

/// <summary>A lane before a full ring or a full arena asks for room, as often as it takes, and loses nothing.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LaneTests : IDisposable
{
    private const int RingSize = 8;

    private readonly SingleProducerSequencer _sequencer = new(RingSize, new YieldingWaitStrategy());
    private readonly Section<InputRecord> _input = new(RingSize);
    private readonly LevelArena _arena = new(32_768, RingSize);
    private readonly Sequence _reader = new();
    private readonly SlowReader _backpressure;
    private readonly Lane _lane;

    public LaneTests()
    {
        _sequencer.AddGatingSequences(_reader);
        _backpressure = new SlowReader(_reader);
        _lane = new Lane(3, _sequencer, _input, _arena, _backpressure);
    }

    public void Dispose()
    {
        _arena.Dispose();
        _input.Dispose();
    }

    [Test]
    public void Should_publish_in_order_and_wait_only_where_the_ring_is_full()
    {
        for (var i = 0; i < 40; i++)
        {
            var record = new InputRecord { Kind = RecordKind.Trade, ReceiveNanos = i };
            Assert.That(_lane.Publish(ref record), Is.EqualTo(i));
            Assert.That(_input[i].ReceiveNanos, Is.EqualTo(i));
            Assert.That(_input[i].Lane, Is.EqualTo(3));
            Assert.That(_backpressure.Calls, Is.EqualTo(3 * Math.Max(0, i + 1 - RingSize)), "three calls free one slot");
        }
    }

    [Test]
    public void Should_wait_for_levels_and_keep_those_of_records_in_flight()
    {
        var levels = new LevelUpdate[LevelArena.MaxRun];
        for (var i = 0; i < 30; i++)
        {
            Array.Fill(levels, new LevelUpdate { PriceTicks = i });
            var record = new InputRecord { Kind = RecordKind.DepthUpdate, Depth = new DepthBody { BidCount = LevelArena.MaxRun } };
            var sequence = _lane.Publish(ref record, levels);
            for (var held = _reader.Value + 1; held <= sequence; held++)
            {
                Assert.That(_arena.Read(in _input[held].Depth).ToArray().All(level => level.PriceTicks == held), Is.True, $"levels of record {held} at record {sequence}");
            }
        }

        Assert.That(_backpressure.Calls, Is.Positive);
    }

    [Test]
    public void Should_keep_no_levels_of_a_message_that_was_not_decoded()
    {
        var market = new MarketDataLane(_lane, new RefusingDecoder(), null);
        for (var i = 0; i < 100; i++)
        {
            Assert.That(market.Receive("{}"u8, 5, new MarketDataLane.Position(1, i)), Is.EqualTo(DeadLetterReason.MalformedJson));
            Assert.That((_input[i].Kind, _input[i].Message.Line, _input[i].ReceiveNanos), Is.EqualTo((RecordKind.DeadLetter, (long)i, 5L)));
            _reader.SetValue(i);
        }

        Assert.That(_backpressure.Calls, Is.Zero);
    }

    private sealed class SlowReader(Sequence reader) : IBackpressure
    {
        public int Calls { get; private set; }

        public void MakeRoom(long passed)
        {
            Calls++;
            reader.SetValue(reader.Value + (Calls % 3 == 0 ? 1 : 0));
        }
    }

    private sealed class RefusingDecoder : Pipeline.Feeds.IMessageDecoder
    {
        public DeadLetterReason Decode(ReadOnlySpan<byte> json, ref InputRecord record, Span<LevelUpdate> levels, out int errorOffset)
        {
            errorOffset = 0;
            levels.Fill(new LevelUpdate { PriceTicks = -1 });
            return DeadLetterReason.MalformedJson;
        }
    }
}
