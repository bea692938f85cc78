namespace Pipeline.ExchangeSimulator;

/// <summary>SplitMix64: the same numbers from the same seed on every machine, in integers only.</summary>
/// <remarks>Single writer.</remarks>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public long Between(long first, long last) => first + (long)Math.BigMul(Next(), (ulong)(last - first + 1), out _);

    /// <summary>True in <paramref name="percent"/> of 100 cases.</summary>
    public bool Chance(long percent) => Between(0, 99) < percent;

    /// <summary>True once in <paramref name="cases"/> cases.</summary>
    public bool OnceIn(long cases) => Between(1, cases) == 1;

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
