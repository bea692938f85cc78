using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipeline.Warehouse.ClickHouse;

/// <summary>A ClickHouse server refused, or could not be reached.</summary>
public sealed partial class ClickHouseException : Exception
{
    // What a cluster says while a node of it is away: sockets, keeper, read-only replicas, too many parts, an insert of unknown outcome.
    private static readonly int[] Passing = [3, 32, 198, 202, 209, 210, 225, 242, 252, 279, 285, 286, 289, 319, 425, 999];

    internal ClickHouseException(Uri host, string words)
        : base($"ClickHouse at {host.Authority}: {words}")
    {
        Code = CodeIn(words);
        IsPassing = Passing.Contains(Code);
    }

    internal ClickHouseException(Uri host, Exception cause)
        : base($"ClickHouse at {host.Authority}: {cause.Message}", cause) => IsPassing = true;

    /// <summary>The server's number of the error, or 0 where it gave none.</summary>
    public int Code { get; }

    /// <summary>Whether the same request may succeed a little later or at another server. What it did is unknown.</summary>
    public bool IsPassing { get; }

    private static int CodeIn(string words)
    {
        var match = Number().Match(words);
        return match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"Code: (\d{1,6})[,.]")]
    private static partial Regex Number();
}
