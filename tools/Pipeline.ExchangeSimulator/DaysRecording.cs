using Pipeline.Primitives;

namespace Pipeline.ExchangeSimulator;

/// <summary>Makes recordings of days: few messages a second, quiet and busy hours, lost connections, a chosen number of rows.</summary>
public static class DaysRecording
{
    private const int BufferBytes = 1024 * 1024;

    /// <summary>
    /// Writes lines `receive time, space, JSON` to <paramref name="output"/>, in virtual time and in bounded memory, and says
    /// what a replay of them must count. <paramref name="progress"/> is told the rows so far.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static DaysSummary Write(DaysOptions options, Stream output, CancellationToken cancellation = default, Action<long>? progress = null)
    {
        if (options.Refusal is { } refusal)
        {
            throw new ArgumentException(refusal, nameof(options));
        }

        var buffered = new BufferedStream(output, BufferBytes);
        var expected = new ExpectedReplay();
        using var outbox = new Outbox(buffered, expected);
        var session = new DaysSession(options, outbox, expected);
        session.Run(progress, cancellation);
        buffered.Flush();
        return new DaysSummary
        {
            Expected = RecordingGenerator.Summarise(expected, expected.Finish(options.Instrument), outbox),
            FirstNanos = options.StartNanos,
            LastNanos = outbox.LastNanos,
            LostNanos = session.LostNanos,
        };
    }

    /// <summary>Writes a file, compressed as its name ends: .gz, .zst or plain. It has its name only once it is whole.</summary>
    public static DaysSummary WriteFile(DaysOptions options, string path, CancellationToken cancellation = default, Action<long>? progress = null)
    {
        var partial = WholeFile.PartOf(path);
        try
        {
            DaysSummary summary;
            using (var output = CaptureOutput.Create(partial, path))
            {
                summary = Write(options, output, cancellation, progress);
            }

            File.Move(partial, path, overwrite: true);
            return summary;
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
