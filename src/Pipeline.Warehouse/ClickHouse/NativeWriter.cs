using System.Buffers.Binary;
using System.Text;
using Pipeline.Features.Table;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.ClickHouse;

/// <summary>Writes ClickHouse's `Native` format: a block is its columns one after another, each with its name and type.</summary>
/// <remarks>Single writer. Everything passes through one small buffer, however large a batch is.</remarks>
internal sealed class NativeWriter(Stream output)
{
    private const int BufferBytes = 1 << 17;

    private const int VarintBytes = 10;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _used;

    /// <summary>Writes all rows of <paramref name="rows"/> as one block, behind them the column `batch`.</summary>
    public void Write(TableBatch rows, long batch, ClickHouseDialect dialect)
    {
        Varint((ulong)rows.Columns.Count + 1);
        Varint((ulong)rows.Rows);
        foreach (var column in rows.Columns)
        {
            Header(column.Spec.Name, dialect.WireType(column.Spec));
            Values(column);
        }

        Header(ClickHouseLayout.Batch, "Int64");
        for (var i = 0; i < rows.Rows; i++)
        {
            Integer(batch);
        }
    }

    /// <summary>Hands the rest of the buffer on.</summary>
    public void Flush()
    {
        output.Write(_buffer.AsSpan(0, _used));
        _used = 0;
    }

    private void Header(string name, string type)
    {
        Text(name);
        Text(type);
    }

    private void Values(ColumnData column)
    {
        if (column.Spec.Nullable)
        {
            Nulls(column.Nulls);
        }

        switch (column.Spec.Kind)
        {
            case ColumnKind.Int64:
                Integers(column.Integers);
                break;
            case ColumnKind.Double:
                Doubles(column.Doubles);
                break;
            default:
                Texts(column.Texts);
                break;
        }
    }

    private void Nulls(ReadOnlySpan<bool> nulls)
    {
        foreach (var isNull in nulls)
        {
            Claim(1)[0] = isNull ? (byte)1 : (byte)0;
        }
    }

    private void Integers(ReadOnlySpan<long> values)
    {
        foreach (var value in values)
        {
            Integer(value);
        }
    }

    private void Doubles(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(Claim(sizeof(double)), value);
        }
    }

    private void Texts(ReadOnlySpan<string> values)
    {
        foreach (var value in values)
        {
            Text(value);
        }
    }

    private void Integer(long value) => BinaryPrimitives.WriteInt64LittleEndian(Claim(sizeof(long)), value);

    private void Text(string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        Varint((ulong)bytes);
        if (bytes <= BufferBytes)
        {
            Encoding.UTF8.GetBytes(value, Claim(bytes));
            return;
        }

        Flush();
        output.Write(Encoding.UTF8.GetBytes(value));
    }

    private void Varint(ulong value)
    {
        if (BufferBytes - _used < VarintBytes)
        {
            Flush();
        }

        for (; value >= 0x80; value >>= 7)
        {
            _buffer[_used++] = (byte)(value | 0x80);
        }

        _buffer[_used++] = (byte)value;
    }

    private Span<byte> Claim(int bytes)
    {
        if (BufferBytes - _used < bytes)
        {
            Flush();
        }

        var claimed = _buffer.AsSpan(_used, bytes);
        _used += bytes;
        return claimed;
    }
}
