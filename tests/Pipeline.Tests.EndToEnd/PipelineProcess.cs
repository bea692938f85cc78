using System.Diagnostics;
using System.Text;
using System.Text.Json;
using NUnit.Framework;

namespace Pipeline.Tests.EndToEnd;

/// <summary>The real command line in a process of its own.</summary>
internal sealed class PipelineProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    public PipelineProcess(
        IEnumerable<string> arguments, byte[]? standardInput = null, IReadOnlyList<KeyValuePair<string, string>>? environment = null, string? folder = null, bool keepsInputOpen = false)
        : this(Runtime, [Library, .. arguments], standardInput, environment, folder, keepsInputOpen)
    {
    }

    private PipelineProcess(
        string program, IEnumerable<string> arguments, byte[]? standardInput, IReadOnlyList<KeyValuePair<string, string>>? environment, string? folder, bool keepsInputOpen)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? TestContext.CurrentContext.WorkDirectory,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
        _process.StandardInput.BaseStream.Write(standardInput ?? []);
        _process.StandardInput.BaseStream.Flush();
        if (!keepsInputOpen)
        {
            _process.StandardInput.Close();
        }
    }

    private static string Runtime => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static string Library => Path.Combine(AppContext.BaseDirectory, "pipeline.dll");

    /// <summary>A shell's script, in which DOTNET PIPELINE stands for the command line and $0 for <paramref name="place"/>, run by the programs <paramref name="before"/>.</summary>
    public static PipelineProcess OfShell(string script, string place, params string[] before)
    {
        string[] command = [.. before, "sh", "-c", script.Replace("DOTNET", Runtime, StringComparison.Ordinal).Replace("PIPELINE", Library, StringComparison.Ordinal), place];
        return new PipelineProcess(command[0], command[1..], null, null, null, keepsInputOpen: false);
    }

    public sealed record Result(int ExitCode, string Output, string Errors)
    {
        public string All => $"exit code {ExitCode}{Environment.NewLine}{Output}{Environment.NewLine}{Errors}";

        /// <summary>The last line of standard output, which is one JSON object.</summary>
        public JsonElement Json()
        {
            using var document = JsonDocument.Parse(Output.TrimEnd().Split('\n')[^1]);
            return document.RootElement.Clone();
        }
    }

    public long PeakBytes { get; private set; }

    public int Id => _process.Id;

    /// <summary>Runs to the end; no run may show a stack trace.</summary>
    public static Result Run(params string[] arguments)
    {
        using var process = new PipelineProcess(arguments);
        return process.Finish();
    }

    public static Result RunWithInput(string standardInput, params string[] arguments) =>
        RunWithInput(Encoding.UTF8.GetBytes(standardInput), arguments);

    public static Result RunWithInput(byte[] standardInput, params string[] arguments)
    {
        using var process = new PipelineProcess(arguments, standardInput);
        return process.Finish();
    }

    public Result Finish()
    {
        var deadline = Stopwatch.GetTimestamp() + (long)(Patience.TotalSeconds * Stopwatch.Frequency);
        while (!_process.WaitForExit(10))
        {
            Assert.That(Stopwatch.GetTimestamp(), Is.LessThan(deadline), "the process does not end");
            NotePeak();
        }

        _process.WaitForExit();
        var result = new Result(_process.ExitCode, _output.Result, _errors.Result);
        Assert.That(result.Output + result.Errors, Does.Not.Contain("   at ").And.Not.Contain("Unhandled"), result.All);
        return result;
    }

    /// <summary>Waits until <paramref name="condition"/> holds while the process runs.</summary>
    public void WaitFor(Func<bool> condition)
    {
        var deadline = Stopwatch.GetTimestamp() + (long)(Patience.TotalSeconds * Stopwatch.Frequency);
        while (!condition())
        {
            Assert.That(_process.WaitForExit(10), Is.False, "the process ended early");
            Assert.That(Stopwatch.GetTimestamp(), Is.LessThan(deadline), "what the test waits for does not happen");
        }
    }

    /// <summary>Kills it, as the kernel would, unless it has ended by then.</summary>
    public void KillAfter(TimeSpan time)
    {
        if (!_process.WaitForExit(time))
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{Id}"]);
        kill.WaitForExit();
        Assert.That(kill.ExitCode, Is.Zero);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void NotePeak()
    {
        try
        {
            _process.Refresh();
            PeakBytes = Math.Max(PeakBytes, _process.PeakWorkingSet64);
        }
        catch (InvalidOperationException e)
        {
            // It ended between two looks: what was seen before stands.
            TestContext.Out.WriteLine(e.Message);
        }
    }
}
