using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipeline.Journal.Envelope;
using Pipeline.Primitives;

namespace Pipeline.Journal.Records;

/// <summary>32-bit words in 0 to 4 bytes each: the lengths in a stream of their own, so that a vector shuffle unpacks four at once.</summary>
/// <remarks>
/// <code>
/// ceil(n / 4) control bytes, two bits a word, low first | the words' bytes, little endian
/// code       0  1  2  3
/// short      0  1  2  3 bytes   every word below 2^24
/// long       0  1  2  4 bytes
/// </code>
/// A zero costs no byte; the streams are byte-aligned, so LZ4 still finds what repeats. On real traffic this comes to the
/// size of seven-bit varints (0.3 % less) without a branch a byte.
/// </remarks>
internal static class PackedWords
{
    private const int WordsPerControl = 4;
    private const int VectorBytes = 16;
    private const byte Nothing = 0xFF;

    private static readonly Shuffles Short = new(longest: 3);
    private static readonly Shuffles Long = new(longest: 4);

    /// <summary>Packs bits <paramref name="shift"/> to <paramref name="shift"/> + 31 of every value and returns the bytes used.</summary>
    /// <param name="values">The values.</param>
    /// <param name="shift">0 or 32.</param>
    /// <param name="isLong">Which code; every word fits it.</param>
    /// <param name="destination">Room for four bytes and a quarter each, and <see cref="TapeFormat.VectorSlackBytes"/> more.</param>
    public static int Pack(ReadOnlySpan<long> values, int shift, bool isLong, Span<byte> destination)
    {
        var controls = (values.Length + WordsPerControl - 1) / WordsPerControl;
        var position = controls;
        var shuffles = isLong ? Long : Short;
        for (var i = 0; i < values.Length / WordsPerControl; i++)
        {
            var words = Vector256.Create(values.Slice(i * WordsPerControl, WordsPerControl)) >> shift;
            var four = Vector256.Narrow(words.AsUInt64(), Vector256<ulong>.Zero).GetLower();
            destination[i] = PackFour(four, shuffles, destination[position..], ref position);
        }

        if (values.Length % WordsPerControl != 0)
        {
            Span<uint> rest = stackalloc uint[WordsPerControl];
            rest.Clear();
            for (var i = 0; i < values.Length % WordsPerControl; i++)
            {
                rest[i] = (uint)(values[^((values.Length % WordsPerControl) - i)] >> shift);
            }

            destination[controls - 1] = PackFour(Vector128.Create<uint>(rest), shuffles, destination[position..], ref position);
        }

        return position;
    }

    /// <summary>Unpacks <paramref name="count"/> words and returns the bytes used.</summary>
    /// <param name="source">The packed words with <see cref="TapeFormat.VectorSlackBytes"/> of other bytes behind them.</param>
    /// <param name="length">Bytes of <paramref name="source"/> that are payload.</param>
    /// <param name="count">Number of words.</param>
    /// <param name="isLong">Which code.</param>
    /// <param name="words">Room for <paramref name="count"/>, rounded up to four.</param>
    public static int Unpack(ReadOnlySpan<byte> source, int length, int count, bool isLong, Span<uint> words)
    {
        var controls = (count + WordsPerControl - 1) / WordsPerControl;
        PayloadReader.Require(controls <= length && words.Length >= controls * WordsPerControl, "column shorter than its count");
        Invariant.Always(source.Length >= length + VectorBytes, "no slack behind the payload");
        var shuffles = isLong ? Long : Short;
        ref var bytes = ref MemoryMarshal.GetReference(source);
        ref var target = ref MemoryMarshal.GetReference(words);
        ref var masks = ref MemoryMarshal.GetArrayDataReference(shuffles.Masks);
        ref var lengths = ref MemoryMarshal.GetArrayDataReference(shuffles.Lengths);
        var position = controls;
        for (var i = 0; i < controls; i++)
        {
            // SAFETY: i < controls <= length; both tables have an entry for every byte; position <= length, held by the
            // check below, and 16 bytes of slack lie behind length, held by the invariant above; the target holds four
            // words for each control byte, held by the requirement above.
            var control = Unsafe.Add(ref bytes, i);
            var packed = Vector128.LoadUnsafe(ref bytes, (nuint)position);
            var mask = Vector128.LoadUnsafe(ref masks, (nuint)control * VectorBytes);
            Vector128.ShuffleNative(packed, mask).AsUInt32().StoreUnsafe(ref target, (nuint)(i * WordsPerControl));
            position += Unsafe.Add(ref lengths, (nuint)control);
            if (position > length)
            {
                PayloadReader.Fail("column longer than the payload");
            }
        }

        return position;
    }

    private static byte PackFour(Vector128<uint> words, Shuffles shuffles, Span<byte> destination, ref int position)
    {
        // A comparison that holds is all ones, which is -1: the codes come out negated.
        var negated = Vector128.GreaterThan(words, Vector128<uint>.Zero)
            + Vector128.GreaterThan(words, Vector128.Create(0xFFu)) + Vector128.GreaterThan(words, Vector128.Create(0xFFFFu));
        var control = (byte)-Vector128.Dot(negated.AsInt32(), Vector128.Create(1, 4, 16, 64));
        Vector128.ShuffleNative(words.AsByte(), Vector128.Create(shuffles.Packing, control * VectorBytes)).CopyTo(destination);
        position += shuffles.Lengths[control];
        return control;
    }

    /// <summary>For every control byte: where each of sixteen bytes comes from when unpacking and when packing, and how many are packed.</summary>
    private sealed class Shuffles
    {
        public readonly byte[] Masks = new byte[256 * VectorBytes];
        public readonly byte[] Packing = new byte[256 * VectorBytes];
        public readonly byte[] Lengths = new byte[256];

        public Shuffles(int longest)
        {
            for (var control = 0; control < 256; control++)
            {
                var packing = Packing.AsSpan(control * VectorBytes, VectorBytes);
                Lengths[control] = (byte)Fill(Masks.AsSpan(control * VectorBytes, VectorBytes), packing, control, longest);
            }
        }

        private static int Fill(Span<byte> mask, Span<byte> packing, int control, int longest)
        {
            mask.Fill(Nothing);
            packing.Fill(Nothing);
            var from = 0;
            for (var word = 0; word < WordsPerControl; word++)
            {
                var code = (control >> (2 * word)) & 3;
                var bytes = code == 3 ? longest : code;
                for (var j = 0; j < bytes; j++)
                {
                    packing[from] = (byte)((word * sizeof(uint)) + j);
                    mask[(word * sizeof(uint)) + j] = (byte)from++;
                }
            }

            return from;
        }
    }
}
