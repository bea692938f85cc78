namespace Pipeline.Ring;

/// <summary>A consumer that a thread runs, alone or together with others, or that the caller steps.</summary>
/// <remarks>One thread at a time runs or steps it. <see cref="Halt"/> and the properties are for any thread.</remarks>
public interface IEventProcessor
{
    /// <summary>The name that thread plans and failures use.</summary>
    string Name { get; }

    /// <summary>True where <see cref="TryProcess"/> would find something, or nothing ever again.</summary>
    bool HasWork { get; }

    /// <summary>True once it was halted, has failed, or the sequencer was stopped.</summary>
    bool IsHalted { get; }

    /// <summary>Handles what is there, at most <paramref name="maxEvents"/> events, and returns how many; never waits.</summary>
    long TryProcess(int maxEvents);

    /// <summary>Handles events, waiting for them, until halted.</summary>
    void Run();

    /// <summary>Makes <see cref="Run"/> return after the batch that it is in.</summary>
    void Halt();
}
