using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Features.Targets;

namespace Pipeline.Testing.Features;

/// <summary>Tells a stream to an engine and to a target pass, and keeps every row.</summary>
public sealed class FeatureRun
{
    private FeatureRun(FeatureStream stream, FeatureOptions options)
    {
        Stream = stream;
        Engine = new FeatureEngine(stream.Instrument, options);
        Targets = new TargetPass(options.Parameters);
    }

    public FeatureStream Stream { get; }

    public FeatureEngine Engine { get; }

    public TargetPass Targets { get; }

    public List<FeatureRow> Rows { get; } = [];

    public static FeatureRun Of(FeatureStream stream, FeatureOptions? options = null)
    {
        var run = new FeatureRun(stream, options ?? new FeatureOptions());
        foreach (var step in stream.Events)
        {
            run.Tell(step);
        }

        run.Targets.Complete(stream.TapeEndNanos);
        return run;
    }

    /// <summary>Targets of a row, from 0.</summary>
    public TargetValues TargetsOf(int row) => Targets.At(row, in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Rows)[row].Features);

    private void Tell(FeatureEvent step)
    {
        switch (step.Step)
        {
            case FeatureStep.Sync:
                Engine.OnSync(in step.Book, step.ReceiveNanos);
                Targets.OnSync(step.ReceiveNanos);
                break;
            case FeatureStep.Invalid:
                Engine.OnInvalid();
                Targets.OnInvalid(step.ReceiveNanos);
                break;
            case FeatureStep.Trade:
                Engine.OnTrade(step.ReceiveNanos, step.SizeLots, step.BuyerIsMaker);
                break;
            case FeatureStep.OneSided:
                Engine.OnOneSided(in step.Book, step.Levels);
                break;
            case FeatureStep.Row:
                var row = new FeatureRow { Book = step.Book };
                Engine.OnRow(ref row, step.Levels);
                Targets.OnRow(step.ReceiveNanos, row.Book.BidTicks[0], row.Book.AskTicks[0]);
                Rows.Add(row);
                break;
        }
    }
}
