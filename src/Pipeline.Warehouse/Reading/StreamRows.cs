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
    private int _stampsListed;
    private long _rowsBefore;
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

            // Not before the next block is there: the last block of all takes what the end of the stream tells.
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
    void IRowSink.OnRow(in FeatureRow row, long pipelineNanos)
    {
        _sessions.OnRow(row.Book.Instrument);
        _features.OnRow();
        _targets.OnRow(in row, pipelineNanos);
    }

    /// <inheritdoc/>
    void IRowSink.OnBook(in InputRecord record, in BookResult result) => _targets.OnBook(in record, in result);

    /// <inheritdoc/>
    public void Dispose() => _pipeline.Dispose();

    private PipelineSetup Setup()
    {
        var setup = new PipelineSetup
        {
            Instruments = _source.Instruments,
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
        _pipeline.PublishSessionStart(new SessionBody { SchemaVersion = EventSchema.Version, FirstOffsetNanos = _source.FirstOffsetNanos }, 0);
        _pipeline.Settle();
    }

    private void ReadBlock(SourceBlock block, CancellationToken cancellation)
    {
        _block = block;
        var file = _source.Files[block.File].Key;
        var isWanted = !_options.FeaturesOnly && !_loaded.Contains(file, LoadPart.Records, block.Number);
        _isWanted = isWanted;
        _skipped += !isWanted && !_options.FeaturesOnly ? 1 : 0;
        _tables ??= isWanted ? _recordPool.Take(cancellation) : null;
        _rowsBefore = _tables?.Rows ?? 0;
        _records.Begin(isWanted ? _tables : null, file, block.Number, block.FirstOrdinal);
        _features.Begin(block);
        _source.Publish(_pipeline.MarketLane);
        _pipeline.Settle();
        _source.ShowDecisions(_records);
        AddWrongStamps();
        AddRejects();
        AddGaps(isWanted);
        _skipped += _features.End() ? 1 : 0;
        if (isWanted)
        {
            _lines.Add(new LoadedBlock(file, LoadPart.Records, block.Number, _tables!.Rows - _rowsBefore));
        }
    }

    private void AddWrongStamps()
    {
        var stamps = _pipeline.WrongStamps;
        for (var count = Math.Min(stamps.Count, WrongStamps.MaxKept); _stampsListed < count; _stampsListed++)
        {
            _source.AddWrongStamp(stamps[_stampsListed]);
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
            for (var id = NextGap(instrument); id <= gaps.LastId && !gaps.Of(id).IsOpen; id++)
            {
                _gapsShown[instrument] = id;
                if (isWanted)
                {
                    AddGap(_tables!.Gaps, instrument, gaps.Of(id));
                }
            }
        }
    }

    private int NextGap(int instrument) => Math.Max(_gapsShown[instrument] + 1, _pipeline.Gaps(instrument).FirstId);

    private void AddGap(TableBatch table, int instrument, Gap gap)
    {
        var row = new RowCursor(table);
        row.Next.Add(_source.Files[_block.File].Key);
        row.Next.Add((long)_block.Number);
        row.Next.Add(MarketName.Of(_source.Instruments[instrument]));
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
            _features.Add(in _targets.Row, _targets.RowNanos, in targets, cancellation);
        }
    }

    private LoadBatch TakeRecords(RecordTables tables)
    {
        var batch = new LoadBatch(tables.All, [.. _lines], () => _recordPool.Return(tables)) { Venue = _options.Exchange };
        _lines.Clear();
        _tables = null;
        return batch;
    }

    private void EndFile(int file) => _sessions.EndFile(file, _records.Facts, _pipeline);

    private IEnumerable<LoadBatch> End(CancellationToken cancellation)
    {
        _pipeline.Drain();
        AddWhatIsOpen();
        if (_tables is { } rest)
        {
            yield return TakeRecords(rest);
        }

        _targets.Complete();
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

        var ends = _sessions.Take(_loaded);
        if (ends is not null && !_options.FeaturesOnly)
        {
            yield return ends;
        }
    }

    // Rows of the last block, so that whoever reads the store later is told too.
    private void AddDoubts()
    {
        var path = _source.Files[_block.File].Path;
        Reject[] doubts = [.. _pipeline.Doubts.Select(doubt => Reject.OfDoubt(path, doubt))];
        _defects.AddRange(doubts.Select(doubt => doubt.Text));
        if (_isWanted)
        {
            _records.Add(doubts);
        }
    }

    // Gaps that never ended and fills that lack their fee are rows of the last block.
    private void AddWhatIsOpen()
    {
        if (_source.Files.Count == 0)
        {
            return;
        }

        AddDoubts();
        var rejects = _records.EndFills(_source.Files[_block.File].Path);
        _rejects += rejects.Count;
        if (!_isWanted)
        {
            return;
        }

        _records.Add(rejects);
        for (var instrument = 0; instrument < _gapsShown.Length; instrument++)
        {
            var gaps = _pipeline.Gaps(instrument);
            for (var id = NextGap(instrument); id <= gaps.LastId; id++)
            {
                AddGap(_tables!.Gaps, instrument, gaps.Of(id));
            }
        }

        _lines[^1] = _lines[^1] with { Rows = _tables!.Rows - _rowsBefore };
    }
}
