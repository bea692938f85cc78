namespace Pipeline.Feeds.Capture;

/// <summary>The input holds several symbols and none was chosen.</summary>
public sealed class SeveralSymbolsException(IReadOnlyCollection<string> symbols)
    : Exception($"the input holds several symbols: {string.Join(", ", symbols)}; name one or more with --symbol")
{
    /// <summary>All symbols of the input.</summary>
    public IReadOnlyCollection<string> Symbols => symbols;
}
