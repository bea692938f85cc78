using NUnit.Framework;

namespace Pipeline.Tests.Repository.Support;

/// <summary>Holds a list that the code makes against the list that was agreed on and committed.</summary>
/// <remarks>A change on purpose: run the tests with <see cref="UpdateVariable"/>=1, read the difference, commit it.</remarks>
internal static class Snapshot
{
    private const string UpdateVariable = "PIPELINE_UPDATE_SNAPSHOTS";

    private const string Folder = "tests/Pipeline.Tests.Repository/Snapshots";

    private const string UpdateCommand = UpdateVariable + "=1 dotnet test tests/Pipeline.Tests.Repository";

    /// <summary>Fails where <paramref name="actual"/> differs from the file <paramref name="name"/>.</summary>
    public static void Matches(string name, IEnumerable<string> actual, string reason)
    {
        var file = $"{Folder}/{name}";
        var lines = actual.ToArray();
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(Checkout.Absolute(file), string.Concat(lines.Select(line => line + "\n")));
        }

        var agreed = File.ReadAllLines(Checkout.Absolute(file));
        Assert.That(Difference(agreed, lines), Is.Empty, $"{file} no longer holds. {reason}\nIf it is meant: {UpdateCommand}");
    }

    private static string Difference(string[] agreed, string[] actual)
    {
        var missing = agreed.Except(actual).Select(line => $"- {line}");
        var added = actual.Except(agreed).Select(line => $"+ {line}");
        var lines = missing.Concat(added).ToArray();
        return lines.Length == 0 && !agreed.SequenceEqual(actual) ? "the order differs" : string.Join('\n', lines);
    }
}
