namespace Pipeline.Book;

/// <summary>How an instrument's book is kept.</summary>
public sealed record InstrumentBookOptions
{
    /// <summary>The usual ones.</summary>
    public static readonly InstrumentBookOptions Default = new();

    /// <summary>Ticks of each side's window: a power of two, at least 256. Default 32,768. Changes speed and memory, never a result.</summary>
    public int WindowTicks { get; init; } = BookSide.DefaultWindowTicks;
}
