using Pipeline.Book;
using Pipeline.Events;

namespace Pipeline.Engine.Stages;

/// <summary>Which books need a snapshot: one request for each time that a book which is not Synced, or is doubted, has none outstanding.</summary>
/// <remarks>
/// A doubted book's request may be left waiting for a while, so that a book which is given up asks anew.
/// A book that stays doubted for ten seconds, whatever snapshots came, is given up by a record, so that a replay gives it up at the
/// same place. Book's thread. It is an output only: no result depends on it, so a replay without requests gives the same.
/// </remarks>
internal sealed class SnapshotNeeds(IResyncRequests requests, int instruments)
{
    private const long PatienceNanos = 10_000_000_000;

    private readonly int[] _epochs = new int[instruments];
    private readonly Asked[] _asked = new Asked[instruments];
    private readonly long[] _doubtedSince = [.. Enumerable.Repeat(InputRecord.Absent, instruments)];
    private readonly bool[] _isGivenUp = new bool[instruments];

    /// <summary>Looks at a book after each of its records.</summary>
    public void Look(int instrument, InstrumentBook book, in InputRecord record, in BookResult result)
    {
        if (record.Kind == RecordKind.DepthSnapshot && record.Epoch == _epochs[instrument])
        {
            _asked[instrument] = Asked.Nothing;
        }

        var isDoubted = result.Doubt != BookDoubt.None;
        var isInNeed = isDoubted || book.State is BookState.Buffering or BookState.Invalid;
        if (isInNeed && (_asked[instrument] == Asked.Nothing || (_asked[instrument] == Asked.InDoubt && !isDoubted)))
        {
            _asked[instrument] = isDoubted ? Asked.InDoubt : Asked.InNeed;
            requests.Request(instrument, ++_epochs[instrument], isDoubted);
        }

        GiveUp(instrument, isDoubted, result.PipelineNanos);
    }

    // Once for each doubt: the record is on its way.
    private void GiveUp(int instrument, bool isDoubted, long pipelineNanos)
    {
        if (!isDoubted)
        {
            (_doubtedSince[instrument], _isGivenUp[instrument]) = (InputRecord.Absent, false);
            return;
        }

        if (_doubtedSince[instrument] == InputRecord.Absent)
        {
            _doubtedSince[instrument] = pipelineNanos;
        }

        if (!_isGivenUp[instrument] && pipelineNanos - _doubtedSince[instrument] >= PatienceNanos)
        {
            _isGivenUp[instrument] = true;
            requests.Doubt(instrument);
        }
    }

    private enum Asked
    {
        Nothing,
        InDoubt,
        InNeed,
    }
}
