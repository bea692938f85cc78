using Pipeline.Events;
using Pipeline.Journal;

namespace Pipeline.Engine.Stages;

/// <summary>Orders that may leave once the decision behind them is on the medium, in their order; bounded.</summary>
/// <remarks>The gateway stage's thread. A cancel of an order that stands here waits behind it: there is nothing to take back yet. 0 bytes a call.</remarks>
internal sealed class ParkedOrders(JournalWriter journal)
{
    private const int Capacity = 4_096;

    private readonly OrderIntent[] _intents = new OrderIntent[Capacity];
    private readonly long[] _sequences = new long[Capacity];
    private long _added;
    private long _taken;

    /// <summary>Whether the order of that id stands here.</summary>
    public bool Holds(long clientOrderId)
    {
        for (var i = _taken; i < _added; i++)
        {
            if (_intents[i % Capacity].ClientOrderId == clientOrderId)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Keeps an order until the decision at <paramref name="sequence"/> is durable, which is asked for at once.</summary>
    /// <exception cref="JournalFaultException">More wait than there is room for.</exception>
    public void Add(in OrderIntent intent, long sequence)
    {
        if (_added - _taken == Capacity)
        {
            throw new JournalFaultException(new JournalFault(JournalFaultKind.Behind, journal.Path, $"{Capacity} orders wait for it"));
        }

        _intents[_added % Capacity] = intent;
        _sequences[_added % Capacity] = sequence;
        _added++;
        journal.HurrySync();
    }

    /// <summary>The next order whose decision is at most <paramref name="durable"/>.</summary>
    public bool TryTake(long durable, out OrderIntent intent)
    {
        var isDue = _taken < _added && _sequences[_taken % Capacity] <= durable;
        intent = isDue ? _intents[_taken++ % Capacity] : default;
        return isDue;
    }
}
