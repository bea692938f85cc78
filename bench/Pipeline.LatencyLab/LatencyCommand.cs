using Pipeline.Comparisons;
using Pipeline.Ring;

namespace Pipeline.LatencyLab;

/// <summary>What the lab is asked for.</summary>
internal enum LatencyQuestion
{
    /// <summary>The pipeline beside an ordinary one, under the recording's own bursts.</summary>
    Compare,

    /// <summary>The pipeline alone at even rates.</summary>
    Rates,

    /// <summary>What a tape costs, and what its flushes cost beyond that.</summary>
    Tape,

    /// <summary>Whether anything is lost at ten times the recording's peak.</summary>
    Flood,
}

/// <summary>The command line.</summary>
internal sealed record LatencyCommand
{
    public const string Usage = """
        use: [--rounds N] [--speed F] [--gate]            beside an ordinary pipeline, under the recording's own bursts
             --rates 10000,50000,200000 [--mode M]        the pipeline alone at even rates
             --tape FOLDER [--rates R,R] [--mode M] [--rounds N] [--gate]
                                                          without a tape, with one, with one that is flushed; under the recording's own
                                                          bursts or at even rates; exit 5 where flushing costs more than a tenth at p50 or p90
             --flood [--times F] [--mode M] [--loopback]  ten times the recording's peak; exit 5 where anything is lost
        each: [--seconds N] [--capture PATH] [--json] [--quick]; M is shared, dedicated or invoker
        """;

    private const int QuickMessages = 3_000;
    private const double QuickSeconds = 0.5;

    /// <summary>What is asked.</summary>
    public LatencyQuestion Question => this switch
    {
        { Floods: true } => LatencyQuestion.Flood,
        { Tape: not null } => LatencyQuestion.Tape,
        { Rates.Count: > 0 } => LatencyQuestion.Rates,
        _ => LatencyQuestion.Compare,
    };

    /// <summary>Messages a second.</summary>
    public IReadOnlyList<int> Rates { get; private init; } = [];

    /// <summary>Rounds that count.</summary>
    public int Rounds { get; private init; } = 11;

    /// <summary>How many times as fast as the recording.</summary>
    public double Speed { get; private init; } = 1;

    /// <summary>How many times the recording's worst second.</summary>
    public double Times { get; private init; } = 10;

    /// <summary>The recording.</summary>
    public string Capture { get; private init; } = "";

    /// <summary>Who runs the stages.</summary>
    public ThreadMode Mode { get; private init; }

    /// <summary>The folder where the tapes go whose cost is asked for; null where it is not.</summary>
    public string? Tape { get; private init; }

    /// <summary>Whether the flood comes by websocket and not from memory.</summary>
    public bool ByLoopback { get; private init; }

    /// <summary>One object on the last line.</summary>
    public bool Json { get; private init; }

    /// <summary>Whether a promise that is missed fails the run.</summary>
    public bool Gate { get; private init; }

    /// <summary>Proves that it runs, measures nothing.</summary>
    public bool Quick { get; private init; }

    /// <summary>Messages of the recording that are read.</summary>
    public int MostMessages => Quick ? QuickMessages : int.MaxValue;

    /// <summary>Length of a turn, of a rate or of the flood.</summary>
    public double Seconds => Quick ? QuickSeconds : AskedSeconds ?? Question switch
    {
        LatencyQuestion.Flood => 60,
        _ => 5,
    };

    private bool Floods { get; init; }

    private int? AskedSeconds { get; init; }

    /// <summary>Reads the arguments; null where they make no sense.</summary>
    public static LatencyCommand? Parse(ReadOnlySpan<string> arguments)
    {
        var command = new LatencyCommand { Mode = ThreadMode.Shared };
        while (arguments.Length > 0)
        {
            var next = command.With(arguments[0]);
            var taken = next is null ? 2 : 1;
            next ??= arguments.Length > 1 ? command.With(arguments[0], arguments[1]) : null;
            if (next is null)
            {
                return null;
            }

            command = next;
            arguments = arguments[taken..];
        }

        return command.Capture.Length > 0 ? command : command with { Capture = command.FindCapture() };
    }

    private LatencyCommand? With(string name) => name switch
    {
        "--flood" => this with { Floods = true },
        "--quick" => this with { Quick = true, Rounds = 1 },
        "--loopback" => this with { ByLoopback = true },
        "--json" => this with { Json = true },
        "--gate" => this with { Gate = true },
        _ => null,
    };

    private LatencyCommand? With(string name, string value) => name switch
    {
        "--rates" when TryParseRates(value, out var rates) => this with { Rates = rates },
        "--rounds" when int.TryParse(value, out var rounds) && rounds > 0 => this with { Rounds = rounds },
        "--seconds" when int.TryParse(value, out var seconds) && seconds > 0 => this with { AskedSeconds = seconds },
        "--speed" when double.TryParse(value, out var speed) && speed > 0 => this with { Speed = speed },
        "--times" when double.TryParse(value, out var times) && times > 0 => this with { Times = times },
        "--capture" when File.Exists(value) => this with { Capture = value },
        "--tape" when Directory.Exists(value) => this with { Tape = value },
        "--mode" when Enum.TryParse<ThreadMode>(value, ignoreCase: true, out var mode) => this with { Mode = mode },
        _ => null,
    };

    private string FindCapture() => (Quick ? null : LatencyRecording.FindReal()) ?? CaptureFinder.Demo();

    private static bool TryParseRates(string list, out int[] rates)
    {
        rates = [.. list.Split(',').Select(text => int.TryParse(text, out var rate) ? rate : 0)];
        return rates.All(rate => rate > 0);
    }
}
