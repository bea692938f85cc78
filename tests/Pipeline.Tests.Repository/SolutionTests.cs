using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;
using Pipeline.Tests.Repository.Support;

namespace Pipeline.Tests.Repository;

/// <summary>The solution is whole, and its packages are the same everywhere.</summary>
public partial class SolutionTests
{
    private static XElement[] PackageVersions =>
        XDocument.Parse(Checkout.Read("Directory.Packages.props")).Descendants("PackageVersion").ToArray();

    [Test]
    public void Should_hold_every_project()
    {
        var inSolution = ProjectLine().Matches(Checkout.Read("Pipeline.sln")).Select(match => match.Groups[1].Value.Replace('\\', '/'));

        Assert.That(inSolution, Is.EquivalentTo(Checkout.Projects), "dotnet sln add, or remove");
    }

    [Test]
    public void Should_take_package_versions_from_one_place()
    {
        var own = Checkout.Projects.Where(project => XDocument.Parse(Checkout.Read(project)).Descendants("PackageReference")
            .Any(reference => (reference.Attribute("Version") ?? reference.Attribute("VersionOverride")) is not null));

        Assert.That(own, Is.Empty, "write the version into Directory.Packages.props");
    }

    [Test]
    public void Should_pin_every_package_to_one_version() =>
        Assert.That(PackageVersions.Select(package => package.Attribute("Version")!.Value), Is.All.Match(@"^\d+(\.\d+)+(-[\w.]+)?$"));

    [Test]
    public void Should_lock_every_project_to_the_central_versions()
    {
        var central = PackageVersions.ToDictionary(
            package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value, StringComparer.OrdinalIgnoreCase);
        var wrong = Checkout.Projects.SelectMany(project => Locked(project)
            .Where(locked => central.TryGetValue(locked.Package, out var version) && version != locked.Version)
            .Select(locked => $"{project} locks {locked.Package} {locked.Version}, not {central[locked.Package]}"));

        Assert.That(wrong, Is.Empty, "run 'dotnet restore' and commit the lock files");
    }

    [Test]
    public void Should_describe_every_project_of_src_in_a_few_lines()
    {
        var missing = Checkout.Projects.Where(project => project.StartsWith("src/"))
            .Select(project => $"{Path.GetDirectoryName(project)!.Replace('\\', '/')}/README.md")
            .Where(readme => !Checkout.Exists(readme) || File.ReadAllLines(Checkout.Absolute(readme)).Length is 0 or > 15);

        Assert.That(missing, Is.Empty, "each project says in 1 to 15 lines what belongs into it");
    }

    private static IEnumerable<(string Package, string Version)> Locked(string project)
    {
        var lockFile = $"{Path.GetDirectoryName(project)!.Replace('\\', '/')}/packages.lock.json";
        using var json = JsonDocument.Parse(Checkout.Read(lockFile));
        return json.RootElement.GetProperty("dependencies").EnumerateObject()
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.TryGetProperty("resolved", out _))
            .Select(package => (package.Name, package.Value.GetProperty("resolved").GetString()!)).ToArray();
    }

    [GeneratedRegex("""= "[^"]+", "([^"]+\.csproj)",""")]
    private static partial Regex ProjectLine();
}
