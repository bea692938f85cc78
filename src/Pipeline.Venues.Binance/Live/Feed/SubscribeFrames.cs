using System.Text;

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>The SUBSCRIBE commands for some streams, none as long as 4,000 bytes: longer ones are answered late.</summary>
public static class SubscribeFrames
{
    /// <summary>Every command is shorter than this.</summary>
    public const int MaxBytes = 4_000;

    private const int HeadAndTailBytes = 64;

    /// <summary>The commands, numbered from 1.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> For(IEnumerable<string> streams)
    {
        var commands = new List<ReadOnlyMemory<byte>>();
        var names = new StringBuilder();
        foreach (var stream in streams)
        {
            if (names.Length + stream.Length + HeadAndTailBytes >= MaxBytes)
            {
                commands.Add(Command(names, commands.Count + 1));
                names.Clear();
            }

            names.Append(names.Length == 0 ? "" : ",").Append('"').Append(stream).Append('"');
        }

        if (names.Length > 0)
        {
            commands.Add(Command(names, commands.Count + 1));
        }

        return commands;
    }

    private static ReadOnlyMemory<byte> Command(StringBuilder names, int id) =>
        Encoding.UTF8.GetBytes($$"""{"method":"SUBSCRIBE","params":[{{names}}],"id":{{id}}}""");
}
