using System.Globalization;
using System.Text.Json;

namespace Pipeline.WarehouseLab;

/// <summary>Simulated days all the way from messages to a data set, once and some times as many, verb by verb.</summary>
internal static class DaysRun
{
    private const int Missed = 5;
    private const double Mebibyte = 1024 * 1024;

    // Memory that grew with the days would be some times as much; a heap's own unrest stays below this.
    private const double AllowedGrowth = 1.2;

    public static int Run(LabCommand command, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("warehouse-lab-").FullName;
        try
        {
            var once = Days(command, 1, Path.Combine(folder, "once"), output);
            var more = command.Times == 1 ? once : Days(command, command.Times, Path.Combine(folder, "more"), output);
            return Compare(once, more, command, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<Step> Days(LabCommand command, int times, string folder, TextWriter output)
    {
        Directory.CreateDirectory(folder);
        var (rows, gaps) = (command.Rows * times, command.Gaps * times);
        string At(string name) => Path.Combine(folder, name);
        var store = $"duckdb:{At("days.duckdb")}";
        File.WriteAllText(At("dataset.yaml"), $"source: {store}\nsymbols: [BTCUSDT]\nout: {At("datasets")}\ncleaning: all\n");
        output.WriteLine(Text($"{rows:N0} rows, {command.Hours * times:N0} hours, {gaps} lost connections"));
        output.WriteLine("| step | rows | s | rows/s | peak MiB |");
        output.WriteLine("|---|---|---|---|---|");
        List<Step> steps = [];
        void Add(Step step, Func<JsonElement, long> count)
        {
            steps.Add(step);
            var counted = count(step.Answer);
            output.WriteLine(Text($"| {step.Name} | {counted:N0} | {step.Seconds:0.0} | {counted / step.Seconds:N0} | {step.PeakBytes / Mebibyte:N0} |"));
        }

        Add(
            Step.Run("collection", "simulate", "--recording", At("days.zst"), "--hours", Text($"{command.Hours * times}"), "--rows", Text($"{rows}"), "--gaps", Text($"{gaps}")),
            answer => answer.GetProperty("rows").GetInt64());
        Add(Step.Run("tape", "tape", "import", At("days.zst"), "--out", At("days.tape")), _ => rows);
        Add(Step.Run("load, with targets", "load", At("days.tape"), "--to", store), answer => answer.GetProperty("rows").GetProperty("l2_features").GetInt64());
        var (decided, seconds) = TargetsRun.Of(At("days.tape"));
        output.WriteLine(Text($"| of that, targets | {decided:N0} | {seconds:0.0} | {decided / seconds:N0} | in the load's |"));
        Add(Step.Run("quality", "quality", store), _ => rows);
        Add(Step.Run("data set", "dataset", "build", "--config", At("dataset.yaml")), answer => answer.GetProperty("rows").GetInt64());
        Facts(steps, output);
        return steps;
    }

    private static void Facts(List<Step> steps, TextWriter output)
    {
        var (loaded, quality) = (steps[2].Answer.GetProperty("rows"), steps[3].Answer);
        output.WriteLine(Text($"tables: {string.Join(", ", loaded.EnumerateObject().Select(table => Text($"{table.Name} {table.Value.GetInt64():N0}")))}"));
        output.WriteLine($"valid targets of rows whose horizon ends inside: {quality.GetProperty("validTargets")}");
        output.WriteLine($"one-sided {quality.GetProperty("oneSided")}, null mids {quality.GetProperty("nullMid")}, level fill {quality.GetProperty("levelFill")}, gaps {quality.GetProperty("gaps")}");
        output.WriteLine();
    }

    private static int Compare(List<Step> once, List<Step> more, LabCommand command, TextWriter output)
    {
        output.WriteLine($"peak memory, MiB, once and {command.Times} times the days");
        output.WriteLine("| step | once | more | ratio |");
        output.WriteLine("|---|---|---|---|");
        var within = true;
        foreach (var (first, second) in once.Zip(more))
        {
            var ratio = (double)second.PeakBytes / first.PeakBytes;
            within &= ratio <= AllowedGrowth;
            output.WriteLine(Text($"| {first.Name} | {first.PeakBytes / Mebibyte:N0} | {second.PeakBytes / Mebibyte:N0} | {ratio:0.00} |"));
        }

        output.WriteLine(within ? $"no step grows by more than {Text($"{AllowedGrowth}")}" : $"a step grows by more than {Text($"{AllowedGrowth}")}: NOT REACHED");
        return within || !command.Gate ? 0 : Missed;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
