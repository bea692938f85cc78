using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Venues.Binance.Capture;

/// <summary>Which kinds of depth the first messages about one symbol hold: diffs, from which a book can be kept, or partial depth.</summary>
/// <remarks>
/// Partial depth is the best levels again and again, and says `depthUpdate` as diffs do (on spot: nothing, as a REST snapshot does).
/// Wrapped, the stream's name tells. Raw, it is told by the first messages, all of which have a partial stream's number of levels.
/// </remarks>
internal sealed class DepthSurvey
{
    private const int Telling = 20;

    private int _raw;
    private bool _rawLooksPartial = true;
    private bool _hasWrappedDiffs;

    /// <summary>Whether all depth is raw, and too little to tell what it is.</summary>
    public bool IsUndecided => _raw is > 0 and < Telling && _rawLooksPartial && !_hasWrappedDiffs;

    /// <summary>Whether the raw messages are partial depth.</summary>
    public bool IsRawPartial => _raw >= Telling && _rawLooksPartial;

    /// <summary>Whether depth was seen from which no book can be kept.</summary>
    public bool HasPartial { get; private set; }

    /// <summary>Whether diffs were seen, or raw messages that must be taken for such.</summary>
    public bool HasDiffs => _hasWrappedDiffs || (_raw > 0 && !IsRawPartial);

    /// <summary>Takes a message of a stream whose name says what it is.</summary>
    public void AddWrapped(bool isDiff)
    {
        _hasWrappedDiffs |= isDiff;
        HasPartial |= !isDiff;
    }

    /// <summary>Takes a message without the name of its stream; of those the first ones count.</summary>
    public void AddRaw(in ProbedMessage message)
    {
        if (_raw < Telling)
        {
            _raw++;
            _rawLooksPartial &= message.LooksPartial;
            HasPartial |= IsRawPartial;
        }
    }
}
