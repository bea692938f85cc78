using Pipeline.Comparisons;

namespace Pipeline.LatencyLab.Contenders;

/// <summary>The ordinary pipeline's book and features.</summary>
internal sealed class OrdinaryMarket
{
    private readonly ReplayRivalBook _book = new();
    private readonly ReplayRivalFeatures _features = new();

    public long Rows => _features.Rows;

    /// <summary>Id of the diff that cut the last row.</summary>
    public long LastUpdateId { get; private set; }

    /// <summary>Takes a message; the columns of the row that it cut, or null.</summary>
    public double?[]? Update(object? message, long receiveNanos)
    {
        switch (message)
        {
            case ReplayRivalTrade { Kind: "MARKET" } trade when _book.IsSynced:
                _features.OnTrade(receiveNanos, trade.Size, trade.BuyerIsMaker);
                return null;
            case ReplayRivalSnapshot snapshot when _book.OnSnapshot(snapshot) == ReplayRivalStep.Synced:
                _features.OnSync(new ReplayRivalState(_book), receiveNanos);
                return null;
            case ReplayRivalDepth diff:
                return OnDiff(diff, receiveNanos);
            default:
                return null;
        }
    }

    private double?[]? OnDiff(ReplayRivalDepth diff, long receiveNanos)
    {
        var step = _book.OnDiff(diff);
        if (step == ReplayRivalStep.None)
        {
            return null;
        }

        var state = new ReplayRivalState(_book);
        if (step == ReplayRivalStep.Synced)
        {
            _features.OnSync(state, receiveNanos);
            return null;
        }

        LastUpdateId = diff.Final;
        return _features.OnDepth(state, diff, receiveNanos) ? [.. _features.Row] : null;
    }
}

/// <summary>A finished row on its way to the score.</summary>
internal sealed record OrdinaryRow(int Number, long ReceiveNanos, long UpdateId, double?[] Columns);
