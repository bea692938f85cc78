using Pipeline.Features.Kernels;
using Pipeline.Ring;

namespace Pipeline.Cli;

/// <summary>What a replay was asked to do.</summary>
internal sealed record ReplayRequest
{
    public required IReadOnlyList<string> Inputs { get; init; }

    public ThreadMode Mode { get; init; }

    public string? ConfigFile { get; init; }

    public string? InstrumentsFile { get; init; }

    public IReadOnlyList<string> Symbols { get; init; } = [];

    public string? FeaturesFile { get; init; }

    public int Every { get; init; } = 1;

    public string? JournalFile { get; init; }

    /// <summary>Whether the tape holds what was decided, and not the records alone.</summary>
    public bool Decisions { get; init; } = true;

    /// <summary>Whether the tape of a run that is interrupted is kept, cut off as it is.</summary>
    public bool KeepsPart { get; init; } = true;

    public bool Paced { get; init; }

    public bool Telemetry { get; init; }

    public KernelWidth Kernel { get; init; }

    public string? Strategy { get; init; }

    /// <summary>The tape whose session another source is replayed as; null where the input is its own.</summary>
    public string? LikeTape { get; init; }
}
