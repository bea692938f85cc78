using System.Xml.Linq;
using NUnit.Framework;
using Pipeline.Tests.Repository.Support;

namespace Pipeline.Tests.Repository;

/// <summary>Which project may lean on which: the layering, kept as a table.</summary>
public class ProjectReferenceTests
{
    private const string Events = "Events Primitives";

    private const string EngineAndBelow =
        "Engine Ring Book Features Inference Orders Strategies Risk Journal Feeds Simulation " + Events;

    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["Primitives"] = "",
        ["Events"] = "Primitives",
        ["Ring"] = "Primitives",
        ["Book"] = Events,
        ["Features"] = "Book " + Events,
        ["Inference"] = Events,
        ["Orders"] = Events,
        ["Strategies"] = "Orders " + Events,
        ["Risk"] = "Orders " + Events,
        ["Journal"] = Events,
        ["Feeds"] = "Ring " + Events,
        ["Simulation"] = "Orders " + Events,
        ["Venues.Binance"] = "Feeds Orders " + Events,
        ["Engine"] = "Ring Book Features Inference Orders Strategies Risk Journal Feeds Simulation " + Events,
        ["Warehouse"] = EngineAndBelow,
        ["Research"] = "Warehouse " + EngineAndBelow,
        ["Operations"] = EngineAndBelow,
        ["ExchangeSimulator"] = "Simulation " + Events,
    };

    private static IEnumerable<string> Layered =>
        Checkout.Projects.Where(project => project.StartsWith("src/") || Name(project) == "ExchangeSimulator");

    [TestCaseSource(nameof(Layered))]
    public void Should_reference_only_what_its_layer_allows(string project)
    {
        Assert.That(Allowed, Contains.Key(Name(project)), "a new project needs a line in the table, and a reason of its own");

        var allowed = Allowed[Name(project)].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(References(project).Except(allowed), Is.Empty, $"{project} may reference only: {string.Join(", ", allowed)}");
    }

    [Test]
    public void Should_keep_the_arrows_that_were_agreed_on()
    {
        var arrows = Checkout.Projects.Select(project => $"{Name(project)} -> {string.Join(' ', References(project))}".TrimEnd());

        Snapshot.Matches("project-references.txt", arrows, "A new arrow between projects is a decision: see docs/architecture.md.");
    }

    [Test]
    public void Should_reach_no_venue_from_the_engine()
    {
        Assert.That(Reachable("src/Pipeline.Engine/Pipeline.Engine.csproj"), Has.None.StartsWith("Venues"),
            "the engine names no venue: the command line composes both through ports");
    }

    [Test]
    public void Should_share_no_decoder_or_book_between_the_simulator_and_what_it_tests()
    {
        var reached = Reachable("tools/Pipeline.ExchangeSimulator/Pipeline.ExchangeSimulator.csproj");

        Assert.That(reached.Intersect(["Book", "Venues.Binance", "Feeds", "Engine"]), Is.Empty);
    }

    private static HashSet<string> Reachable(string project)
    {
        var seen = new HashSet<string>();
        var waiting = new Queue<string>([project]);
        while (waiting.TryDequeue(out var next))
        {
            foreach (var reference in References(next).Where(seen.Add))
            {
                waiting.Enqueue(Checkout.Projects.Single(candidate => Name(candidate) == reference));
            }
        }

        return seen;
    }

    private static string[] References(string project) =>
        XDocument.Parse(Checkout.Read(project)).Descendants("ProjectReference")
            .Select(reference => Name(reference.Attribute("Include")!.Value))
            .Order(StringComparer.Ordinal).ToArray();

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project.Replace('\\', '/'))["Pipeline.".Length..];
}
