using NUnit.Framework;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.EndToEnd;

/// <summary>What the command line says to those who ask wrongly: one line, what to do, exit code 2.</summary>
[Parallelizable(ParallelScope.Children)]
internal sealed class UsageTests
{
    private static readonly string Demo = FaultyRecording.Path;

    private static readonly string[][] WrongArguments =
    [
        ["replay"],
        ["replay", Demo, "--no-such-option"],
        ["replay", Demo, "--mode", "fast"],
        ["replay", Demo, "--every", "0"],
        ["replay", Demo, "--every", "x"],
        ["replay", Demo, "--kernel", "7"],
        ["replay", Demo, "--features", "rows.txt"],
        ["replay", Demo, "--config", "no-such-config.json"],
        ["replay", Demo, "--strategy", "no-such-strategy"],
        ["replay", Demo, "--strategy", "no-such.dll#Some.Type"],
        ["replay", Demo, "--strategy", "#"],
        ["no-such-verb"],
    ];

    [TestCaseSource(nameof(WrongArguments))]
    public void Should_exit_with_2(params string[] arguments)
    {
        var result = PipelineProcess.Run(arguments);

        Assert.That(result.ExitCode, Is.EqualTo(2), result.All);
        Assert.That(result.Errors, Does.StartWith("pipeline: "));
    }

    [TestCase("{")]
    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("")]
    [TestCase("{\"noSuchMember\":1}")]
    [TestCase("{\"risk\":{\"maxOrderLots\":-1}}")]
    [TestCase("{\"risk\":null}")]
    [TestCase("{\"model\":{\"kind\":\"linear\",\"featureSchemaHash\":\"0000000000000000\",\"bias\":0,\"weights\":{}}}")]
    [TestCase("{\"strategy\":\"none\"}")]
    public void Should_exit_with_2_and_name_the_file_of_a_wrong_configuration(string json)
    {
        using var folder = new TemporaryFolder();
        var result = PipelineProcess.Run("replay", Demo, "--config", folder.WriteLines("wrong.json", [json]));

        Assert.That(result.ExitCode, Is.EqualTo(2), result.All);
        Assert.That(result.Errors, Does.Contain("wrong.json"));
    }

    [Test]
    public void Should_show_every_verb_with_an_example_and_the_exit_codes()
    {
        var root = PipelineProcess.Run("--help");
        var verbs = root.Output.Split('\n').SkipWhile(line => !line.StartsWith("Commands:", StringComparison.Ordinal)).Skip(1)
            .Select(line => line.TrimStart().Split(' ')[0]).Where(verb => verb.Length > 0).ToList();

        Assert.That(root.ExitCode, Is.Zero);
        Assert.That(verbs, Does.Contain("replay"));
        foreach (var verb in verbs)
        {
            var help = PipelineProcess.Run(verb, "--help");
            Assert.That(help.ExitCode, Is.Zero, verb);
            Assert.That(help.Output, Does.Contain("Example: pipeline " + verb).And.Contain("Exit codes:"), verb);
        }
    }
}
