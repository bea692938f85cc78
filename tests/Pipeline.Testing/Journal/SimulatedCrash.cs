namespace Pipeline.Testing.Journal;

/// <summary>The process ends here. No code under test may catch it.</summary>
public sealed class SimulatedCrash : Exception;
