namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Where the known members of one JSON object stand.</summary>
/// <remarks>Single thread; reused for every message, so that reading allocates nothing.</remarks>
internal sealed class MessageMembers
{
    /// <summary>Most scalar values of unknown members that are remembered; more are counted only.</summary>
    public const int MaxLoose = 16;

    private readonly JsonToken[] _tokens = new JsonToken[(int)Member.Count];
    private readonly JsonToken[] _loose = new JsonToken[MaxLoose];
    private ulong _present;

    /// <summary>Where the object's brace stands.</summary>
    public int Start { get; private set; }

    /// <summary>Byte at which a known member stood for the second time, or -1.</summary>
    public int DuplicateAt { get; private set; }

    /// <summary>Number of unknown members that hold a string or a number; it may exceed <see cref="MaxLoose"/>.</summary>
    public int LooseCount { get; private set; }

    /// <summary>The first values of unknown members.</summary>
    public ReadOnlySpan<JsonToken> Loose => _loose.AsSpan(0, Math.Min(LooseCount, MaxLoose));

    /// <summary>The member's value; of kind None where the object does not have it.</summary>
    public JsonToken this[Member member] => Has(member) ? _tokens[(int)member] : default;

    public bool Has(Member member) => (_present >> (int)member & 1) != 0;

    public void Clear(int start)
    {
        Start = start;
        DuplicateAt = -1;
        LooseCount = 0;
        _present = 0;
    }

    public void Add(Member member, in JsonToken name, in JsonToken value)
    {
        if (member == Member.None)
        {
            AddLoose(value);
            return;
        }

        if (Has(member) && DuplicateAt < 0)
        {
            DuplicateAt = name.Start;
        }

        _present |= 1UL << (int)member;
        _tokens[(int)member] = value;
    }

    private void AddLoose(in JsonToken value)
    {
        if (!value.IsNumeric)
        {
            return;
        }

        if (LooseCount < MaxLoose)
        {
            _loose[LooseCount] = value;
        }

        LooseCount++;
    }
}
