using Pipeline.Book;
using Pipeline.Events;

namespace Pipeline.Engine.Stages;

/// <summary>Which books need a snapshot: one request for each time that a book which is not Synced has none outstanding.</summary>
/// <remarks>
/// A book that is Synced and yet crossed, or not the exchange's by an audit, for a whole second is doubted: a record gives it up,
/// so that a replay gives it up at the same place. Book's thread. It is an output only: no result depends on it, so a replay
/// without requests gives the same.
/// </remarks>
internal sealed class SnapshotNeeds(IResyncRequests requests, int instruments)
{
    private const DqFlags Wrong = DqFlags.Crossed | DqFlags.AuditMismatch;
    private const long PatienceNanos = 1_000_000_000;

    private readonly int[] _epochs = new int[instruments];
    private readonly bool[] _isOutstanding = new bool[instruments];
    private readonly long[] _wrongSince = [.. Enumerable.Repeat(InputRecord.Absent, instruments)];
    private readonly bool[] _isDoubted = new bool[instruments];

    /// <summary>Looks at a book after each of its records.</summary>
    public void Look(int instrument, InstrumentBook book, in InputRecord record, in BookResult result)
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

        Doubt(instrument, book.State == BookState.Synced && (result.DqFlags & Wrong) != 0, result.PipelineNanos);
    }

    // Once for each time that it is wrong: the record is on its way.
    private void Doubt(int instrument, bool isWrong, long pipelineNanos)
    {
        if (!isWrong)
        {
            (_wrongSince[instrument], _isDoubted[instrument]) = (InputRecord.Absent, false);
            return;
        }

        if (_wrongSince[instrument] == InputRecord.Absent)
        {
            _wrongSince[instrument] = pipelineNanos;
        }

        if (!_isDoubted[instrument] && pipelineNanos - _wrongSince[instrument] > PatienceNanos)
        {
            _isDoubted[instrument] = true;
            requests.Doubt(instrument);
        }
    }
}
