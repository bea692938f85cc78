namespace Pipeline.Cli;

/// <summary>The command line asks for something that cannot be; the message says what and what to do.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>A run cannot do what was asked, and neither the command line nor an input is to blame; the message says what to do.</summary>
internal sealed class RunFailedException(string message) : Exception(message);
