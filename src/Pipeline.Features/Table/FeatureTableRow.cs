using Pipeline.Events;
using Pipeline.Features.Targets;

namespace Pipeline.Features.Table;

/// <summary>One row of the table: what the columns read. Nothing is copied.</summary>
/// <param name="row">The row.</param>
/// <param name="instrument">Its instrument.</param>
/// <param name="targets">Its targets.</param>
public readonly ref struct FeatureTableRow(ref readonly FeatureRow row, Instrument instrument, ref readonly TargetValues targets)
{
    private readonly ref readonly FeatureRow _row = ref row;
    private readonly ref readonly TargetValues _targets = ref targets;

    /// <summary>Levels and lineage.</summary>
    public ref readonly RowBook Book => ref _row.Book;

    /// <summary>Streaming columns.</summary>
    public ref readonly RowFeatures Features => ref _row.Features;

    /// <summary>The second pass.</summary>
    public ref readonly TargetValues Targets => ref _targets;

    /// <summary>Grid and symbol.</summary>
    public Instrument Instrument { get; } = instrument;
}
