using Pipeline.Book;
using Pipeline.Engine.Stages;
using Pipeline.Engine.Telemetry;
using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Ring;

namespace Pipeline.Engine.Replay;

/// <summary>Reads a drained pipeline's counters.</summary>
internal sealed class SummaryBuilder(PipelineSetup setup, IReadOnlyList<InputError> errors, FirstDeadLetters? deadLetters, TradingPipeline pipeline, AllocationMeter? lane)
{
    private readonly RecordCounters _records = pipeline.Counters;

    public ReplaySummary Build(TimeSpan elapsed)
    {
        var books = setup.Instruments.Zip(pipeline.Books).ToDictionary(pair => NameOf(pair.First), pair => Describe(pair.First, pair.Second));
        return new ReplaySummary
        {
            Messages = _records.Messages,
            DepthMessages = _records.Depth,
            DepthUpdates = Sum(counters => counters.DepthUpdates),
            LevelUpdates = Sum(counters => counters.LevelUpdates),
            Trades = _records.Trades,
            AggTrades = _records.AggTrades,
            Redelivered = _records.Redelivered,
            BookTickers = _records.BookTickers,
            Snapshots = _records.Snapshots,
            Other = _records.Other,
            Filtered = _records.Filtered,
            DeadLetters = _records.DeadLetters,
            DeadLetterReasons = DeadLetterReasons(),
            BookDeadLetters = _records.BookDeadLetters,
            FirstDeadLetters = deadLetters?.ToList() ?? [],
            InputErrors = errors,
            Gaps = Sum(counters => counters.Gaps),
            Resyncs = Sum(counters => counters.Resyncs),
            Stale = Sum(counters => counters.Stale),
            StaleTickers = pipeline.Books.Sum(book => book.Ticker.Stale),
            TradeSource = SourceOfTrades(),
            TradeGaps = new TradeGapSummary(pipeline.Books.Sum(book => book.Trades.Missing.Holes), pipeline.Books.Sum(book => book.Trades.Missing.Ids)),
            WrongStamps = pipeline.WrongStamps.Count,
            ClockSteps = pipeline.ClockSteps,
            Audits = Sum(counters => counters.Audits),
            AuditLevels = Sum(counters => counters.AuditLevels),
            AuditMismatches = Sum(counters => counters.AuditMismatches),
            Unproved = pipeline.Doubts,
            BboChecks = pipeline.Books.Sum(book => book.Ticker.Checks),
            BboMismatches = pipeline.Books.Sum(book => book.Ticker.Mismatches),
            Book = books[NameOf(setup.Instruments[0])],
            Books = books,
            OffGrid = new OffGridSummary(Sum(counters => counters.OffGridPrices), Sum(counters => counters.OffGridSizes)),
            Inferred = [.. setup.Instruments.Where(each => each.Inferred).Select(NameOf)],
            Rows = Sum(counters => counters.Rows),
            RowsBeyondSnapshot = Sum(counters => counters.RowsBeyondSnapshot),
            Decisions = pipeline.Strategy.DecisionCount,
            Orders = pipeline.Risk.OrderCount,
            Fills = pipeline.FillCount,
            Rejects = Rejects(),
            ChecksOff = [.. pipeline.ChecksOff.Select(check => $"{check.Check}: {check.Why}")],
            InputHash = Hex(pipeline.InputHash),
            StateHash = Hex(pipeline.Risk.StateHash),
            DecisionHash = Hex(pipeline.Risk.DecisionHash),
            BookHash = Hex(pipeline.Books.Aggregate(0UL, (fold, book) => (fold * 31) + book.BookHash)),
            RowHash = Hex(pipeline.RowHash),
            Seconds = elapsed.TotalSeconds,
            MessagesPerSecond = elapsed.TotalSeconds > 0 ? _records.Messages / elapsed.TotalSeconds : 0,
            AllocatedBytesPerMessage = WorstAllocation(),
            Threads = Threads(),
            StageNanos = pipeline.Histograms?.Summarise(),
        };
    }

    // Spot and perpetual of one name are two instruments.
    private string NameOf(Instrument instrument) => setup.Instruments.Count(each => each.Symbol == instrument.Symbol) > 1
        ? $"{instrument.Market}:{instrument.Symbol}"
        : instrument.Symbol;

    private static string Hex(ulong hash) => hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    private static BookSummary? Describe(Instrument instrument, InstrumentBook book) => book.State != BookState.Synced ? null : new BookSummary(
        instrument.FormatPrice(book.Book.BestBidTicks),
        instrument.FormatSize(book.Book.BestBidLots),
        instrument.FormatPrice(book.Book.BestAskTicks),
        instrument.FormatSize(book.Book.BestAskLots),
        book.Book.BidLevels,
        book.Book.AskLevels);

    private string? SourceOfTrades()
    {
        var all = pipeline.Books.Aggregate(TradeSource.None, (sources, book) => sources | book.Trades.Source);
        return all switch
        {
            TradeSource.None => null,
            TradeSource.Trade => "trade",
            TradeSource.AggTrade => "aggTrade",
            _ => "both",
        };
    }

    private long Sum(Func<BookCounters, long> counter) => pipeline.Books.Sum(book => counter(book.Counters));

    private SortedDictionary<string, long> Rejects()
    {
        var rejects = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var reason = 0; reason < pipeline.Risk.Rejects.Length; reason++)
        {
            if (pipeline.Risk.Rejects[reason] > 0)
            {
                rejects[((RejectReason)reason).ToString()] = pipeline.Risk.Rejects[reason];
            }
        }

        return rejects;
    }

    private SortedDictionary<string, long> DeadLetterReasons() => new(
        Enum.GetValues<DeadLetterReason>().Where(reason => _records.DeadLettersOf(reason) > 0).ToDictionary(reason => reason.ToString(), _records.DeadLettersOf),
        StringComparer.Ordinal);

    private double? WorstAllocation()
    {
        if (_records.Messages <= AllocationMeter.WarmUpEvents || lane is { SteadyBytes: null })
        {
            return null;
        }

        var worst = lane?.SteadyBytes ?? 0;

        foreach (var group in pipeline.Threads.Groups)
        {
            worst = Math.Max(worst, group.AllocatedBytes);
        }

        return (double)worst / (_records.Messages - AllocationMeter.WarmUpEvents);
    }

    private List<ThreadSummary> Threads()
    {
        var invoker = pipeline.Threads.Mode == ThreadMode.Invoker;
        var threads = new List<ThreadSummary> { new("decode", CpuAffinity.CurrentThreadId, CpuAffinity.CurrentCpu, lane?.SteadyBytes ?? 0) };
        foreach (var (stages, index) in pipeline.Plan.Threads.Select((thread, index) => (thread.Processors, index)))
        {
            threads.AddRange(stages.Select(stage => invoker
                ? threads[0] with { Stage = stage }
                : new ThreadSummary(stage, pipeline.Threads.Threads[index].OsThreadId, pipeline.Threads.Threads[index].Cpu, pipeline.Threads.Groups[index].AllocatedBytes)));
        }

        return threads;
    }
}
