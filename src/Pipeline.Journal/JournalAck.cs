namespace Pipeline.Journal;

/// <summary>How far the journal must have come before something that leans on it may happen.</summary>
public enum JournalAck
{
    /// <summary>Given to the operating system: it survives the process.</summary>
    Written = 0,

    /// <summary>On the medium: it survives the power.</summary>
    Durable = 1,
}
