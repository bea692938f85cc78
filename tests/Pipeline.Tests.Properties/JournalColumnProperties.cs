using CsCheck;
using NUnit.Framework;
using Pipeline.Journal.Envelope;
using Pipeline.Journal.Records;

namespace Pipeline.Tests.Properties;

/// <summary>A column comes back as it was, whatever its values and whatever stands before it.</summary>
public sealed class JournalColumnProperties
{
    private static readonly Gen<long> Value = Gen.OneOf(
        Gen.Long, Gen.Const(long.MinValue), Gen.Const(long.MaxValue), Gen.Const(0L), Gen.Long[-300, 300],
        Gen.Long[0, 100_000].Select(millis => millis * 1_000_000), Gen.Long[1L << 24, 1L << 33]);

    private static readonly Gen<long[]> Column = Gen.OneOf(
        Value.Array[0, 200], Gen.Long[0, 5].Array[0, 200], Value.SelectMany(value => Gen.Int[0, 50].Select(length => Enumerable.Repeat(value, length).ToArray())),
        Gen.Long[-1000, 1000].Array[0, 200].Select(Accumulate));

    [Test]
    public void Should_give_back_any_column_when_nothing_stands_before_it() =>
        Column.Sample(values => Roundtrip(values, [], []).SequenceEqual(values), iter: 20_000, threads: 1);

    [Test]
    public void Should_give_back_any_column_when_two_columns_stand_before_it() =>
        Gen.Int[1, 150].SelectMany(length => Gen.Select(Value.Array[length], Value.Array[length], Value.Array[length], Gen.Int[0, 2]))
            .Sample((values, near, far, copy) =>
            {
                var column = copy == 1 ? near : copy == 2 ? [values[0], .. near[..^1]] : values;
                return Roundtrip(column, near, far).SequenceEqual(column);
            }, iter: 20_000, threads: 1);

    [Test]
    public void Should_give_back_any_words_below_the_width_of_their_code() =>
        Gen.Select(Gen.UInt[0, (1 << 24) - 1].Array[0, 100], Gen.UInt.Array[0, 100])
            .Sample((shorts, longs) => Repack(shorts, isLong: false).SequenceEqual(shorts) && Repack(longs, isLong: true).SequenceEqual(longs), iter: 20_000, threads: 1);

    [Test]
    public void Should_spend_no_more_than_nine_bytes_a_value_and_a_few_for_the_column() =>
        Value.Array[1, 300].Sample(values => Encode(values, [], []).Length <= (9 * values.Length) + 24, iter: 5_000, threads: 1);

    private static long[] Roundtrip(long[] values, long[] near, long[] far)
    {
        var encoded = Encode(values, near, far);
        var buffer = new byte[encoded.Length + TapeFormat.VectorSlackBytes];
        encoded.CopyTo(buffer, 0);
        var reader = new PayloadReader(buffer, encoded.Length);
        var decoded = new long[values.Length];
        using var decoder = new ColumnDecoder();
        decoder.Decode(ref reader, decoded, near, far, far.Length > 0 ? 2 : 0);
        Assert.That(reader.Remaining, Is.Zero);
        return decoded;
    }

    private static byte[] Encode(long[] values, long[] near, long[] far)
    {
        var buffer = new byte[(12 * values.Length) + 64];
        var writer = new PayloadWriter(buffer);
        using var encoder = new ColumnEncoder();
        encoder.Encode(ref writer, values, near, far);
        return buffer[..writer.Position];
    }

    private static uint[] Repack(uint[] words, bool isLong)
    {
        var packed = new byte[(5 * words.Length) + 64 + TapeFormat.VectorSlackBytes];
        var bytes = PackedWords.Pack([.. words.Select(word => (long)word)], 0, isLong, packed);
        var unpacked = new uint[words.Length + 3];
        Assert.That(PackedWords.Unpack(packed, bytes, words.Length, isLong, unpacked), Is.EqualTo(bytes));
        return unpacked[..words.Length];
    }

    private static long[] Accumulate(long[] steps)
    {
        for (var i = 1; i < steps.Length; i++)
        {
            steps[i] += steps[i - 1];
        }

        return steps;
    }
}
