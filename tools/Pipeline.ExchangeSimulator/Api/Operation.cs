namespace Pipeline.ExchangeSimulator;

/// <summary>What a call asks of its caller.</summary>
internal enum Security
{
    None,
    Key,
    Signed,
}

/// <summary>One thing that the exchange does, however it is called.</summary>
/// <remarks>The method is its name on the WS-API, the call its verb and path of REST; either may be empty.</remarks>
internal sealed record Operation(
    string Method, string Call, Security Security, Func<RequestParameters, int> Weight, int Orders, Func<Account, RequestParameters, string> Run)
{
    /// <summary>Places, amends or cancels: what order faults strike.</summary>
    public bool TouchesOrders { get; init; }
}
