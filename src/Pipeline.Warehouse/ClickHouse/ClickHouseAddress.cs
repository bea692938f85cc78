using System.Text.RegularExpressions;

namespace Pipeline.Warehouse.ClickHouse;

/// <summary>Where a ClickHouse is: `clickhouse:http://host:port,host:port/database?cluster=NAME&amp;user=NAME&amp;password=WORD`.</summary>
/// <remarks>Any thread. Its text leaves the password out, so that it may be printed.</remarks>
public sealed partial class ClickHouseAddress
{
    /// <summary>What an address begins with.</summary>
    public const string Scheme = "clickhouse:";

    private const string Form = "clickhouse:http://HOST:PORT[,HOST:PORT...]/DATABASE[?cluster=NAME&user=NAME&password=WORD]";

    private ClickHouseAddress(string protocol, string hosts, string database)
    {
        Hosts = [.. hosts.Split(',').Select(host => HostOf(protocol, host))];
        Database = database;
    }

    /// <summary>Servers, each with protocol and port: the first that answers is used.</summary>
    public IReadOnlyList<Uri> Hosts { get; }

    /// <summary>Name of the database.</summary>
    public string Database { get; }

    /// <summary>Name of the cluster over which tables are replicated and distributed, or null for one server.</summary>
    public string? Cluster { get; private set; }

    /// <summary>Name of the user, or null for the server's default.</summary>
    public string? User { get; private set; }

    internal string? Password { get; private set; }

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is none; the text says what one looks like and repeats no password.</exception>
    public static ClickHouseAddress Parse(string text)
    {
        var match = Whole().Match(text);
        if (!match.Success)
        {
            throw new FormatException($"no ClickHouse address: it looks like {Form}");
        }

        var address = new ClickHouseAddress(match.Groups["protocol"].Value, match.Groups["hosts"].Value, match.Groups["database"].Value);
        foreach (var option in match.Groups["options"].Value.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            address.Take(option.Split('=', 2));
        }

        return address;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Scheme}{Hosts[0].Scheme}://{string.Join(',', Hosts.Select(host => host.Authority))}/{Database}{(Cluster is null ? "" : "?cluster=" + Cluster)}";

    private static Uri HostOf(string protocol, string host) =>
        Uri.TryCreate($"{protocol}://{host}/", UriKind.Absolute, out var uri) ? uri : throw new FormatException($"no server in a ClickHouse address: it looks like {Form}");

    private void Take(string[] option)
    {
        var value = Uri.UnescapeDataString(option[^1]);
        switch (option[0])
        {
            case "cluster" when Word().IsMatch(value):
                Cluster = value;
                break;
            case "user":
                User = value;
                break;
            case "password":
                Password = value;
                break;
            default:
                throw new FormatException($"a ClickHouse address has no option '{option[0]}' of that form: it looks like {Form}");
        }
    }

    // Credentials before the host would be printed by everything that prints a URL: they have options of their own.
    [GeneratedRegex(@"^clickhouse:(?<protocol>https?)://(?<hosts>[A-Za-z0-9_.:,\[\]-]+)/(?<database>[A-Za-z_][A-Za-z0-9_]*)(\?(?<options>.*))?$")]
    private static partial Regex Whole();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Word();
}
