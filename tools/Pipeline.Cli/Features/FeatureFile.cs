using ParquetSharp;
using Pipeline.Cli.Output;
using Pipeline.Engine;
using Pipeline.Events;
using Pipeline.Features.Table;
using Pipeline.Features.Targets;
using Pipeline.Primitives;

namespace Pipeline.Cli.Features;

/// <summary>Writes the rows of a run, each when the targets that only the later log tells are decided. No stage ever sees a target.</summary>
/// <remarks>The file has its name only when it is whole, and never takes another's; memory holds five minutes of rows.</remarks>
internal sealed class FeatureFile : IRowSink, IDisposable
{
    private readonly string _path;
    private readonly string _part;
    private readonly int _every;
    private readonly IReadOnlyList<Instrument> _instruments;
    private readonly TargetQueue _targets;
    private readonly IFeatureWriter _writer;
    private bool _isWhole;

    public FeatureFile(string path, int every, IReadOnlyList<Instrument> instruments, FeatureParameters parameters)
    {
        (_path, _part) = (path, WholeFile.PartOf(path));
        _every = every;
        _instruments = instruments;
        _targets = new TargetQueue(instruments.Count, parameters);
        _writer = Guard(() => Create(_part, path));
    }

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
        _isWhole = Guard(() =>
        {
            _writer.Finish();
            _writer.Dispose();
            File.Move(_part, _path);
            return true;
        });
    }

    public void Dispose()
    {
        if (!_isWhole)
        {
            Discard();
            File.Delete(_part);
        }
    }

    private static IFeatureWriter Create(string part, string path)
    {
        OutputFile.WithFolder(path);
        return path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? new CsvFeatureWriter(part) : new ParquetFeatureWriter(part);
    }

    // The library of Parquet has failures of its own kind for what its file failed of.
    private T Guard<T>(Func<T> write) => OutputFailedException.Guard(_path, () =>
    {
        try
        {
            return write();
        }
        catch (ParquetException e)
        {
            throw new IOException(e.Message, e);
        }
    });

    // What is thrown away need not be whole: that the rest cannot be written either is no news.
    private void Discard()
    {
        try
        {
            Guard(() =>
            {
                _writer.Dispose();
                return true;
            });
        }
        catch (OutputFailedException e)
        {
            Console.Error.WriteLine($"pipeline: {e.Message}");
        }
    }

    private void WriteDecided()
    {
        try
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
        catch (Exception e) when (e is IOException or ParquetException)
        {
            throw OutputFailedException.For(_path, e);
        }
    }
}
