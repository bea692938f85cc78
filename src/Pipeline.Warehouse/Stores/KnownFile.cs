namespace Pipeline.Warehouse.Stores;

/// <summary>A file that a store holds.</summary>
/// <param name="File">Short name.</param>
/// <param name="ContentHash">Hash of its bytes, hexadecimal.</param>
/// <param name="PreviousFile">Short name of the file that it continues, or null.</param>
public sealed record KnownFile(long File, string ContentHash, long? PreviousFile);
