using System.Diagnostics.CodeAnalysis;
using Pipeline.Events;
using Pipeline.Features.Table;
using Pipeline.Features.Targets;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Reading;

/// <summary>Gathers feature rows into batches that end with a block: rows come minutes after their block was read, in the same order.</summary>
/// <remarks>Single thread, but for batches that are given back.</remarks>
internal sealed class FeatureBlocks(ILoadSource source, LoadOptions options, LoadedBlocks loaded)
{
    private const int Batches = 2;

    private readonly BatchPool<TableBatch> _pool = new(Batches, () => new TableBatch(WarehouseTables.Features), batch => batch.Clear());
    private readonly Queue<(SourceBlock Block, int Rows)> _waiting = new();
    private readonly List<LoadedBlock> _lines = [];
    private TableBatch? _batch;
    private SourceBlock _reading;
    private int _rowsRead;
    private int _rowsTaken;

    /// <summary>Whether the batch has its rows and a block has ended.</summary>
    public bool IsFull => _batch is not null && _batch.Rows >= options.FeatureRows && _rowsTaken == 0;

    /// <summary>Rows that follow are cut by records of <paramref name="block"/>.</summary>
    public void Begin(SourceBlock block) => (_reading, _rowsRead) = (block, 0);

    /// <summary>A row was cut.</summary>
    public void OnRow() => _rowsRead++;

    /// <summary>The block is read; true where its rows are in the store already.</summary>
    public bool End()
    {
        if (_rowsRead == 0)
        {
            return false;
        }

        _waiting.Enqueue((_reading, _rowsRead));
        return IsLoaded(_reading);
    }

    /// <summary>The next row in order, with its pipeline time and its targets.</summary>
    public void Add(in FeatureRow row, long pipelineNanos, in TargetValues targets, CancellationToken cancellation)
    {
        var (block, rows) = _waiting.Peek();
        if (!IsLoaded(block))
        {
            _batch ??= _pool.Take(cancellation);
            var instrument = source.Instruments[row.Book.Instrument];
            FeatureRows.Add(_batch, source.Files[block.File].Key, block.Number, pipelineNanos, new FeatureTableRow(in row, instrument, in targets));
        }

        if (++_rowsTaken == rows)
        {
            EndBlock(block, rows);
        }
    }

    public bool TryTakeFull([NotNullWhen(true)] out LoadBatch? batch)
    {
        batch = IsFull ? Take() : null;
        return batch is not null;
    }

    public bool TryTakeRest([NotNullWhen(true)] out LoadBatch? batch)
    {
        batch = _batch is not null ? Take() : null;
        return batch is not null;
    }

    private void EndBlock(SourceBlock block, int rows)
    {
        _waiting.Dequeue();
        _rowsTaken = 0;
        if (!IsLoaded(block))
        {
            _lines.Add(new LoadedBlock(source.Files[block.File].Key, LoadPart.Features, block.Number, rows));
        }
    }

    private LoadBatch Take()
    {
        var full = _batch!;
        _batch = null;
        var batch = new LoadBatch([full], [.. _lines], () => _pool.Return(full)) { Venue = options.Exchange };
        _lines.Clear();
        return batch;
    }

    private bool IsLoaded(SourceBlock block) => loaded.Contains(source.Files[block.File].Key, LoadPart.Features, block.Number);
}
