namespace Pipeline.Ring;

/// <summary>What one thread runs.</summary>
/// <param name="Name">The thread's name.</param>
/// <param name="Processors">Names of processors, in the order of the flow.</param>
/// <param name="WaitStrategy">How the thread waits while none of them has work.</param>
/// <param name="Cpu">The cpu to pin to, or null for none.</param>
public sealed record ThreadAssignment(string Name, IReadOnlyList<string> Processors, IWaitStrategy WaitStrategy, int? Cpu = null);
