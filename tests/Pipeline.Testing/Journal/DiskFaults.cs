namespace Pipeline.Testing.Journal;

/// <summary>What goes wrong on a simulated disk, counted in operations (create, write, flush, rename, delete, folder flush).</summary>
public sealed record DiskFaults
{
    /// <summary>Nothing does.</summary>
    public static readonly DiskFaults None = new();

    /// <summary>Operation before which the process ends; -1: never.</summary>
    public int CrashBefore { get; init; } = -1;

    /// <summary>Operation that fails; -1: none.</summary>
    public int FailAt { get; init; } = -1;

    /// <summary>Whether every later operation fails too.</summary>
    public bool FailsForEver { get; init; }

    /// <summary>Error number of the failure: 5 is EIO, 28 is ENOSPC.</summary>
    public int Error { get; init; } = 5;

    /// <summary>Whether writes take only a part of what is given.</summary>
    public bool ShortWrites { get; init; }

    /// <summary>Whether a flush returns without having flushed: no journal can hold its promise then, so a test that has this on must fail.</summary>
    public bool FlushLies { get; init; }
}
