using Pipeline.Engine;
using Pipeline.Events;
using Pipeline.Features.Table;
using Pipeline.Features.Targets;

namespace Pipeline.Cli.Features;

/// <summary>Writes the rows of a run with their targets, each once its targets are known. No stage ever sees a target.</summary>
/// <remarks>Memory holds five minutes of rows.</remarks>
internal sealed class FeatureFile : IRowSink, IDisposable
{
    private readonly string _path;
    private readonly int _every;
    private readonly IReadOnlyList<Instrument> _instruments;
    private readonly TargetQueue _targets;
    private readonly IFeatureWriter _writer;
    private bool _isComplete;

    public FeatureFile(string path, int every, IReadOnlyList<Instrument> instruments, FeatureParameters parameters)
    {
        _path = path;
        _every = every;
        _instruments = instruments;
        _targets = new TargetQueue(instruments.Count, parameters);
        _writer = path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? new CsvFeatureWriter(path) : new ParquetFeatureWriter(path);
    }

    public static bool Knows(string path) => path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);

    public void OnRow(in FeatureRow row)
    {
        _targets.OnRow(in row);
        _targets.OnTime(row.Book.ReceiveNanos);
        WriteDecided();
    }

    public void OnBook(in InputRecord record, in BookResult result)
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

    /// <summary>Ends the file. The tape ended at <paramref name="lastNanos"/>.</summary>
    public void Complete(long lastNanos)
    {
        _targets.Complete(lastNanos);
        WriteDecided();
        _writer.Finish();
        _isComplete = true;
    }

    // A run that was broken off leaves no file that looks whole.
    public void Dispose()
    {
        _writer.Dispose();
        if (!_isComplete)
        {
            File.Delete(_path);
        }
    }

    private void WriteDecided()
    {
        while (_targets.TryTake(out var row, out var targets))
        {
            if (row.Book.Number % _every == 0)
            {
                _writer.Write(new FeatureTableRow(in row, _instruments[row.Book.Instrument], in targets));
            }
        }
    }
}
