using System.Buffers.Binary;
using System.Text;
using Pipeline.Features.Table;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.ClickHouse;

/// <summary>Reads ClickHouse's `Native` format, block by block, into a batch.</summary>
/// <remarks>Single writer. A server that fails in the middle of an answer writes its words there: they are read as what they are.</remarks>
internal sealed class NativeReader(Stream input)
{
    private const int FirstBytes = 1 << 16;

    private const int LongestErrorBytes = 2000;

    private byte[] _buffer = new byte[FirstBytes];
    private int _start;
    private int _end;
    private string _lastText = "";
    private byte[] _lastBytes = [];

    /// <summary>Reads the next block into <paramref name="rows"/>; false at the end.</summary>
    /// <exception cref="InvalidDataException">What comes is no such block.</exception>
    public bool TryRead(TableBatch rows)
    {
        rows.Clear();
        if (!Fill(1))
        {
            return false;
        }

        var columns = Varint();
        if (columns != (ulong)rows.Columns.Count)
        {
            throw Broken($"{columns} columns where {rows.Columns.Count} are due");
        }

        var count = checked((int)Varint());
        foreach (var column in rows.Columns)
        {
            Header(column.Spec);
            Values(column, count);
        }

        return true;
    }

    private void Header(ColumnSpec column)
    {
        var (name, type) = (Text(), Text());
        var kind = column.Kind switch { ColumnKind.Int64 => "Int64", ColumnKind.Double => "Float64", _ => "String" };
        if (name != column.Name || type != (column.Nullable ? $"Nullable({kind})" : kind))
        {
            throw Broken($"column {name} {type} where {column.Name} {kind} is due");
        }
    }

    private void Values(ColumnData column, int count)
    {
        // The map of nulls comes before the values, and a column takes both together.
        var nulls = column.Spec.Nullable ? Take(count).ToArray() : null;
        for (var i = 0; i < count; i++)
        {
            var isNull = nulls is not null && nulls[i] != 0;
            switch (column.Spec.Kind)
            {
                case ColumnKind.Int64:
                    AddInteger(column, BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long))), isNull);
                    break;
                case ColumnKind.Double:
                    AddDouble(column, BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double))), isNull);
                    break;
                default:
                    AddText(column, Text(), isNull);
                    break;
            }
        }
    }

    private static void AddInteger(ColumnData column, long value, bool isNull)
    {
        if (isNull)
        {
            column.AddNull();
            return;
        }

        column.Add(value);
    }

    private static void AddDouble(ColumnData column, double value, bool isNull)
    {
        if (isNull)
        {
            column.AddNull();
            return;
        }

        column.Add(value);
    }

    private static void AddText(ColumnData column, string value, bool isNull)
    {
        if (isNull)
        {
            column.AddNull();
            return;
        }

        column.Add(value);
    }

    private string Text()
    {
        var bytes = Take(checked((int)Varint()));
        if (!bytes.SequenceEqual(_lastBytes))
        {
            // Symbols and sides repeat from row to row: one string for a run of them.
            (_lastBytes, _lastText) = (bytes.ToArray(), Encoding.UTF8.GetString(bytes));
        }

        return _lastText;
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Broken("a number has no end");
    }

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (!Fill(bytes))
        {
            throw Broken("the answer ends inside a block");
        }

        var taken = _buffer.AsSpan(_start, bytes);
        _start += bytes;
        return taken;
    }

    private bool Fill(int bytes)
    {
        if (_end - _start >= bytes)
        {
            return true;
        }

        MakeRoom(bytes);
        while (_end < bytes)
        {
            var read = input.Read(_buffer, _end, _buffer.Length - _end);
            if (read == 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }

    private void MakeRoom(int bytes)
    {
        var rest = _buffer.AsSpan(_start, _end - _start);
        var target = bytes > _buffer.Length ? new byte[Math.Max(bytes, _buffer.Length * 2)] : _buffer;
        rest.CopyTo(target);
        (_buffer, _start, _end) = (target, 0, rest.Length);
    }

    private InvalidDataException Broken(string what)
    {
        var rest = Encoding.UTF8.GetString(_buffer.AsSpan(0, Math.Min(_end, LongestErrorBytes)));
        var words = rest.IndexOf("Code: ", StringComparison.Ordinal);
        return new(words >= 0 ? rest[words..].TrimEnd() : $"its answer cannot be read: {what}");
    }
}
