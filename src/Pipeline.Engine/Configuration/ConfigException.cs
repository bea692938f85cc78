namespace Pipeline.Engine.Configuration;

/// <summary>A configuration that cannot be used; the message names the file, the member or line, and what to do.</summary>
public sealed class ConfigException(string message, Exception? cause = null) : Exception(message, cause);
