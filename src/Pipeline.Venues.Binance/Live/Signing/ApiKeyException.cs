namespace Pipeline.Venues.Binance.Live.Signing;

/// <summary>There are no usable keys. The message says which file and why, never what it holds.</summary>
public sealed class ApiKeyException(string message) : Exception(message);
