using Pipeline.Comparisons;

namespace Pipeline.LatencyLab.Flood;

/// <summary>A recording without its damage and without an end: behind its last message a few diffs lead the book back to where it first was whole, and on it goes.</summary>
/// <remarks>
/// Ids rise by the same amount each pass, so the chain never breaks and the venue's ticker still tells of every diff what the
/// book's top must be. Single thread.
/// </remarks>
internal sealed class FloodLoop
{
    private const int LevelsADiff = 1_000;

    private readonly List<FloodMessage> _firstPass = [];
    private readonly List<FloodMessage> _laterPasses = [];
    private readonly ReplayRivalBook _book = new();
    private FloodBook? _start;
    private long _startId;
    private long _lastId;
    private long _highestTicker;
    private string _symbol = "";
    private int _sent;

    public FloodLoop(LatencyRecording recording)
    {
        var sieve = new FloodSieve(recording);
        foreach (var text in recording.Messages.TakeWhile(_ => _book.Gaps == 0))
        {
            if (sieve.Passes(text, out var message))
            {
                Add(text, message);
            }
        }

        LeftOut = recording.Messages.Count - _firstPass.Count;
        if (_start is null)
        {
            throw new InvalidDataException($"{recording.Name} has no book to go round with");
        }

        AddWayBack(new FloodBook(_book), _start);
    }

    /// <summary>Messages of the recording that are not sent: damaged ones, and all from its first gap on.</summary>
    public int LeftOut { get; }

    /// <summary>The next message, sent at <paramref name="millis"/>; valid until the next call.</summary>
    public ReadOnlySpan<byte> Next(long millis)
    {
        var idShift = PassOf(_sent) * (_lastId - _startId);
        return MessageAt(_sent++).At(idShift, millis);
    }

    /// <summary>How many messages to send, if <paramref name="least"/> or a few more: no diff is left whose ticker is still to come.</summary>
    public int CountFrom(int least)
    {
        var count = least;
        while (!MessageAt(count - 1).IsSettled)
        {
            count++;
        }

        return count;
    }

    private int PassOf(int number) => number < _firstPass.Count ? 0 : 1 + ((number - _firstPass.Count) / _laterPasses.Count);

    private FloodMessage MessageAt(int number) =>
        number < _firstPass.Count ? _firstPass[number] : _laterPasses[(number - _firstPass.Count) % _laterPasses.Count];

    private void Add(byte[] text, object? message)
    {
        var isBehindStart = _start is not null;
        Follow(message);
        if (_book.Gaps > 0)
        {
            return;
        }

        // Behind the start all belongs to the loop; of what came before, tickers may tell of diffs behind it.
        var each = new FloodMessage(text, isSettled: _highestTicker >= _lastId);
        _firstPass.Add(each);
        if (isBehindStart || message is ReplayRivalTicker)
        {
            _laterPasses.Add(each);
        }
    }

    private void Follow(object? message)
    {
        if (message is ReplayRivalTicker ticker)
        {
            _highestTicker = Math.Max(_highestTicker, ticker.UpdateId);
        }
        else if (message is ReplayRivalSnapshot snapshot)
        {
            _book.OnSnapshot(snapshot);
        }
        else if (message is ReplayRivalDepth diff && _book.OnDiff(diff) == ReplayRivalStep.Applied)
        {
            (_lastId, _symbol) = (diff.Final, diff.Symbol);
            if (_start is null)
            {
                (_start, _startId) = (new FloodBook(_book), diff.Final);
            }
        }
    }

    // The ticker of the last diff may be missing where the recording ends.
    private void AddWayBack(FloodBook book, FloodBook start)
    {
        AddToBoth(FloodText.Ticker(_symbol, book, _lastId));
        foreach (var levels in book.WayTo(start).Chunk(LevelsADiff))
        {
            Array.ForEach(levels, book.Apply);
            var id = Math.Max(_lastId, _highestTicker) + 1;
            AddToBoth(FloodText.Diff(_symbol, levels, id, _lastId));
            AddToBoth(FloodText.Ticker(_symbol, book, id));
            _lastId = id;
        }
    }

    private void AddToBoth(byte[] text)
    {
        var message = new FloodMessage(text, isSettled: false);
        _firstPass.Add(message);
        _laterPasses.Add(message);
    }
}
