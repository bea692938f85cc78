using Pipeline.Ring;

namespace Pipeline.LatencyLab;

/// <summary>The command line.</summary>
internal sealed record LatencyCommand(IReadOnlyList<int> Rates, int Seconds, string Capture, ThreadMode Mode, bool Quick)
{
    public const string Usage = "use: [--rates 10000,50000,200000] [--seconds N] [--capture PATH] [--mode shared|dedicated|invoker] [--quick]";

    private const int QuickMessages = 3_000;

    /// <summary>Messages of the recording that are fed.</summary>
    public int MostMessages => Quick ? QuickMessages : int.MaxValue;

    /// <summary>Reads the arguments; null where they make no sense.</summary>
    public static LatencyCommand? Parse(ReadOnlySpan<string> arguments)
    {
        var command = new LatencyCommand([10_000, 50_000, 200_000], 5, "", ThreadMode.Shared, Quick: false);
        while (arguments.Length > 0)
        {
            var next = command.With(arguments);
            if (next is null)
            {
                return null;
            }

            arguments = arguments[(next.Quick == command.Quick ? 2 : 1)..];
            command = next;
        }

        return command.Capture.Length > 0 ? command : command with { Capture = LatencyRecording.FindDemo() };
    }

    /// <summary>How often the recording goes through, so that a rate is held for the seconds asked for.</summary>
    public int PassesAt(int rate, int messages) => Quick ? 1 : (int)Math.Max(1, (long)rate * Seconds / messages);

    private LatencyCommand? With(ReadOnlySpan<string> arguments) => arguments switch
    {
        ["--quick", ..] when !Quick => this with { Quick = true },
        ["--rates", var list, ..] when TryParseRates(list, out var rates) => this with { Rates = rates },
        ["--seconds", var text, ..] when int.TryParse(text, out var seconds) && seconds > 0 => this with { Seconds = seconds },
        ["--capture", var path, ..] when File.Exists(path) => this with { Capture = path },
        ["--mode", var text, ..] when Enum.TryParse<ThreadMode>(text, ignoreCase: true, out var mode) => this with { Mode = mode },
        _ => null,
    };

    private static bool TryParseRates(string list, out int[] rates)
    {
        rates = [.. list.Split(',').Select(text => int.TryParse(text, out var rate) ? rate : 0)];
        return rates.All(rate => rate > 0);
    }
}
