using Pipeline.Events;

namespace Pipeline.Testing.Features;

/// <summary>Until when each row's mid stands, event by event, in lists and dictionaries: it shares no code with what it checks.</summary>
public sealed class MidOracle
{
    private const long Second = 1_000_000_000;

    private readonly Dictionary<int, long> _ends = [];
    private readonly Dictionary<int, int> _laneOf = [];
    private readonly Dictionary<int, long> _aliveUntil = [];
    private readonly HashSet<int> _carriers = [];
    private readonly List<(long Id, long Nanos)> _waiting = [];
    private readonly long _hold;
    private long _newest = long.MinValue;
    private long? _applied;
    private long? _trade;
    private int? _row;
    private long _rowNanos;
    private bool _hasEnded;

    public MidOracle(FeatureStream stream, FeatureParameters parameters)
    {
        _hold = parameters.HoldMs * 1_000_000;
        long now = 0;
        for (var i = 0; i < stream.Events.Count; i++)
        {
            now = Math.Max(now, stream.Events[i].ReceiveNanos);
            Settle(now);
            Tell(i, stream.Events[i], now);
        }

        Settle(long.MinValue);
    }

    /// <summary>The last moment at which the mid of the row that event <paramref name="index"/> cut stands.</summary>
    public long EndOf(int index) => _ends[index];

    private void Settle(long now)
    {
        if (_row is { } row && !_hasEnded)
        {
            var alive = _carriers.Select(lane => _aliveUntil.GetValueOrDefault(lane, long.MinValue)).DefaultIfEmpty(long.MinValue).Max();
            _ends[row] = new[]
            {
                Math.Max(_rowNanos + _hold, alive),
                _waiting.Count > 0 ? _waiting.Min(ticker => ticker.Nanos) + Second : long.MaxValue,
                _trade is { } trade ? trade + 5 * Second : long.MaxValue,
            }.Min();
            _hasEnded = now > _ends[row];
        }
    }

    private void Tell(int index, FeatureEvent step, long now)
    {
        switch (step.Step)
        {
            case FeatureStep.Sync:
                (_row, _trade, _applied) = (null, null, step.Book.UpdateId);
                _carriers.Clear();
                _waiting.Clear();
                _waiting.AddRange(_newest > step.Book.UpdateId ? [(_newest, now)] : []);
                break;
            case FeatureStep.Invalid:
                (_row, _applied) = (null, null);
                _waiting.Clear();
                break;
            case FeatureStep.Row:
                Apply(step, now);
                (_row, _rowNanos, _hasEnded) = (index, now, false);
                break;
            case FeatureStep.OneSided:
                Apply(step, now);
                break;
            case FeatureStep.Trade:
                _trade ??= now;
                break;
            case FeatureStep.Ticker when step.UpdateId > _newest:
                _newest = step.UpdateId;
                _waiting.AddRange(_applied < step.UpdateId ? [(step.UpdateId, now)] : []);
                break;
            case FeatureStep.Connection:
                Connect(step, now);
                break;
        }
    }

    private void Apply(FeatureEvent step, long now)
    {
        (_applied, _trade) = (step.Book.UpdateId, null);
        if (_laneOf.TryGetValue(step.Connection, out var lane))
        {
            _carriers.Add(lane);
        }

        _waiting.RemoveAll(ticker => ticker.Id <= step.Book.UpdateId);
        if (_waiting.RemoveAll(ticker => now - ticker.Nanos > Second) > 0 && _waiting.Count == 0)
        {
            _newest = step.Book.UpdateId;
        }
    }

    private void Connect(FeatureEvent step, long now)
    {
        if (step.Phase is ConnectionPhase.Connecting or ConnectionPhase.Ended)
        {
            if (_laneOf.Remove(step.Connection) && !_laneOf.ContainsValue(step.Lane))
            {
                _aliveUntil[step.Lane] = Math.Min(_aliveUntil[step.Lane], now);
            }

            return;
        }

        _laneOf[step.Connection] = step.Lane;
        _aliveUntil[step.Lane] = now + 10 * Second;
    }
}
