using System.Text.RegularExpressions;
using NUnit.Framework;
using Pipeline.Tests.Repository.Support;

namespace Pipeline.Tests.Repository;

/// <summary>What the README tells a reader to type is there to be typed.</summary>
public partial class ReadmeTests
{
    private const string TestCommand = "dotnet test Pipeline.sln -c Release";

    private static string Readme => Checkout.Read("README.md");

    private static IEnumerable<string> Commands =>
        ShellBlock().Matches(Readme).SelectMany(block => block.Groups[1].Value.Split('\n'))
            .Select(line => line.Trim().TrimStart('$').Trim()).Where(line => line.Length > 0 && line[0] != '#');

    [Test]
    public void Should_name_the_test_command_once() =>
        Assert.That(Commands.Count(command => command == TestCommand), Is.EqualTo(1), "the same command is what .ci/run calls");

    [Test]
    public void Should_name_only_commands_that_exist() =>
        Assert.That(Commands.Where(command => !Exists(command)), Is.Empty);

    [Test]
    public void Should_say_beside_every_number_how_to_get_it()
    {
        var rows = NumbersSection().Match(Readme).Groups[1].Value.Split('\n')
            .Where(line => line.StartsWith('|')).ToArray();

        Assert.That(rows, Has.Length.GreaterThan(2), "the section 'Numbers' holds a table");
        Assert.That(rows.Skip(2).Where(row => !CommandSpan().Matches(row).Any(span => Exists(span.Groups[1].Value))), Is.Empty,
            "each row ends with the command that prints it, in back quotes");
    }

    [Test]
    public void Should_link_only_to_files_that_are_there() =>
        Assert.That(Link().Matches(Readme).Select(link => link.Groups[1].Value).Where(path => !Checkout.Exists(path)), Is.Empty);

    private static bool Exists(string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [".ci/run", ..] or ["bash", ".ci/run"] => Checkout.Exists(".ci/run"),
            ["bash", var script] => Checkout.Exists(script),
            ["npm", "ci", .., "--prefix", var folder] => Checkout.Exists($"{folder}/package-lock.json"),
            ["git", "clone", ..] or ["cd", _] => true,
            ["pipeline", var verb, ..] => IsVerb(verb),
            ["dotnet", "build" or "test" or "publish", var target, ..] => Checkout.Exists(target),
            ["dotnet", "run", .. var rest] => IsRun(rest),
            _ => false,
        };
    }

    private static bool IsRun(string[] words)
    {
        var project = words.SkipWhile(word => word != "--project").Skip(1).FirstOrDefault();
        var verb = words.SkipWhile(word => word != "--").Skip(1).FirstOrDefault();
        return project is not null && Checkout.Exists($"{project}/{Path.GetFileName(project)}.csproj")
            && (project != "tools/Pipeline.Cli" || (verb is not null && IsVerb(verb)));
    }

    private static bool IsVerb(string verb) =>
        Checkout.CSharp("tools").Any(file => file.StartsWith("tools/Pipeline.Cli/") && Checkout.Read(file).Contains($"\"{verb}\""));

    [GeneratedRegex(@"^```(?:sh|bash|shell|console)?[ \t]*\n((?:(?!```).*\n)*)```[ \t]*$", RegexOptions.Multiline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"^## [^\n]*Numbers[^\n]*\n(.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex NumbersSection();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CommandSpan();

    [GeneratedRegex(@"\]\((?!https?:|#|mailto:)([^)#\s]+)")]
    private static partial Regex Link();
}
