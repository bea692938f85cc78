using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Pipeline.Features.Table;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Stores;

/// <summary>XXH3-64 over the values of one column in row order: equal in every store that holds the same values, however they came in.</summary>
/// <remarks>
/// The bytes of a value are 1 and its little-endian bits, or 1, the length of its UTF-8 and that; those of a null are a 0. The
/// kind of the column comes first. All NaN are one; -0 and +0 differ, since a store that confuses them changed a value. Where
/// a batch ends leaves no trace. Single writer; <see cref="Value"/> may be asked at any time.
/// </remarks>
public sealed class ColumnHash
{
    private const int BufferBytes = 1 << 14;
    private const byte Null = 0;
    private const byte Present = 1;

    private readonly XxHash3 _hash = new();
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _used;

    /// <summary>Begins a hash of a column that holds <paramref name="kind"/>.</summary>
    public ColumnHash(ColumnKind kind) => _buffer[_used++] = (byte)kind;

    /// <summary>Hash of what was added.</summary>
    public ulong Value
    {
        get
        {
            Flush();
            return _hash.GetCurrentHashAsUInt64();
        }
    }

    /// <summary>Adds the values of a batch.</summary>
    public void Add(ColumnData column)
    {
        ArgumentNullException.ThrowIfNull(column);
        switch (column.Spec.Kind)
        {
            case ColumnKind.Int64:
                Add(column.Integers, column.Nulls);
                break;
            case ColumnKind.Double:
                Add(column.Doubles, column.Nulls);
                break;
            default:
                Add(column.Texts, column.Nulls);
                break;
        }
    }

    /// <summary>Adds integers; those marked null are not looked at.</summary>
    public void Add(ReadOnlySpan<long> values, ReadOnlySpan<bool> nulls)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (nulls[i])
            {
                AddNull();
            }
            else
            {
                Add(values[i]);
            }
        }
    }

    /// <summary>Adds doubles; those marked null are not looked at.</summary>
    public void Add(ReadOnlySpan<double> values, ReadOnlySpan<bool> nulls)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (nulls[i])
            {
                AddNull();
            }
            else
            {
                Add(values[i]);
            }
        }
    }

    /// <summary>Adds texts; those marked null are not looked at.</summary>
    public void Add(ReadOnlySpan<string> values, ReadOnlySpan<bool> nulls)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (nulls[i])
            {
                AddNull();
            }
            else
            {
                Add(values[i]);
            }
        }
    }

    /// <summary>Adds an integer.</summary>
    public void Add(long value)
    {
        var at = Claim(1 + sizeof(long));
        _buffer[at] = Present;
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(at + 1), value);
    }

    /// <summary>Adds a double.</summary>
    public void Add(double value) => Add(BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value));

    /// <summary>Adds a text.</summary>
    public void Add(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        var at = Claim(1 + sizeof(int));
        _buffer[at] = Present;
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(at + 1), bytes.Length);
        if (bytes.Length <= BufferBytes)
        {
            bytes.CopyTo(_buffer, Claim(bytes.Length));
            return;
        }

        Flush();
        _hash.Append(bytes);
    }

    /// <summary>Adds a null.</summary>
    public void AddNull() => _buffer[Claim(1)] = Null;

    private int Claim(int bytes)
    {
        if (_used + bytes > BufferBytes)
        {
            Flush();
        }

        var at = _used;
        _used += bytes;
        return at;
    }

    private void Flush()
    {
        _hash.Append(_buffer.AsSpan(0, _used));
        _used = 0;
    }
}
