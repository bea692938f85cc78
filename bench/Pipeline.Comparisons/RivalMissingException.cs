namespace Pipeline.Comparisons;

/// <summary>A comparison cannot run because its rival is not on this machine; the message says how to get it.</summary>
internal sealed class RivalMissingException(string message) : Exception(message);
