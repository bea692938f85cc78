namespace Pipeline.Comparisons;

/// <summary>The command line.</summary>
internal sealed record ComparisonCommand(IReadOnlyList<string> Areas, ComparisonOptions Options, bool Json, bool Gate)
{
    private const int DefaultRounds = 7;

    public static string Usage =>
        $"use: [{string.Join('|', ComparisonCatalog.All.Keys)}|all] [--rounds N] [--capture PATH] [--quick] [--json] [--gate]";

    /// <summary>Reads the arguments; null where they make no sense.</summary>
    public static ComparisonCommand? Parse(ReadOnlySpan<string> arguments)
    {
        var areas = new List<string>();
        var (rounds, capture, quick, json, gate) = (DefaultRounds, CaptureFinder.Real(), false, false, false);
        while (arguments.Length > 0)
        {
            switch (arguments)
            {
                case ["--rounds", var count, ..] when int.TryParse(count, out rounds) && rounds > 0:
                    arguments = arguments[1..];
                    break;
                case ["--capture", var path, ..] when File.Exists(path):
                    capture = path;
                    arguments = arguments[1..];
                    break;
                case ["--quick", ..]:
                    quick = true;
                    break;
                case ["--json", ..]:
                    json = true;
                    break;
                case ["--gate", ..]:
                    gate = true;
                    break;
                case [var area, ..] when ComparisonCatalog.Matching(area) is { Count: > 0 } found:
                    areas.AddRange(found);
                    break;
                default:
                    return null;
            }

            arguments = arguments[1..];
        }

        return areas.Count == 0 ? null : new ComparisonCommand([.. areas.Distinct()], new ComparisonOptions(rounds, capture, quick), json, gate);
    }
}
