using Pipeline.Engine;
using Pipeline.Events;
using Pipeline.Features.Table;
using Pipeline.Features.Targets;

namespace Pipeline.Cli.Features;

/// <summary>Writes the rows of a run, each when the targets that only the later log tells are decided. No stage ever sees a target.</summary>
/// <remarks>The file has its name only when it is whole; memory holds five minutes of rows.</remarks>
internal sealed class FeatureFile : IRowSink, IDisposable
{
    private readonly string _path;
    private readonly int _every;
    private readonly IReadOnlyList<Instrument> _instruments;
    private readonly TargetQueue _targets;
    private readonly IFeatureWriter _writer;
    private bool _isWhole;

    public FeatureFile(string path, int every, IReadOnlyList<Instrument> instruments, FeatureParameters parameters)
    {
        _path = path;
        _every = every;
        _instruments = instruments;
        _targets = new TargetQueue(instruments.Count, parameters);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _writer = path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? new CsvFeatureWriter(Unfinished) : new ParquetFeatureWriter(Unfinished);
    }

    private string Unfinished => $"{_path}.part";

    public static bool Knows(string path) => path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);

    public void OnRow(in FeatureRow row, long pipelineNanos)
    {
        _targets.OnRow(in row, pipelineNanos);
        WriteDecided();
    }

    public void OnBook(in InputRecord record, in BookResult result)
    {
        _targets.OnBook(in record, in result);
        WriteDecided();
    }

    /// <summary>The log has ended: writes what is left and gives the file its name.</summary>
    public void Complete()
    {
        _targets.Complete();
        WriteDecided();
        _writer.Finish();
        _writer.Dispose();
        File.Move(Unfinished, _path, overwrite: true);
        _isWhole = true;
    }

    public void Dispose()
    {
        if (!_isWhole)
        {
            _writer.Dispose();
            File.Delete(Unfinished);
        }
    }

    private void WriteDecided()
    {
        while (_targets.TryTake(out var targets))
        {
            ref readonly var row = ref _targets.Row;
            if (row.Book.Number % _every == 0)
            {
                _writer.Write(new FeatureTableRow(in row, _instruments[row.Book.Instrument], in targets));
            }
        }
    }
}
