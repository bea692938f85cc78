using System.Globalization;
using Pipeline.Engine;
using Pipeline.Events;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Reading;

/// <summary>Makes the rows that only the end of a file can tell.</summary>
/// <remarks>Single thread.</remarks>
internal sealed class SessionRows(ILoadSource source, LoadOptions options)
{
    private readonly TableBatch _table = new(WarehouseTables.Sessions);
    private readonly List<LoadedBlock> _lines = [];
    private readonly long[] _rows = new long[source.Instruments.Count];
    private readonly long[] _resyncs = new long[source.Instruments.Count];
    private readonly long[] _stale = new long[source.Instruments.Count];

    /// <summary>A row was cut.</summary>
    public void OnRow(int instrument) => _rows[instrument]++;

    /// <summary>The file is read: what was counted since the last one is its own.</summary>
    public void EndFile(int file, StreamFacts facts, TradingPipeline pipeline)
    {
        for (var instrument = 0; instrument < _rows.Length; instrument++)
        {
            Add(source.Files[file], instrument, facts, pipeline);
        }

        _lines.Add(new LoadedBlock(source.Files[file].Key, LoadPart.End, 0, _rows.Length));
        Array.Clear(_rows);
        facts.Clear();
    }

    /// <summary>The rows of all files that are not in the store; null where there are none.</summary>
    public LoadBatch? Take(LoadedBlocks loaded)
    {
        var isLoaded = _lines.Count == 0 || _lines.All(line => loaded.Contains(line.File, LoadPart.End, 0));
        return isLoaded ? null : new LoadBatch([Unloaded(loaded)], [.. _lines.Where(line => !loaded.Contains(line.File, LoadPart.End, 0))])
        {
            Venue = options.Exchange,
        };
    }

    private TableBatch Unloaded(LoadedBlocks loaded)
    {
        var kept = new TableBatch(WarehouseTables.Sessions);
        for (var row = 0; row < _table.Rows; row++)
        {
            if (!loaded.Contains(_table.Columns[0].Integers[row], LoadPart.End, 0))
            {
                kept.AddRow(_table, row);
            }
        }

        return kept;
    }

    private void Add(SourceFile file, int instrument, StreamFacts facts, TradingPipeline pipeline)
    {
        var counts = pipeline.Counts(instrument);
        var row = new RowCursor(_table);
        row.Next.Add(file.Key);
        row.Next.Add(0L);
        row.Next.Add(file.FileId);
        row.Next.Add(file.Path);
        row.Next.Add(file.ContentHash);
        row.Next.AddKnown(file.Previous ?? InputRecord.Absent);
        row.Next.Add(MarketName.Of(source.Instruments[instrument]));
        row.Next.Add(source.Instruments[instrument].Symbol);
        row.Next.AddKnown(facts.FirstNanos);
        row.Next.AddKnown(facts.LastNanos);
        row.Next.AddKnown(facts.FirstPipelineNanos);
        row.Next.AddKnown(facts.LastPipelineNanos);
        row.Next.Add(facts.Messages(instrument));
        row.Next.Add(_rows[instrument]);
        row.Next.Add(Since(_resyncs, instrument, counts.Resyncs));
        row.Next.Add(Since(_stale, instrument, counts.Stale));
        row.Next.Add(facts.Reordered(instrument));
        AddClock(ref row, facts.Clock(instrument), facts.ClockSamples(instrument));
        row.Next.Add(facts.IsMicros ? 1_000L : 1L);
        AddHashes(ref row);
    }

    private static void AddClock(ref RowCursor row, ClockFit? fit, long samples)
    {
        AddNumber(row.Next, fit?.OffsetMs);
        AddNumber(row.Next, fit?.DriftPpm);
        AddNumber(row.Next, fit?.UncertaintyMs);
        row.Next.Add(samples);
    }

    private static void AddNumber(ColumnData column, double? value)
    {
        if (value is { } known)
        {
            column.Add(known);
        }
        else
        {
            column.AddNull();
        }
    }

    private void AddHashes(ref RowCursor row)
    {
        var session = source.Session ?? new SessionBody { FeatureSchemaHash = FeatureSchema.HashOf(options.Features) };
        row.Next.Add(Hex(session.ConfigHash));
        row.Next.Add(Hex(FeatureSchema.HashOf(options.Features)));
        row.Next.Add(Hex(session.ModelHash));
        row.Next.Add(session.SessionId);
    }

    private static string Hex(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    private static long Since(long[] before, int instrument, long now)
    {
        var change = now - before[instrument];
        before[instrument] = now;
        return change;
    }
}
