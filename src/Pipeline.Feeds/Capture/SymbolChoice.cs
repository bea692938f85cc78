using Pipeline.Events;

namespace Pipeline.Feeds.Capture;

/// <summary>What a source holds of the symbols that somebody asked for: one rule for tapes and stores.</summary>
public static class SymbolChoice
{
    /// <summary>The instruments among <paramref name="held"/> that answer to <paramref name="asked"/>; all where none is asked for.</summary>
    /// <param name="source">Name of the source, for the message.</param>
    /// <param name="held">What the source holds.</param>
    /// <param name="asked">Symbols as people write them: `BTCUSDT`, `usdm:BTCUSDT`.</param>
    /// <exception cref="InputUnusableException">A symbol is not there; the message says what is.</exception>
    public static IReadOnlyList<InstrumentName> Of(string source, IEnumerable<InstrumentName> held, IReadOnlyList<string> asked)
    {
        var table = new SymbolTable(held);
        return asked.Count == 0 ? table.Known : [.. asked.SelectMany(symbol => table.Find(symbol) is { Count: > 0 } found
            ? found
            : throw new InputUnusableException($"{source}: holds nothing of {symbol}; it holds {string.Join(", ", table.Known)}")).Distinct()];
    }

    /// <summary>Refuses to take a part of a tape, of which a run or a load takes all.</summary>
    /// <exception cref="InputUnusableException">A symbol that is asked for is not there, or one that is there is not asked for.</exception>
    public static void RequireAll(string source, IReadOnlyList<Instrument> held, IReadOnlyList<string> asked)
    {
        var names = held.Select(each => each.Name).ToList();
        if (Of(source, names, asked).Count < names.Count)
        {
            throw new InputUnusableException($"{source}: holds {string.Join(", ", names)}, and a tape is taken whole; leave --symbol out, or give all of them");
        }
    }
}
