namespace Pipeline.Warehouse.Stores;

/// <summary>A store's tables are not those of this build; the message says which is which and what to do.</summary>
public sealed class SchemaMismatchException(string message) : Exception(message);
