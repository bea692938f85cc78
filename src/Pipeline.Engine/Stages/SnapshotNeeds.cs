using Pipeline.Book;
using Pipeline.Events;

namespace Pipeline.Engine.Stages;

/// <summary>Which books need a snapshot: one request for each time that a book which is not Synced has none outstanding.</summary>
/// <remarks>Book's thread. It is an output only: no result depends on it, so a replay without requests gives the same.</remarks>
internal sealed class SnapshotNeeds(IResyncRequests requests, int instruments)
{
    private readonly int[] _epochs = new int[instruments];
    private readonly bool[] _isOutstanding = new bool[instruments];

    /// <summary>Looks at a book after each of its records.</summary>
    public void Look(int instrument, InstrumentBook book, in InputRecord record)
    {
        if (record.Kind == RecordKind.DepthSnapshot && record.Epoch == _epochs[instrument])
        {
            _isOutstanding[instrument] = false;
        }

        var isInNeed = book.State is BookState.Buffering or BookState.Invalid;
        if (isInNeed && !_isOutstanding[instrument])
        {
            _isOutstanding[instrument] = true;
            requests.Request(instrument, ++_epochs[instrument]);
        }
    }
}
