using NUnit.Framework;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Tests.Concurrency.Ring;

/// <summary>The facts about memory that the ring stands on, shown on the machine that runs the tests.</summary>
internal sealed class FenceLitmusTests
{
    /// <summary>
    /// Publisher: published = 1; see parked. Parker: parked = 1; process-wide barrier; see published.
    /// Both blind: the publisher does not signal and the parker goes to sleep, which is the lost wake-up.
    /// </summary>
    private static readonly Dictionary<(bool PublisherSees, bool ParkerSees), Expectation> WakeUps = new()
    {
        [(true, true)] = Expectation.Allowed,
        [(true, false)] = Expectation.Allowed,
        [(false, true)] = Expectation.Allowed,
        [(false, false)] = Expectation.Forbidden,
    };

    [Test]
    public void Should_never_let_publisher_and_parker_both_miss_each_other() =>
        new Litmus<Flags, (bool, bool)>(() => new Flags(), flags => (flags.PublisherSees, flags.ParkerSees))
            .Run(20_000, WakeUps, (flags, _) => flags.Publish(), (flags, _) => flags.Park(Interlocked.MemoryBarrierProcessWide));

    /// <summary>The control: the same program without the parker's barrier loses wake-ups, so the test above would see it.</summary>
    [Test]
    public void Should_show_the_lost_wake_up_where_the_fence_is_left_out()
    {
        if (Environment.ProcessorCount < 2)
        {
            Assert.Ignore("one processor reorders nothing that its threads could see");
        }

        var table = new Dictionary<(bool, bool), Expectation>(WakeUps) { [(false, false)] = Expectation.Required };
        new Litmus<Flags, (bool, bool)>(() => new Flags(), flags => (flags.PublisherSees, flags.ParkerSees))
            .Run(200_000, table, (flags, _) => flags.Publish(), (flags, _) => flags.Park(() => { }));
    }

    /// <summary>What was written before a sequence moved is there for whoever saw it move.</summary>
    [Test]
    public void Should_never_show_a_sequence_without_its_event() =>
        new Litmus<Message, (bool Moved, long Event)>(() => new Message(), message => message.Seen).Run(
            200_000,
            new Dictionary<(bool, long), Expectation>
            {
                [(false, 0)] = Expectation.Allowed,
                [(false, 1)] = Expectation.Allowed,
                [(true, 1)] = Expectation.Allowed,
                [(true, 0)] = Expectation.Forbidden,
            },
            (message, _) => message.Send(),
            (message, _) => message.Receive());

    private sealed class Flags
    {
        private readonly long[] _cells = new long[(2 * CacheLine.Bytes / sizeof(long)) + 2];

        public bool PublisherSees { get; private set; }

        public bool ParkerSees { get; private set; }

        private ref long Published => ref _cells[0];

        private ref long Parked => ref _cells[^1];

        public void Publish()
        {
            Volatile.Write(ref Published, 1);
            PublisherSees = Volatile.Read(ref Parked) == 1;
        }

        public void Park(Action fence)
        {
            Volatile.Write(ref Parked, 1);
            fence();
            ParkerSees = Volatile.Read(ref Published) == 1;
        }
    }

    private sealed class Message
    {
        private readonly Sequence _sequence = new();
        private long _event;

        public (bool Moved, long Event) Seen { get; private set; }

        public void Send()
        {
            _event = 1;
            _sequence.SetValue(0);
        }

        public void Receive()
        {
            var moved = _sequence.Value == 0;
            Seen = (moved, _event);
        }
    }
}
