using System.Text.RegularExpressions;
using NUnit.Framework;
using Pipeline.Tests.Repository.Support;

namespace Pipeline.Tests.Repository;

/// <summary>House rules that a machine can check, each with what to write instead.</summary>
public partial class TidyTests
{
    private const int FunctionLines = 70;

    private const long FileBytes = 2_000_000;

    // Patterns are split where they would otherwise find themselves.
    private static readonly TestCaseData[] CodeBans =
    [
        Ban(@"NotImplemented" + "Exception", "implement it, or leave the member out"),
        Ban(@"^\s*#" + "region", "split the file: a region hides that it holds two thoughts"),
        Ban(@"#" + "pragma warning disable", "mend what the warning says"),
        Ban(@"Suppress" + "Message", "mend what the warning says"),
        Ban(@"\bThread" + @"\.Sleep\b", "park on a wait strategy, or wait for the event itself"),
        Ban(@"\bTask" + @"\.Delay\b", "wait for the event itself, or inject the clock"),
        Ban(@"\[" + @"Ignore\b", "mend the test or delete it"),
        Ban(@"\bcatch\s*(\([^)]*\)\s*)?(when\s*\([^{]*\)\s*)?\{\s*\}", "handle the exception, or let it pass"),
        Ban(@"\b(class|struct|interface|record)\s+(\w*(Manager|Helper|Util|Utils)|Common|Base)\b", "name the type after what it does"),
    ];

    private static readonly TestCaseData[] TextBans =
    [
        Ban(@"\bTO" + @"DO\b|\bFIX" + @"ME\b|\bHA" + @"CK\b", "do it, or write the limit down in the README"),
        Ban(@"(?<![\w.~*])/" + @"(work|root|home|tmp|farm)/\w", "a relative path, or Path.GetTempPath()"),
        Ban(@"[A-Z]:\\" + @"Users\\", "a relative path"),
        Ban(@"https?://[^\s""'<>)]*(" + @"nuget|artifactory|jfrog|nexus|npmjs|pypi|debian\.org|pkgs\.)", "leave the registry to the machine's own settings"),
        Ban(@"-----BEGIN" + @" [A-Z ]*PRIVATE KEY", "a key never enters the repository"),
    ];

    [TestCaseSource(nameof(CodeBans))]
    public void Should_not_hold_code_that_is_banned(string pattern, string instead)
    {
        var found = Checkout.CSharp().SelectMany(file => Find(file, Source.CodeOf(Checkout.Read(file)), pattern));

        Assert.That(found, Is.Empty, $"instead: {instead}");
    }

    [TestCaseSource(nameof(TextBans))]
    public void Should_not_hold_text_that_is_banned(string pattern, string instead)
    {
        var found = Checkout.TextFiles.SelectMany(file => Find(file, Checkout.Read(file), pattern));

        Assert.That(found, Is.Empty, $"instead: {instead}");
    }

    [Test]
    public void Should_hold_no_code_that_is_commented_out()
    {
        var found = Checkout.CSharp().SelectMany(file => Find(file, Checkout.Read(file), @"^[ \t]*//(?!/)[^`\n]*[;{}][ \t]*$"));

        Assert.That(found, Is.Empty, "instead: delete it, the history has it");
    }

    // Long functions may stay; a function of 70 lines may not grow. Whoever passes the mark by far has meant it.
    [Test]
    public void Should_not_let_a_function_grow_past_its_mark()
    {
        var grown = Checkout.CSharp().SelectMany(file => Functions.In(Checkout.Read(file))
            .Where(function => function.Lines is FunctionLines + 1 or FunctionLines + 2)
            .Select(function => $"{file}:{function.Line} {function.Name}: {function.Lines} lines"));

        Assert.That(grown, Is.Empty, "instead: find the thought that wants a function of its own");
    }

    [Test]
    public void Should_hold_no_large_file()
    {
        var large = Checkout.Files.Where(file => new FileInfo(Checkout.Absolute(file)).Length > FileBytes);

        Assert.That(large, Is.Empty);
    }

    private static TestCaseData Ban(string pattern, string instead) => new(pattern, instead);

    private static IEnumerable<string> Find(string file, string text, string pattern) =>
        Regex.Matches(text, pattern, RegexOptions.Multiline)
            .Select(match => $"{file}:{Source.LineOf(text, match.Index + LeadingBlanks().Match(match.Value).Length)} {match.Value.Trim()}");

    [GeneratedRegex(@"^\s*")]
    private static partial Regex LeadingBlanks();
}
