namespace Pipeline.Journal.Records;

/// <summary>What a column's values are held against.</summary>
internal enum Predictor
{
    /// <summary>Zero: the value itself is stored.</summary>
    Zero = 0,

    /// <summary>The value before it.</summary>
    Previous = 1,

    /// <summary>The same row of the column before.</summary>
    Near = 2,

    /// <summary>The same row of the column before that.</summary>
    Far = 3,

    /// <summary>The previous row of the column before: an id that repeats another's last value.</summary>
    NearBefore = 4,
}

/// <summary>How a difference becomes a number that is not negative.</summary>
internal enum ResidualForm
{
    /// <summary>0, -1, 1, -2, ... become 0, 1, 2, 3, ...</summary>
    Zigzag = 0,

    /// <summary>None is negative.</summary>
    Rising = 1,

    /// <summary>None is positive: the sign is turned.</summary>
    Falling = 2,
}

/// <summary>How the numbers are stored.</summary>
internal enum ValueWidth
{
    /// <summary>All are the same one.</summary>
    Constant = 0,

    /// <summary>All below 2^24.</summary>
    Short = 1,

    /// <summary>All below 2^32.</summary>
    Long = 2,

    /// <summary>Low halves, then high halves.</summary>
    Wide = 3,
}

/// <summary>The first byte of a column: how the rest is to be read.</summary>
/// <remarks>
/// <code>
/// 1 tag: predictor (3 bits), form (2), width (2), whether there are exceptions (1)
/// base, zigzag varint            where the predictor has nothing to hold the first value against
/// residual, zigzag varint        where the width is Constant
/// divisor, varint; packed words  else: residual = divisor x unform(word)
/// count; places and residuals    where there are exceptions: what the divisor does not divide, its word is 0
/// </code>
/// </remarks>
internal readonly record struct ColumnCode(Predictor Predictor, ResidualForm Form, ValueWidth Width, bool HasExceptions = false)
{
    /// <summary>Whether the first value is stored apart, so that residuals start at the second.</summary>
    public bool HasBase => Predictor is Predictor.Previous or Predictor.NearBefore;

    /// <summary>Columns before this one that it needs.</summary>
    public int ColumnsNeeded => Predictor switch
    {
        Predictor.Near or Predictor.NearBefore => 1,
        Predictor.Far => 2,
        _ => 0,
    };

    public byte Tag => (byte)((int)Predictor | ((int)Form << 3) | ((int)Width << 5) | (HasExceptions ? 0x80 : 0));

    public static ColumnCode FromTag(byte tag) => new((Predictor)(tag & 7), (ResidualForm)((tag >> 3) & 3), (ValueWidth)((tag >> 5) & 3), tag >= 0x80);

    /// <summary>Whether a writer could have written it where <paramref name="columnsBefore"/> columns precede.</summary>
    public bool IsKnown(int columnsBefore) =>
        Predictor <= Predictor.NearBefore && Form <= ResidualForm.Falling && !(HasExceptions && Width == ValueWidth.Constant) && ColumnsNeeded <= columnsBefore;

    public static ulong Zigzag(long value) => (ulong)((value << 1) ^ (value >> 63));

    public static long Unzigzag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
