using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipeline.Journal.Records;

/// <summary>Rows of 64-bit words, written column by column. A word that is zero in every row costs one bit.</summary>
/// <remarks>
/// <code>4 mask: bit w is set where word w of any row is not zero | a column for each set bit, in order of words</code>
/// The same table serves every record kind, decision entries, intents and verdicts: no kind has code of its own.
/// Single thread.
/// </remarks>
internal sealed class RowTable(Columns columns, ColumnEncoder encoder, ColumnDecoder decoder)
{
    /// <summary>Most words that a row may have.</summary>
    public const int MaxWords = 32;

    private const int WordsPerVector = 4;

    /// <summary>Writes words <paramref name="firstWord"/> and up of the rows that <paramref name="rows"/> names.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="words">All rows, one behind the other.</param>
    /// <param name="rows">Which of them, in which order.</param>
    /// <param name="firstWord">Words before it are not written.</param>
    /// <param name="rowWords">Words a row, a multiple of 4.</param>
    public void Write(ref PayloadWriter writer, ReadOnlySpan<long> words, ReadOnlySpan<int> rows, int firstWord, int rowWords)
    {
        var mask = MaskOf(words, rows, firstWord, rowWords);
        writer.Write((int)mask);
        columns.Restart();
        for (var word = firstWord; word < rowWords; word++)
        {
            if ((mask & (1u << word)) != 0)
            {
                WriteColumn(ref writer, words, rows, word, rowWords);
            }
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote into rows whose words from <paramref name="firstWord"/> on are zero.</summary>
    public void Read(ref PayloadReader reader, Span<long> words, ReadOnlySpan<int> rows, int firstWord, int rowWords)
    {
        var mask = (uint)reader.ReadInt32();
        PayloadReader.Require((mask & ((1u << firstWord) - 1)) == 0 && (rowWords == MaxWords || mask >> rowWords == 0), "unknown word");
        columns.Restart();
        for (var word = firstWord; word < rowWords; word++)
        {
            if ((mask & (1u << word)) != 0)
            {
                ReadColumn(ref reader, words, rows, word, rowWords);
            }
        }
    }

    private static uint MaskOf(ReadOnlySpan<long> words, ReadOnlySpan<int> rows, int firstWord, int rowWords)
    {
        Span<Vector256<long>> unions = stackalloc Vector256<long>[MaxWords / WordsPerVector];
        unions = unions[..(rowWords / WordsPerVector)];
        unions.Clear();
        foreach (var row in rows)
        {
            for (var i = 0; i < unions.Length; i++)
            {
                unions[i] |= Vector256.Create(words.Slice((row * rowWords) + (i * WordsPerVector), WordsPerVector));
            }
        }

        var mask = 0u;
        for (var word = firstWord; word < rowWords; word++)
        {
            mask |= unions[word / WordsPerVector][word % WordsPerVector] != 0 ? 1u << word : 0;
        }

        return mask;
    }

    private void WriteColumn(ref PayloadWriter writer, ReadOnlySpan<long> words, ReadOnlySpan<int> rows, int word, int rowWords)
    {
        var column = columns.Current(rows.Length);
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = words[(rows[i] * rowWords) + word];
        }

        var near = columns.Before > 0 ? columns.Near(rows.Length) : [];
        var far = columns.Before > 1 ? columns.Far(rows.Length) : [];
        encoder.Encode(ref writer, column, near, far);
        columns.Next();
    }

    private void ReadColumn(ref PayloadReader reader, Span<long> words, ReadOnlySpan<int> rows, int word, int rowWords)
    {
        var column = columns.Current(rows.Length);
        decoder.Decode(ref reader, column, columns.Near(rows.Length), columns.Far(rows.Length), columns.Before);
        Scatter(column, words, rows, word, rowWords);
        columns.Next();
    }

    // Not inlined: among the decoder's many locals the loop would have no register of its own.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Scatter(ReadOnlySpan<long> column, Span<long> words, ReadOnlySpan<int> rows, int word, int rowWords)
    {
        for (var i = 0; i < column.Length && i < rows.Length; i++)
        {
            words[(rows[i] * rowWords) + word] = column[i];
        }
    }
}
