using Pipeline.Features.Table;

namespace Pipeline.Warehouse.Tables;

/// <summary>The values of one column of a batch. Only the array of its kind is there; a value that is null is 0 or empty in it.</summary>
/// <remarks>Single writer; grows to its largest batch and stays.</remarks>
public sealed class ColumnData(ColumnSpec spec)
{
    private const int FirstRows = 1024;

    private long[] _integers = spec.Kind == ColumnKind.Int64 ? new long[FirstRows] : [];
    private double[] _doubles = spec.Kind == ColumnKind.Double ? new double[FirstRows] : [];
    private string[] _texts = spec.Kind == ColumnKind.Text ? new string[FirstRows] : [];
    private bool[] _nulls = new bool[FirstRows];

    /// <summary>Name and kind.</summary>
    public ColumnSpec Spec { get; } = spec;

    /// <summary>Values so far.</summary>
    public int Count { get; private set; }

    /// <summary>Nulls among them.</summary>
    public int NullCount { get; private set; }

    /// <summary>Values of an integer column.</summary>
    public ReadOnlySpan<long> Integers => _integers.AsSpan(0, Count);

    /// <summary>Values of a column of doubles.</summary>
    public ReadOnlySpan<double> Doubles => _doubles.AsSpan(0, Count);

    /// <summary>Values of a text column.</summary>
    public ReadOnlySpan<string> Texts => _texts.AsSpan(0, Count);

    /// <summary>True where the value is null.</summary>
    public ReadOnlySpan<bool> Nulls => _nulls.AsSpan(0, Count);

    /// <summary>Adds an integer.</summary>
    public void Add(long value)
    {
        // The array is named after the claim: claiming may put a larger one in its place.
        var at = Claim(isNull: false);
        _integers[at] = value;
    }

    /// <summary>Adds a double.</summary>
    public void Add(double value)
    {
        // The array is named after the claim: claiming may put a larger one in its place.
        var at = Claim(isNull: false);
        _doubles[at] = value;
    }

    /// <summary>Adds a text.</summary>
    public void Add(string value)
    {
        // The array is named after the claim: claiming may put a larger one in its place.
        var at = Claim(isNull: false);
        _texts[at] = value;
    }

    /// <summary>Adds a null.</summary>
    /// <exception cref="InvalidOperationException">Every row has a value in this column.</exception>
    public void AddNull()
    {
        if (!Spec.Nullable)
        {
            throw new InvalidOperationException($"{Spec.Name}: no row may lack it");
        }

        var at = Claim(isNull: true);
        NullCount++;
        switch (Spec.Kind)
        {
            case ColumnKind.Int64:
                _integers[at] = 0;
                break;
            case ColumnKind.Double:
                _doubles[at] = 0;
                break;
            default:
                _texts[at] = "";
                break;
        }
    }

    /// <summary>Adds an integer, or a null where it is <see cref="Events.InputRecord.Absent"/>.</summary>
    public void AddKnown(long value)
    {
        if (value == Events.InputRecord.Absent)
        {
            AddNull();
        }
        else
        {
            Add(value);
        }
    }

    /// <summary>Adds value <paramref name="row"/> of another column of the same kind.</summary>
    public void AddFrom(ColumnData other, int row)
    {
        switch (Spec.Kind)
        {
            case var _ when other._nulls[row]:
                AddNull();
                break;
            case ColumnKind.Int64:
                Add(other._integers[row]);
                break;
            case ColumnKind.Double:
                Add(other._doubles[row]);
                break;
            default:
                Add(other._texts[row]);
                break;
        }
    }

    /// <summary>Forgets all values.</summary>
    public void Clear() => (Count, NullCount) = (0, 0);

    private int Claim(bool isNull)
    {
        if (Count == _nulls.Length)
        {
            Grow();
        }

        _nulls[Count] = isNull;
        return Count++;
    }

    private void Grow()
    {
        var size = Count + (Count / 2);
        Array.Resize(ref _nulls, size);
        switch (Spec.Kind)
        {
            case ColumnKind.Int64:
                Array.Resize(ref _integers, size);
                break;
            case ColumnKind.Double:
                Array.Resize(ref _doubles, size);
                break;
            default:
                Array.Resize(ref _texts, size);
                break;
        }
    }
}
