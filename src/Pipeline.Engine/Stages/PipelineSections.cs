using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Engine.Stages;

/// <summary>The ring's memory: one array a writer, indexed by sequence or by arena number.</summary>
/// <remarks>
/// Input is written by lanes, InputHashes, Books and Rows by Book (a row's later parts by Features and Inference), Decisions and Intents
/// by Strategy, Verdicts, OrderVerdicts and Outcomes by Risk.
/// </remarks>
public sealed class PipelineSections : IDisposable
{
    /// <summary>Slots for each row: about one message in fourteen cuts one.</summary>
    public const int SlotsPerRow = 8;

    private const int OutcomesPerSlot = 16;

    // Twice what a tape takes of one record: after a pause all that was under way is due at once, however small the ring is.
    private const int LeastOutcomes = 32_768;

    /// <summary>Memory for a ring of <paramref name="ringSize"/> slots, a power of two of at least 256.</summary>
    public PipelineSections(int ringSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ringSize, 256);
        Input = new Section<InputRecord>(ringSize);
        InputHashes = new Section<ulong>(ringSize);
        Books = new Section<BookResult>(ringSize);
        Rows = new Section<FeatureRow>(ringSize / SlotsPerRow);
        Decisions = new Section<Decision>(ringSize);
        Verdicts = new Section<Verdict>(ringSize);

        // Only a row causes intents, at most eight, so ring-size entries outlast every row in flight.
        Intents = new Section<OrderIntent>(ringSize);
        OrderVerdicts = new Section<OrderVerdict>(ringSize);

        // A row's eight orders can each be sent, acknowledged, filled by ten levels and expired: 104 outcomes for 8 slots.
        Outcomes = new Section<InputRecord>(Math.Max(ringSize * OutcomesPerSlot, LeastOutcomes));
    }

    /// <summary>Slots of the ring.</summary>
    public int RingSize => Input.Size;

    /// <summary>The input log, by sequence.</summary>
    public Section<InputRecord> Input { get; }

    /// <summary>inputHash after each record, by sequence.</summary>
    public Section<ulong> InputHashes { get; }

    /// <summary>Book's results, by sequence.</summary>
    public Section<BookResult> Books { get; }

    /// <summary>Rows, by <see cref="BookResult.Row"/>.</summary>
    public Section<FeatureRow> Rows { get; }

    /// <summary>Strategy's decisions, by sequence.</summary>
    public Section<Decision> Decisions { get; }

    /// <summary>Risk's verdicts, by sequence.</summary>
    public Section<Verdict> Verdicts { get; }

    /// <summary>Intents, by number.</summary>
    public Section<OrderIntent> Intents { get; }

    /// <summary>Verdicts on intents, by number.</summary>
    public Section<OrderVerdict> OrderVerdicts { get; }

    /// <summary>Outcomes of the simulated exchange, by number.</summary>
    public Section<InputRecord> Outcomes { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Input.Dispose();
        InputHashes.Dispose();
        Books.Dispose();
        Rows.Dispose();
        Decisions.Dispose();
        Verdicts.Dispose();
        Intents.Dispose();
        OrderVerdicts.Dispose();
        Outcomes.Dispose();
    }
}
