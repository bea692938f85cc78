using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Pipeline.WarehouseLab;

/// <summary>What one verb took: a process of its own, so that its peak memory is its own.</summary>
/// <param name="Name">The step.</param>
/// <param name="Seconds">From start to exit.</param>
/// <param name="PeakBytes">Largest resident set, as the kernel last told it.</param>
/// <param name="Answer">The object that the verb printed.</param>
internal sealed record Step(string Name, double Seconds, long PeakBytes, JsonElement Answer)
{
    private const int PollMillis = 20;
    private const string PeakLine = "VmHWM:";

    /// <summary>Runs `pipeline ARGUMENTS --json` and waits for it.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0.</exception>
    public static Step Run(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "pipeline.dll"), .. arguments, "--json"])
        {
            start.ArgumentList.Add(argument);
        }

        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(start) ?? throw new InvalidOperationException("no process");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var peak = 0L;
        while (!process.WaitForExit(PollMillis))
        {
            peak = Math.Max(peak, PeakOf(process.Id));
        }

        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return process.ExitCode == 0
            ? new Step(name, seconds, peak, JsonDocument.Parse(output.Result.TrimEnd().Split('\n')[^1]).RootElement)
            : throw new InvalidOperationException($"pipeline {string.Join(' ', arguments)}: exit code {process.ExitCode}: {error.Result}");
    }

    // The kernel keeps the largest value itself, so looking now and then misses nothing but the last moment.
    private static long PeakOf(int process)
    {
        var path = $"/proc/{process}/status";
        try
        {
            var line = File.ReadLines(path).FirstOrDefault(each => each.StartsWith(PeakLine, StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line[PeakLine.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended between the two looks.
            return 0;
        }
    }
}
