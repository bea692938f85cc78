using Pipeline.Events;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>Where the outcome of every order goes: the order lane.</summary>
public interface IOrderReports
{
    /// <summary>Takes one record, in order. The gateway's thread only; it may wait for room.</summary>
    void Publish(ref InputRecord record);
}
