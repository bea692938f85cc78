using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using Pipeline.Ring;

namespace Pipeline.Comparisons;

/// <summary>Reports as a table for people or as one line of JSON a report, each with the conditions it holds under.</summary>
internal sealed class ComparisonPrinter(TextWriter output, bool json)
{
    /// <summary>Whether a ratio reached what is promised; true where nothing is.</summary>
    public static bool IsReached(Ratio ratio) => ratio.AtLeast is not { } least || ratio.Median >= least;

    public void Print(string area, ComparisonReport report)
    {
        if (json)
        {
            PrintJson(area, report);
            return;
        }

        output.WriteLine($"{area} - {report.Title} [{report.Unit}]");
        foreach (var condition in Machine().Concat(report.Conditions))
        {
            output.WriteLine($"  . {condition}");
        }

        PrintContenders(report.Contenders);
        PrintRatios(report.Ratios);
        output.WriteLine();
    }

    private static string[] Machine() =>
    [
        $"{Processor()}, {CpuAffinity.AllowedCpus.Count} cores, vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits",
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}",
        $"tiered compilation {Setting("TieredCompilation")}, tiered PGO {Setting("TieredPGO")}, server GC {GCSettings.IsServerGC}, {GCSettings.LatencyMode}",
    ];

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[^1].Trim() ?? "unnamed processor"
        : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unnamed processor";

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable($"DOTNET_{name}") ?? AppContext.GetData($"System.Runtime.{name}")?.ToString() ?? "as .NET has it (on)";

    private void PrintContenders(IReadOnlyList<Contender> contenders)
    {
        var width = contenders.Max(each => each.Name.Length);
        output.WriteLine($"  {"".PadRight(width)} {"min",14} {"median",14} {"max",14}");
        foreach (var each in contenders)
        {
            output.WriteLine($"  {each.Name.PadRight(width)} {Number(each.Figures.Min()),14} {Number(each.Median),14} {Number(each.Figures.Max()),14}");
        }
    }

    private void PrintRatios(IReadOnlyList<Ratio> ratios)
    {
        foreach (var ratio in ratios)
        {
            var promise = ratio.AtLeast is not { } least ? "" : $"  promised {least:0.00}x: {(IsReached(ratio) ? "reached" : "NOT REACHED")}";
            output.WriteLine($"  {ratio.Median.ToString("0.00", CultureInfo.InvariantCulture)}x {ratio.Name}{promise}");
        }
    }

    private void PrintJson(string area, ComparisonReport report) => output.WriteLine(JsonSerializer.Serialize(new
    {
        area,
        report.Title,
        report.Unit,
        conditions = Machine().Concat(report.Conditions),
        contenders = report.Contenders.Select(each => new { each.Name, min = each.Figures.Min(), each.Median, max = each.Figures.Max(), each.Figures }),
        ratios = report.Ratios.Select(each => new { each.Name, each.Median, each.AtLeast, reached = IsReached(each) }),
    }, JsonSerializerOptions.Web));

    private static string Number(double figure) => figure.ToString(Math.Abs(figure) >= 1000 ? "N0" : "0.00", CultureInfo.InvariantCulture);
}
