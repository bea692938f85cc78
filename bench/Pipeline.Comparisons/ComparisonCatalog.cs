using System.Reflection;

namespace Pipeline.Comparisons;

/// <summary>Every class here that is named `AreaComparison`: a new one needs no line anywhere else.</summary>
internal static class ComparisonCatalog
{
    private const string Ending = "Comparison";

    /// <summary>The comparisons by area, in the order of their names.</summary>
    public static SortedDictionary<string, Func<ComparisonOptions, ComparisonReport>> All { get; } = new(
        typeof(ComparisonCatalog).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith(Ending, StringComparison.Ordinal) && RunOf(type) is not null)
            .ToDictionary(AreaOf, type => RunOf(type)!.CreateDelegate<Func<ComparisonOptions, ComparisonReport>>()),
        StringComparer.Ordinal);

    /// <summary>`all`, one area, or what an area's name begins: `ring` is `ring`, `ring-latency` and `ring-stages`.</summary>
    public static IReadOnlyList<string> Matching(string name) =>
        [.. All.Keys.Where(area => name == "all" || area == name || area.StartsWith($"{name}-", StringComparison.Ordinal))];

    private static string AreaOf(Type type) =>
        string.Concat(type.Name[..^Ending.Length].Select((letter, i) => i > 0 && char.IsUpper(letter) ? $"-{letter}" : $"{letter}")).ToLowerInvariant();

    private static MethodInfo? RunOf(Type type) =>
        type.GetMethod("Run", BindingFlags.Static | BindingFlags.Public, [typeof(ComparisonOptions)]) is { } run
        && run.ReturnType == typeof(ComparisonReport) ? run : null;
}
