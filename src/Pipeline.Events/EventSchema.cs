namespace Pipeline.Events;

/// <summary>Version of the records. It changes with any layout in this project.</summary>
public static class EventSchema
{
    /// <summary>Version 1. A tape of another version is not read.</summary>
    public const int Version = 1;
}
