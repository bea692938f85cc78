using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;
using Pipeline.Tests.Repository.Support;

namespace Pipeline.Tests.Repository;

/// <summary>Unsafe code stands behind a fence, in files that are listed, with its reasons.</summary>
public partial class UnsafeFenceTests
{
    private static readonly string[] Fenced = ["Primitives", "Ring", "Journal", "Feeds", "Features", "Inference", "Venues.Binance"];

    private static IEnumerable<string> UnsafeFiles =>
        Checkout.CSharp("src").Where(file => UnsafeWord().IsMatch(Source.CodeOf(Checkout.Read(file))));

    [Test]
    public void Should_allow_unsafe_blocks_only_inside_the_fence()
    {
        var allowing = Checkout.Projects.Where(project => project.StartsWith("src/") && AllowsUnsafe(project))
            .Select(project => Path.GetFileNameWithoutExtension(project)["Pipeline.".Length..]);

        Assert.That(allowing, Is.EquivalentTo(Fenced));
    }

    [Test]
    public void Should_list_every_file_that_uses_unsafe_code() =>
        Snapshot.Matches("unsafe-files.txt", UnsafeFiles, "Each file with unsafe code is one more to audit: could it use a span?");

    [Test]
    public void Should_say_in_every_unsafe_file_why_it_is_safe()
    {
        var silent = UnsafeFiles.Where(file => !Checkout.Read(file).Contains("// SAFETY:"));

        Assert.That(silent, Is.Empty, "say at each unsafe operation, behind '// SAFETY:', what must hold, who ensures it, what checks it in Debug");
    }

    [Test]
    public void Should_keep_the_banned_symbols_switched_on_for_every_project_outside_the_fence()
    {
        var props = XDocument.Parse(Checkout.Read("src/Directory.Build.props"));

        var lists = props.Descendants("AdditionalFiles").ToDictionary(
            file => Path.GetFileName(file.Attribute("Include")!.Value.Split(')')[^1]),
            file => file.Attribute("Condition")?.Value);
        Assert.That(lists["BannedSymbols.txt"], Is.Null);
        Assert.That(lists["BannedSymbols.Unsafe.txt"], Is.EqualTo("'$(AllowUnsafeBlocks)' != 'true'"));
    }

    private static bool AllowsUnsafe(string project) =>
        XDocument.Parse(Checkout.Read(project)).Descendants("AllowUnsafeBlocks").Any(element => element.Value == "true");

    [GeneratedRegex(@"\bunsafe\b|\bUnsafe\.|\bMemoryMarshal\.|\bNativeMemory\.|\b(Load|Store)Unsafe\(|\bUnsafeAccessor\b")]
    private static partial Regex UnsafeWord();
}
