using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Testing.Book;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Properties;

/// <summary>Two lanes carve one market differently and lose pieces independently: a Synced book is the market's at its id.</summary>
public sealed class FeedTwoLaneProperties
{
    private const int Changes = 240;
    private const long StepNanos = 1_000_000;

    [Test]
    public void Should_equal_the_market_whenever_synced([Range(0, 39)] int block)
    {
        for (var i = 0; i < 50; i++)
        {
            new Run((block * 50) + i).Play();
        }
    }

    private sealed class Run(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly LevelUpdate[] _changes = new LevelUpdate[Changes + 1];
        private readonly InstrumentBook _book = new(0, new InstrumentBookOptions { WindowTicks = 256, HoldNanos = 50 * StepNanos });
        private readonly List<(long At, InputRecord Record, LevelUpdate[] Levels)> _log = [];
        private long _pipelineNanos;

        public void Play()
        {
            MakeMarket();
            Carve(lossPercent: 8);
            Carve(lossPercent: 8);
            for (var id = 5; id < Changes; id += 40)
            {
                AddSnapshot(id);
            }

            foreach (var (at, record, levels) in _log.OrderBy(entry => entry.At).ToArray())
            {
                Take(at, record, levels);
            }

            _book.Dispose();
        }

        private void MakeMarket()
        {
            for (var id = 1; id <= Changes; id++)
            {
                _changes[id] = Level(_random.Next(500, 540), _random.Next(0, 4));
            }
        }

        private void Carve(int lossPercent)
        {
            var previous = 0;
            var clock = 0L;
            while (previous < Changes)
            {
                var final = Math.Min(Changes, previous + _random.Next(1, 9));
                clock = Math.Max(clock, (final * StepNanos * 4) + _random.Next(0, 30) * StepNanos);
                if (_random.Next(100) >= lossPercent)
                {
                    _log.Add((clock, FuturesDiff(previous + 1, final, previous, Bids(previous, final).Length, 0), Bids(previous, final)));
                }

                previous = final;
            }
        }

        private LevelUpdate[] Bids(int previous, int final) => [.. MarketChange(previous, final)];

        private IEnumerable<LevelUpdate> MarketChange(int previous, int final) => _changes[(previous + 1)..(final + 1)]
            .GroupBy(change => change.PriceTicks).Select(changes => changes.Last());

        private void AddSnapshot(int id)
        {
            var levels = MarketAt(id).Bids.Select(level => Level(level.Key, level.Value)).ToArray();
            _log.Add(((id * StepNanos * 4) + (_random.Next(0, 60) * StepNanos), Snapshot(id, levels.Length, 0), levels));
        }

        private PlainBook MarketAt(long id)
        {
            var book = new PlainBook();
            for (var i = 1; i <= id; i++)
            {
                book.Apply([_changes[i]], []);
            }

            return book;
        }

        private void Take(long at, InputRecord record, LevelUpdate[] levels)
        {
            var before = _book.AppliedUpdateId;
            var result = default(BookResult);
            _pipelineNanos = at;
            record.ReceiveNanos = at;
            _book.Process(record, levels, _pipelineNanos, ref result);
            if (_book.State != BookState.Synced || _book.AppliedUpdateId == before)
            {
                return;
            }

            var market = MarketAt(_book.AppliedUpdateId);
            var got = new List<KeyValuePair<long, long>>();
            foreach (var level in _book.Book.Bids)
            {
                got.Add(new(level.PriceTicks, level.SizeLots));
            }

            Assert.That(got, Is.EqualTo(market.Bids), $"seed {seed} at id {_book.AppliedUpdateId}; repeat: dotnet test tests/Pipeline.Tests.Properties --filter FeedTwoLaneProperties, block {seed / 50}");
        }
    }
}
