namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>A call whose reply is awaited. Past its time it counts as unknown, and a late reply is still listened to.</summary>
internal struct PendingCall
{
    public long Id;
    public long ClientOrderId;
    public long IntentId;
    public long SentNanos;
    public int Instrument;
    public VenueCallKind Kind;
    public bool IsLate;
}
