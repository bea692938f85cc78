using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using CsCheck;
using NUnit.Framework;
using Pipeline.Features.Table;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.Warehouse;

public class ColumnHashTests
{
    private static readonly Gen<double?> Numbers = Gen.Frequency((4, Gen.Double.Select(value => (double?)value)), (1, Gen.Const((double?)null)));

    [Test]
    public void Should_hash_the_bytes_that_its_remarks_say()
    {
        var hash = new ColumnHash(ColumnKind.Int64);
        hash.Add(7L);
        hash.AddNull();
        hash.Add(-1L);

        byte[] expected = [0, 1, 7, 0, 0, 0, 0, 0, 0, 0, 0, 1, 255, 255, 255, 255, 255, 255, 255, 255];
        Assert.That(hash.Value, Is.EqualTo(XxHash3.HashToUInt64(expected)));
    }

    [Test]
    public void Should_hash_texts_by_length_and_utf8_even_where_one_is_longer_than_the_buffer()
    {
        string[] texts = ["", "BTCUSDT", new('é', 20_000), "x"];
        var hash = new ColumnHash(ColumnKind.Text);
        var expected = new MemoryStream();
        expected.WriteByte(2);
        foreach (var text in texts)
        {
            hash.Add(text);
            var bytes = Encoding.UTF8.GetBytes(text);
            var length = new byte[5];
            length[0] = 1;
            BinaryPrimitives.WriteInt32LittleEndian(length.AsSpan(1), bytes.Length);
            expected.Write(length);
            expected.Write(bytes);
        }

        Assert.That(hash.Value, Is.EqualTo(XxHash3.HashToUInt64(expected.ToArray())));
    }

    [Test]
    public void Should_not_depend_on_where_a_batch_ends() =>
        Gen.Select(Numbers.Array[0, 5_000], Gen.Int[1, 700]).Sample((values, size) =>
        {
            var whole = HashOf(values, values.Length + 1);
            return HashOf(values, size) == whole;
        }, iter: 50);

    [Test]
    public void Should_change_with_any_value_any_null_and_any_order() =>
        Gen.Select(Numbers.Array[2, 50], Gen.Int[0, 1_000]).Sample((values, pick) =>
        {
            var at = pick % values.Length;
            var changed = values.ToArray();
            changed[at] = changed[at] is { } value ? (double?)BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(value) ^ 1) : 0.0;
            var swapped = values.ToArray();
            (swapped[0], swapped[^1]) = (swapped[^1], swapped[0]);
            var isSame = double.IsNaN(values[at] ?? 0) && double.IsNaN(changed[at] ?? 0);
            return (isSame || HashOf(changed, 7) != HashOf(values, 7))
                && (Equals(values[0], values[^1]) || HashOf(swapped, 7) != HashOf(values, 7));
        }, iter: 200);

    [Test]
    public void Should_take_all_nan_as_one_and_tell_zero_from_minus_zero()
    {
        var odd = BitConverter.Int64BitsToDouble(unchecked((long)0xFFF8_0000_0000_1234));

        Assert.That(HashOf([odd], 1), Is.EqualTo(HashOf([double.NaN], 1)));
        Assert.That(HashOf([-0.0], 1), Is.Not.EqualTo(HashOf([0.0], 1)));
        Assert.That(HashOf([0.0], 1), Is.Not.EqualTo(HashOf([null], 1)));
    }

    private static ulong HashOf(double?[] values, int batchRows)
    {
        var hash = new ColumnHash(ColumnKind.Double);
        var column = new ColumnData(new ColumnSpec("value", ColumnKind.Double, Nullable: true));
        foreach (var batch in values.Chunk(batchRows))
        {
            column.Clear();
            Array.ForEach(batch, value => Put(column, value));
            hash.Add(column);
        }

        return hash.Value;
    }

    private static void Put(ColumnData column, double? value)
    {
        if (value is { } number)
        {
            column.Add(number);
        }
        else
        {
            column.AddNull();
        }
    }
}
