namespace Pipeline.Features.Table;

/// <summary>How a column is stored.</summary>
public enum ColumnKind
{
    /// <summary>64-bit integers.</summary>
    Int64 = 0,

    /// <summary>Doubles; written so that they read back to the same bits.</summary>
    Double = 1,

    /// <summary>Text.</summary>
    Text = 2,
}

/// <summary>Reads a column of a row without boxing; false where it is null.</summary>
public delegate bool ColumnReader<T>(in FeatureTableRow row, out T value);

/// <summary>One column of the table: its name and how it is read. Exactly one reader is there, that of its kind.</summary>
public sealed class FeatureColumn
{
    private FeatureColumn(string name, ColumnKind kind)
    {
        Name = name;
        Kind = kind;
    }

    /// <summary>Name in files and tables.</summary>
    public string Name { get; }

    /// <summary>How it is stored.</summary>
    public ColumnKind Kind { get; }

    /// <summary>Whether a row may lack it, by the sheet.</summary>
    public bool IsNullable { get; private init; } = true;

    /// <summary>Reader of an integer column.</summary>
    public ColumnReader<long>? Int64 { get; private init; }

    /// <summary>Reader of a column of doubles.</summary>
    public ColumnReader<double>? Double { get; private init; }

    /// <summary>Reader of a text column.</summary>
    public ColumnReader<string>? Text { get; private init; }

    internal static FeatureColumn OfInt64(string name, ColumnReader<long> reader, bool isNullable = true) =>
        new(name, ColumnKind.Int64) { Int64 = reader, IsNullable = isNullable };

    internal static FeatureColumn OfDouble(string name, ColumnReader<double> reader) => new(name, ColumnKind.Double) { Double = reader };

    internal static FeatureColumn OfText(string name, ColumnReader<string> reader) => new(name, ColumnKind.Text) { Text = reader, IsNullable = false };
}
