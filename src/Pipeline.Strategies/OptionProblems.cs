namespace Pipeline.Strategies;

/// <summary>Refuses options with every problem named at once.</summary>
internal static class OptionProblems
{
    public static void ThrowIfAny(IReadOnlyList<string> problems, string name)
    {
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", problems), name);
        }
    }
}
