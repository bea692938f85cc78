using System.Text.RegularExpressions;
using NUnit.Framework;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.EndToEnd;

/// <summary>Every example that a verb's help prints runs as printed, in a folder that holds what a checkout holds and no more.</summary>
[NonParallelizable]
internal sealed partial class HelpExampleTests
{
    private const string Simulate = "simulate";

    // What one makes the next needs; a verb that is not here is a new one and wants its place.
    private static readonly string[] Story =
    [
        "doctor", "demo", "replay", "verify", "tape", "tape info", "tape verify", "tape cat", "tape repair", "tape import",
        "load", "sql", "quality", "plot", "dataset", "dataset build", "dataset list", "dataset show", "dataset name", "dataset compare",
        "lineage", "lineage add-model", "lineage scan", "dataset pin", "dataset unpin", "dataset remove",
        Simulate, "record", "run", "halt", "resume",
    ];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeCheckout()
    {
        _folder = new TemporaryFolder();
        var root = Path.GetDirectoryName(DemoRecording.Folder)!;
        foreach (var part in new[] { "recordings", "docs/examples" })
        {
            Directory.CreateDirectory(_folder.File(part));
            foreach (var file in Directory.EnumerateFiles(Path.Combine(root, part)))
            {
                File.Copy(file, Path.Combine(_folder.File(part), Path.GetFileName(file)));
            }
        }
    }

    [TearDown]
    public void RemoveCheckout() => _folder.Dispose();

    [Test]
    public void Should_run_every_example_as_printed()
    {
        var examples = Examples("").ToDictionary(each => each.Verb, each => each.Commands);
        Assert.That(examples.Keys, Is.EquivalentTo(Story), "a verb's example is run in the order in which one makes what another needs");
        Assert.That(examples.Where(each => each.Value.Count == 0).Select(each => each.Key), Is.Empty, "each verb's help ends with an example");

        PipelineProcess? exchange = null;
        try
        {
            foreach (var command in Story.SelectMany(verb => examples[verb]).Distinct())
            {
                if (IsServer(command))
                {
                    exchange = Start(command);
                    exchange.WaitFor(() => File.Exists(_folder.File("artifacts/ready.json")));
                    continue;
                }

                Prepare(command);
                using var process = Start(command);
                var result = process.Finish();
                Assert.That(result.ExitCode, Documented(command), $"{command}{Environment.NewLine}{result.All}");
            }
        }
        finally
        {
            exchange?.KillAfter(TimeSpan.Zero);
            exchange?.Dispose();
        }
    }

    // A model is trained by tools of others: its file is what a user brings.
    private void Prepare(string command)
    {
        if (command.Contains("add-model", StringComparison.Ordinal))
        {
            File.WriteAllText(_folder.File("artifacts/model.txt"), "tree\n");
        }
    }

    private static bool IsServer(string command) => command.StartsWith("pipeline simulate --port", StringComparison.Ordinal);

    // A machine may be one on which nothing runs fast, and `doctor` says so.
    private static NUnit.Framework.Constraints.IResolveConstraint Documented(string command) =>
        command == "pipeline doctor" ? Is.AnyOf(0, 5) : Is.Zero;

    private PipelineProcess Start(string command) =>
        new(Word().Matches(command).Skip(1).Select(word => word.Value.Trim('"')), folder: _folder.Path);

    private static IEnumerable<(string Verb, IReadOnlyList<string> Commands)> Examples(string path)
    {
        var help = PipelineProcess.Run([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.That(help.ExitCode, Is.Zero, path);
        var verbs = help.Output.Split('\n').SkipWhile(line => !line.StartsWith("Commands:", StringComparison.Ordinal)).Skip(1)
            .Select(line => line.TrimStart().Split(' ')[0].Trim()).Where(verb => verb.Length > 0).ToList();
        if (path.Length > 0)
        {
            var description = help.Output[..help.Output.IndexOf("Usage:", StringComparison.Ordinal)];
            yield return (path, [.. Example().Matches(description).Select(example => example.Groups[1].Value.Trim())]);
        }

        foreach (var example in verbs.SelectMany(verb => Examples($"{path} {verb}".Trim())))
        {
            yield return example;
        }
    }

    [GeneratedRegex("""(?:Example|Or [^:.]*): (pipeline (?:"[^"]*"|[^"])+?)\.(?= Exit codes| Or )""")]
    private static partial Regex Example();

    [GeneratedRegex("""(?:"[^"]*"|\S)+""")]
    private static partial Regex Word();
}
