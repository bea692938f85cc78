using Pipeline.Engine;
using Pipeline.Events;
using Pipeline.Features.Table;
using Pipeline.Features.Targets;

namespace Pipeline.Cli.Features;

/// <summary>Collects the rows of a run and, when the run has ended, writes them with the targets that only then are known.</summary>
/// <remarks>
/// Rows wait in a file beside the result, 1,024 bytes each, so memory holds only times and prices. No stage ever sees a target.
/// </remarks>
internal sealed class FeatureFile : IRowSink, IDisposable
{
    private readonly string _path;
    private readonly int _every;
    private readonly IReadOnlyList<Instrument> _instruments;
    private readonly TargetPass[] _targets;
    private readonly RowSpool _spool;

    public FeatureFile(string path, int every, IReadOnlyList<Instrument> instruments, FeatureParameters parameters)
    {
        _path = path;
        _every = every;
        _instruments = instruments;
        _targets = [.. instruments.Select(_ => new TargetPass(parameters))];
        _spool = new RowSpool($"{path}.rows");
    }

    public static bool Knows(string path) => path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);

    public void OnRow(in FeatureRow row)
    {
        var book = row.Book;
        _targets[book.Instrument].OnRow(book.ReceiveNanos, book.BidTicks[0], book.AskTicks[0]);
        if (book.Number % _every == 0)
        {
            _spool.Add(in row);
        }
    }

    public void OnBook(in InputRecord record, in BookResult result)
    {
        if (result.Action == BookAction.SyncedNow)
        {
            _targets[record.Instrument].OnSync(record.ReceiveNanos);
        }
        else if (result.Action == BookAction.Broke)
        {
            _targets[record.Instrument].OnInvalid(record.ReceiveNanos);
        }
    }

    /// <summary>Writes the file. The tape ended at <paramref name="lastNanos"/>.</summary>
    public void Complete(long lastNanos)
    {
        Array.ForEach(_targets, targets => targets.Complete(lastNanos));
        using IFeatureWriter writer = _path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? new CsvFeatureWriter(_path) : new ParquetFeatureWriter(_path);
        foreach (var row in _spool.Read())
        {
            var kept = row;
            var targets = _targets[kept.Book.Instrument].At(kept.Book.Number - 1);
            writer.Write(new FeatureTableRow(in kept, _instruments[kept.Book.Instrument], in targets));
        }

        writer.Finish();
    }

    public void Dispose() => _spool.Dispose();
}
