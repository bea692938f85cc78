namespace Pipeline.Feeds.Capture;

/// <summary>An input from which nothing can be read: missing, empty, a directory. The message names it and says what to do.</summary>
public sealed class InputUnusableException(string message) : Exception(message);
