using System.Globalization;

namespace Pipeline.WarehouseLab;

/// <summary>The command line.</summary>
/// <param name="Rows">Rows of one time the days.</param>
/// <param name="Hours">Market time of one time the days.</param>
/// <param name="Gaps">Lost connections of one time the days.</param>
/// <param name="Times">How many times the days the second run is.</param>
/// <param name="Gate">Whether a second run that needs more memory is a failure.</param>
internal sealed record LabCommand(long Rows, double Hours, int Gaps, int Times, bool Gate)
{
    // As many rows as the system that this one replaces had loaded, over as many days.
    private static readonly LabCommand Usual = new(Rows: 519_104, Hours: 48, Gaps: 40, Times: 5, Gate: false);

    public static string Usage => "use: [--rows N] [--hours H] [--gaps N] [--times N] [--gate]";

    /// <summary>Reads the arguments; null where they make no sense.</summary>
    public static LabCommand? Parse(ReadOnlySpan<string> arguments)
    {
        var command = Usual;
        for (; arguments.Length > 0; arguments = arguments[(arguments[0] == "--gate" ? 1 : 2)..])
        {
            LabCommand? next = arguments switch
            {
                ["--gate", ..] => command with { Gate = true },
                ["--rows", var text, ..] when long.TryParse(text, CultureInfo.InvariantCulture, out var rows) && rows > 0 => command with { Rows = rows },
                ["--hours", var text, ..] when double.TryParse(text, CultureInfo.InvariantCulture, out var hours) && hours > 0 => command with { Hours = hours },
                ["--gaps", var text, ..] when int.TryParse(text, CultureInfo.InvariantCulture, out var gaps) && gaps >= 0 => command with { Gaps = gaps },
                ["--times", var text, ..] when int.TryParse(text, CultureInfo.InvariantCulture, out var times) && times > 0 => command with { Times = times },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            command = next;
        }

        return command;
    }
}
