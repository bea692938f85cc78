using Pipeline.Book;
using Pipeline.Engine;
using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Features.Targets;
using Pipeline.Risk;
using Pipeline.Strategies;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Reading;

/// <summary>Makes every table's rows of one stream: its records go through the stages that a live run has, block by block.</summary>
/// <remarks>
/// Single thread. Rows of blocks that are in the store already are not made again, though their records are read: a book is what
/// all records before made of it. Memory is a few batches and five minutes of rows, however long the stream.
/// </remarks>
public sealed class StreamRows : IRowSink, IDisposable
{
    private const int Batches = 2;

    private readonly ILoadSource _source;
    private readonly LoadOptions _options;
    private readonly LoadedBlocks _loaded;
    private readonly RecordRows _records;
    private readonly TargetQueue _targets;
    private readonly FeatureBlocks _features;
    private readonly SessionRows _sessions;
    private readonly BatchPool<RecordTables> _recordPool = new(Batches, () => new RecordTables(), tables => tables.Clear());
    private readonly TradingPipeline _pipeline;
    private readonly int[] _gapsShown;
    private readonly List<LoadedBlock> _lines = [];
    private readonly List<string> _defects = [];
    private readonly Dictionary<string, Reject> _firstRejects = [];
    private RecordTables? _tables;
    private SourceBlock _block;
    private bool _isWanted;
    private long _rejects;
    private long _skipped;

    /// <summary>Wires the stages for <paramref name="source"/>, which stays the caller's.</summary>
    public StreamRows(ILoadSource source, LoadOptions options, LoadedBlocks loaded)
    {
        (_source, _options, _loaded) = (source, options, loaded);
        _records = new RecordRows(source.Instruments, source.Session?.ModelHash ?? 0);
        _targets = new TargetQueue(source.Instruments.Count, options.Features);
        _features = new FeatureBlocks(source, options, loaded);
        _sessions = new SessionRows(source, options);
        _gapsShown = new int[source.Instruments.Count];
        _pipeline = new TradingPipeline(Setup());
    }

    /// <summary>Things that could not be used, so far. Any thread.</summary>
    public long Rejects => Volatile.Read(ref _rejects);

    /// <summary>Those of them that are damage of an input, one line each. Whole once all was read.</summary>
    public IReadOnlyList<string> Defects => _defects;

    /// <summary>The first reject of each reason. Of use when all is read.</summary>
    public IReadOnlyCollection<Reject> FirstRejects => _firstRejects.Values;

    /// <summary>Parts of blocks that were in the store already, so far. Any thread.</summary>
    public long SkippedBlocks => Volatile.Read(ref _skipped);

    /// <summary>All batches that are still to be stored. Whoever takes one releases it.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IEnumerable<LoadBatch> Read(CancellationToken cancellation)
    {
        _pipeline.Start();
        if (_source.Session is null)
        {
            PublishStart();
        }

        while (_source.TryReadBlock(out var block))
        {
            cancellation.ThrowIfCancellationRequested();
            if (block.Number == 0 && block.File > 0)
            {
                EndFile(block.File - 1);
            }

            // Not before the next block is there: what a source finds wrong at its end stands in the last one.
            if (_tables is { } full && full.Rows >= _options.RecordRows)
            {
                yield return TakeRecords(full);
            }

            ReadBlock(block, cancellation);
            for (TakeDecided(cancellation); _features.TryTakeFull(out var batch); TakeDecided(cancellation))
            {
                yield return batch;
            }
        }

        AddLastRejects();
        foreach (var batch in End(cancellation))
        {
            yield return batch;
        }
    }

    /// <inheritdoc/>
    void IRowSink.OnRow(in FeatureRow row)
    {
        _sessions.OnRow(row.Book.Instrument);
        _features.OnRow();
        _targets.OnRow(in row);
    }

    /// <inheritdoc/>
    void IRowSink.OnBook(in InputRecord record, in BookResult result)
    {
        if (result.Action == BookAction.SyncedNow)
        {
            _targets.OnSync(record.Instrument, record.ReceiveNanos);
        }
        else if (result.Action == BookAction.Broke)
        {
            _targets.OnInvalid(record.Instrument, record.ReceiveNanos);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _pipeline.Dispose();

    private PipelineSetup Setup()
    {
        var setup = new PipelineSetup
        {
            Instruments = _source.Instruments,
            TradesAreAggregates = _source.TradesAreAggregates,
            CreateStrategy = _ => new IdleStrategy(),
            Limits = new RiskLimits(),
            Latch = new KillLatch(LatchState.Active),
            FeatureOptions = new FeatureOptions { Parameters = _options.Features },
            InputSink = _records,
            RowSink = this,
        };
        return _source.Session is { } session ? setup with { BookOptions = setup.BookOptions with { HoldNanos = session.HoldNanos } } : setup;
    }

    private void PublishStart()
    {
        _records.Begin(null, 0, 0, 0);
        _pipeline.PublishSessionStart(new SessionBody { SchemaVersion = EventSchema.Version }, 0);
        _pipeline.Settle();
    }

    private void ReadBlock(SourceBlock block, CancellationToken cancellation)
    {
        _block = block;
        var file = _source.Files[block.File].Key;
        var isWanted = !_options.FeaturesOnly && !_loaded.Contains(file, LoadPart.Records, block.Number);
        _skipped += !isWanted && !_options.FeaturesOnly ? 1 : 0;
        _isWanted = isWanted;
        _tables ??= isWanted ? _recordPool.Take(cancellation) : null;
        var rowsBefore = _tables?.Rows ?? 0;
        _records.Begin(isWanted ? _tables : null, file, block.Number, block.FirstOrdinal);
        _features.Begin(block);
        _source.Publish(_pipeline.MarketLane);
        _pipeline.Settle();
        _source.ShowDecisions(_records);
        AddRejects();
        AddGaps(isWanted);
        _skipped += _features.End() ? 1 : 0;
        _targets.OnTime(_records.PipelineNanos);
        if (isWanted)
        {
            _lines.Add(new LoadedBlock(file, LoadPart.Records, block.Number, _tables!.Rows - rowsBefore));
        }
    }

    private void AddRejects()
    {
        var rejects = _source.TakeRejects();
        _records.Add(rejects);
        _rejects += rejects.Count;
        _defects.AddRange(rejects.Where(reject => reject.IsDamage).Select(reject => reject.Text));
        foreach (var reject in rejects)
        {
            _firstRejects.TryAdd(reject.Reason, reject);
        }
    }

    // A source may find that it is cut short only when it looks for the block behind the last.
    private void AddLastRejects()
    {
        var rowsBefore = _tables?.Rows ?? 0;
        AddRejects();
        if (_isWanted)
        {
            _lines[^1] = _lines[^1] with { Rows = _lines[^1].Rows + _tables!.Rows - rowsBefore };
        }
    }

    // A gap is told in the block that ended it; one that is open at the end of the stream, at its end.
    private void AddGaps(bool isWanted)
    {
        for (var instrument = 0; instrument < _gapsShown.Length; instrument++)
        {
            var gaps = _pipeline.Gaps(instrument);
            for (; _gapsShown[instrument] < gaps.Count && !gaps[_gapsShown[instrument]].IsOpen; _gapsShown[instrument]++)
            {
                if (isWanted)
                {
                    AddGap(_tables!.Gaps, instrument, gaps[_gapsShown[instrument]]);
                }
            }
        }
    }

    private void AddGap(TableBatch table, int instrument, Gap gap)
    {
        var row = new RowCursor(table);
        row.Next.Add(_source.Files[_block.File].Key);
        row.Next.Add((long)_block.Number);
        row.Next.Add(_source.Instruments[instrument].Symbol);
        row.Next.Add((long)gap.Id);
        row.Next.Add(RowText.Of(gap.Reason));
        row.Next.Add(gap.FromNanos);
        row.Next.Add(gap.DetectedNanos);
        row.Next.AddKnown(gap.ToNanos);
        row.Next.AddKnown(gap.FromUpdateId);
        row.Next.AddKnown(gap.ToUpdateId);
    }

    private void TakeDecided(CancellationToken cancellation)
    {
        while (!_features.IsFull && _targets.TryTake(out var targets))
        {
            _features.Add(in _targets.Row, in targets, cancellation);
        }
    }

    private LoadBatch TakeRecords(RecordTables tables)
    {
        var batch = new LoadBatch(tables.All, [.. _lines], () => _recordPool.Return(tables)) { Venue = VenueName.Of(_source, _options) };
        _lines.Clear();
        _tables = null;
        return batch;
    }

    private void EndFile(int file) => _sessions.EndFile(file, _records.Facts, _pipeline);

    private IEnumerable<LoadBatch> End(CancellationToken cancellation)
    {
        _pipeline.Drain();
        if (_tables is { } rest)
        {
            yield return TakeRecords(rest);
        }

        _targets.Complete(_records.PipelineNanos);
        for (TakeDecided(cancellation); _features.TryTakeFull(out var batch); TakeDecided(cancellation))
        {
            yield return batch;
        }

        if (_features.TryTakeRest(out var last))
        {
            yield return last;
        }

        if (_source.Files.Count > 0 && _block.File >= 0)
        {
            EndFile(_block.File);
        }

        var ends = _sessions.Take(_loaded, OpenGaps());
        if (ends is not null && !_options.FeaturesOnly)
        {
            yield return ends;
        }
    }

    private TableBatch OpenGaps()
    {
        var table = new TableBatch(WarehouseTables.Gaps);
        for (var instrument = 0; instrument < _gapsShown.Length; instrument++)
        {
            foreach (var gap in _pipeline.Gaps(instrument).Skip(_gapsShown[instrument]))
            {
                AddGap(table, instrument, gap);
            }
        }

        return table;
    }
}
