namespace Pipeline.Events;

/// <summary>Version of the records. It changes with any layout in this project.</summary>
public static class EventSchema
{
    /// <summary>Version 0: no promise of compatibility.</summary>
    public const int Version = 0;
}
