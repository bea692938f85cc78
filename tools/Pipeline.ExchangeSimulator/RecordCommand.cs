using System.Globalization;
using System.Text.Json;

namespace Pipeline.ExchangeSimulator;

/// <summary>`record`: makes a recording and prints what a replay of it must count, as one line of JSON.</summary>
internal static class RecordCommand
{
    private const string Usage = """
        usage: record --out FILE [--seed N] [--seconds N] [--rate N] [--no-faults]
          --out FILE     where to write; compressed where it ends in .gz or .zst
          --seed N       seed of everything that is drawn (7)
          --seconds N    market time (90)
          --rate N       messages a second, about (300)
          --no-faults    no lost diff, no dead letter, no silence
        example: dotnet run --project tools/Pipeline.ExchangeSimulator -- record --seed 7 --seconds 720 --rate 40 --no-faults --out recordings/demo-usdm-btcusdt.zst
        """;

    /// <summary>0 done, 2 usage, 4 the file cannot be written.</summary>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        if (!TryParse(args, out var options, out var path))
        {
            error.WriteLine(Usage);
            return 2;
        }

        try
        {
            var summary = Write(path, options);
            output.WriteLine(JsonSerializer.Serialize(summary, JsonSerializerOptions.Web));
            return 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"{path}: {exception.Message}");
            return 4;
        }
    }

    private static RecordingSummary Write(string path, RecordingOptions options)
    {
        using var output = CaptureOutput.CreateSmallest(path);
        return RecordingGenerator.Write(output, options);
    }

    private static bool TryParse(string[] args, out RecordingOptions options, out string path)
    {
        options = new RecordingOptions();
        path = "";
        if (args is not ["record", .. var rest])
        {
            return false;
        }

        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == "--no-faults")
            {
                options = options with { Faults = false };
            }
            else if (i + 1 == rest.Length || !TrySet(rest[i], rest[++i], ref options, ref path))
            {
                return false;
            }
        }

        return path.Length > 0;
    }

    private static bool TrySet(string name, string value, ref RecordingOptions options, ref string path)
    {
        if (name == "--out")
        {
            path = value;
            return true;
        }

        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        switch (name)
        {
            case "--seed":
                options = options with { Seed = (ulong)number };
                return true;
            case "--seconds" when number >= RecordingOptions.MinSeconds:
                options = options with { DurationSeconds = number };
                return true;
            case "--rate" when number >= RecordingOptions.MinMessagesPerSecond:
                options = options with { MessagesPerSecond = number };
                return true;
            default:
                return false;
        }
    }
}
